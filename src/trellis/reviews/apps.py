"""Reviews: cycles of performance reviews, calibration, talent."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts reviews into the side bar and onto pages of people."""

    name = "trellis.reviews"
    label = "reviews"

    def ready(self) -> None:
        from trellis.core import exported, kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.reviews import personal_data, regular, subscribers  # noqa: PLC0415 - likewise
        from trellis.reviews.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.reviews.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        regular.register()
        subscribers.register()
        exported.register("reviews.ReviewCycle", "reviews.RoleForm")
        confidential = "confidential: it is for those whom it concerns, in the application"
        exported.leave_out(
            {
                f"reviews.{each}": confidential
                for each in (
                    "CalibrationBoard", "Facilitator", "Review", "Writing", "Submission", "CalibrationMove",
                )
            }
        )  # fmt: skip
        self._describe()
        self._wait()
        self._show()

    def _describe(self) -> None:
        """Say what the objects of this room are called. A label names nobody: feeds and lists of others show it."""
        from trellis.core import notifying, objects, scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.reviews.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.reviews.queries import progress  # noqa: PLC0415 - likewise

        objects.register("review_cycle", _("review cycle"), progress.described_cycles)
        objects.register("review", _("review"), progress.described_reviews)
        objects.register("calibration_board", _("calibration"), progress.described_boards)
        notifying.register(
            notifying.NoticeKind(
                notices.ASKED, _("Reviews"), _("I am asked to write for a review, or reminded of it.")
            )
        )
        notifying.register(
            notifying.NoticeKind(
                notices.SHARED, _("My review"), _("My manager has shared my review with me.")
            )
        )
        scopes.register(scopes.Scope("reviews:read", _("see one's own reviews, and how far cycles are")))
        scopes.register(scopes.Scope("reviews:write", _("share and acknowledge reviews, remind people")))

    def _wait(self) -> None:
        """Say what of reviews waits in My work."""
        from trellis.reviews.queries import progress  # noqa: PLC0415 - not before the apps are loaded
        from trellis.reviews.services import waits  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        cycles, reviews, pieces = (
            progress.described_cycles, progress.described_reviews, progress.described_writings,
        )  # fmt: skip
        register(WorkKind(waits.BY_KIND["self"], _("Self-review"), _("Write"), "pencil", describe=cycles))
        register(
            WorkKind(
                waits.BY_KIND["manager"], _("Reviews of my people"), _("Write"), "pencil", describe=cycles
            )
        )
        register(
            WorkKind(
                waits.BY_KIND["upward"], _("Feedback to my manager"), _("Write"), "pencil", describe=cycles
            )
        )
        register(WorkKind(waits.PEER, _("Feedback of a colleague"), _("Write"), "pencil", describe=pieces))
        register(WorkKind(waits.APPROVE, _("Nominated colleagues"), _("Approve"), "people", describe=reviews))
        register(WorkKind(waits.SHARE, _("Review"), _("Share"), "people", describe=reviews))
        register(WorkKind(waits.SIGN, _("My review"), _("Read and acknowledge"), "check", describe=reviews))

    def _show(self) -> None:
        """Put reviews into the side bar, and onto the pages of people."""
        from trellis.people import person_tabs  # noqa: PLC0415 - not before the apps are loaded
        from trellis.reviews import rules  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="reviews",
                title=_("Reviews"),
                icon="flag",
                url_name="reviews:mine",
                order=52,
                allowed=navigation.whoever(rules.can_enter),
            )
        )
        person_tabs.register(
            person_tabs.PersonTab("reviews", _("Reviews"), "reviews:person", rules.can_see_person, order=70)
        )
