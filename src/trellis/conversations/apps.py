"""Conversations: one-to-ones, career conversations, feedback, mentoring."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts conversations into the side bar."""

    name = "trellis.conversations"
    label = "conversations"

    def ready(self) -> None:
        from trellis.conversations import one_to_ones, personal_data, regular  # noqa: PLC0415 - not before the apps
        from trellis.conversations.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.conversations.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise
        from trellis.core import kinds  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS)
        personal_data.register()
        regular.register()
        one_to_ones.register()
        self._describe()
        self._tell()
        self._show()
        self._export()

    def _describe(self) -> None:
        """Say what other rooms show of feedback and mentoring, and what waits on people."""
        from trellis.conversations.queries import feedback, mentoring  # noqa: PLC0415 - not before the apps
        from trellis.conversations.services import feedback as asking  # noqa: PLC0415 - likewise
        from trellis.conversations.services import mentoring as pairing  # noqa: PLC0415 - likewise
        from trellis.core import objects  # noqa: PLC0415 - likewise
        from trellis.work import kinds as work  # noqa: PLC0415 - likewise

        objects.register("feedback", _("feedback"), lambda _keys: {}, seen=feedback.seen_feedback)
        objects.register(
            "feedback_request", _("request for feedback"), lambda _keys: {}, seen=feedback.seen_requests
        )
        objects.register("mentoring", _("mentoring"), lambda _keys: {}, seen=mentoring.seen_pairs)
        objects.register("mentor_offer", _("offer to mentor"), mentoring.described_offers)
        work.register(
            work.WorkKind(
                asking.ASKED, _("Feedback"), _("Answer"), "talk", describe=feedback.described_requests,
                closed_to=feedback.closed_to_requests,
            )
        )  # fmt: skip
        work.register(
            work.WorkKind(
                pairing.ASKED, _("Mentoring"), _("Answer"), "people", describe=mentoring.described,
                closed_to=mentoring.closed_to_pairs,
            )
        )  # fmt: skip

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.conversations.definitions import notices  # noqa: PLC0415 - not before the apps
        from trellis.core import notifying  # noqa: PLC0415 - likewise

        for kind, title, means in (
            (
                notices.ONE_TO_ONES,
                _("One-to-ones"),
                _("Somebody reports to me whom I do not meet regularly."),
            ),
            (notices.FEEDBACK, _("Feedback"), _("I received feedback, or somebody asks me for some.")),
            (notices.MENTORING, _("Mentoring"), _("Somebody asks me to be their mentor, or answered me.")),
        ):
            notifying.register(notifying.NoticeKind(kind, title, means))

    def _show(self) -> None:
        """Put conversations into the side bar and onto the page of a person; say what a program may be good for."""
        from trellis.conversations import beside_learning, lists, rules  # noqa: PLC0415 - not before the apps
        from trellis.core import scopes  # noqa: PLC0415 - likewise
        from trellis.people import person_tabs  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="conversations", title=_("Conversations"), icon="talk", url_name="conversations:home", order=51,
                allowed=navigation.whoever(rules.can_enter),
            )
        )  # fmt: skip
        person_tabs.register(
            person_tabs.PersonTab(
                "conversations", _("Conversations"), "conversations:person", rules.can_see_of, order=70
            )
        )
        saving.register(lists.OVERVIEW, "conversations:overview")
        beside_learning.register()
        scopes.register(
            scopes.Scope(
                "conversations:read", _("see when I meet whom, my mentorings and that I received feedback")
            )
        )
        scopes.register(scopes.Scope("conversations:write", _("give feedback and ask for it")))

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps

        exported.register("conversations.MentorOffer")
        exported.leave_out(
            dict.fromkeys(
                (
                    "conversations.FeedbackRequest", "conversations.Feedback", "conversations.Pair",
                    "conversations.Session", "conversations.Reflection",
                ),
                "what people say to each other is read by them, also by no owner who exports everything",
            )
        )  # fmt: skip
