"""Assessments: quizzes that the handbook defines, attempts at them, grading, results."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts quizzes into the side bar and onto their pages."""

    name = "trellis.assessments"
    label = "assessments"

    def ready(self) -> None:
        from trellis.assessments import personal_data, regular, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.assessments.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.assessments.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise
        from trellis.core import exported, kinds  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        personal_data.register()
        regular.register()
        subscribers.register()
        every = ("Attempt", "Answer", "Grading", "Mark", "Appeal", "Regrade", "ScoreChange")
        exported.register(*(f"assessments.{each}" for each in every))
        exported.leave_out(
            {
                "assessments.ExtraTime": "confidential: why somebody needs more time",
                "assessments.QuestionSum": "reckoned each night from attempts",
            }
        )
        self._describe()
        self._wait()
        self._show()

    def _describe(self) -> None:
        """Say what the objects of this room are called. A label names nobody: feeds and lists of others show it."""
        from trellis.assessments import attached  # noqa: PLC0415 - not before the apps are loaded
        from trellis.assessments.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.assessments.queries import attempts, grading  # noqa: PLC0415 - likewise
        from trellis.core import attaching, notifying, objects, scopes  # noqa: PLC0415 - likewise

        objects.register("attempt", _("attempt at a quiz"), attempts.described, seen=attempts.seen_by)
        objects.register("appeal", _("appeal"), attempts.described_appeals)
        objects.register("regrade", _("regrade"), grading.described_regrades)
        objects.register("extra_time", _("arrangement"), grading.described_extra_time)
        attaching.register(attached.ATTACHED)
        notifying.register(
            notifying.NoticeKind(
                notices.RESULT,
                _("Results of quizzes"),
                _("A quiz of mine was graded, or its result has changed."),
            )
        )
        notifying.register(
            notifying.NoticeKind(
                notices.GRADING, _("Grading"), _("Somebody appeals, or grades otherwise than I do.")
            )
        )
        scopes.register(
            scopes.Scope("assessments:read", _("see one's own attempts, and those that one grades"))
        )
        scopes.register(scopes.Scope("assessments:write", _("take quizzes, and grade")))

    def _wait(self) -> None:
        """Say what of quizzes waits in My work."""
        from trellis.assessments.queries import attempts  # noqa: PLC0415 - not before the apps are loaded
        from trellis.assessments.services import waits  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        register(WorkKind(waits.QUEUE, _("Quiz"), _("Grade"), "check", describe=attempts.described_quizzes))
        register(
            WorkKind(
                waits.MINE,
                _("Quiz that I grade"),
                _("Finish grading"),
                "check",
                describe=attempts.described_gradings,
            )
        )
        register(
            WorkKind(waits.APPEAL, _("Appeal"), _("Answer"), "talk", describe=attempts.described_appeals)
        )

    def _show(self) -> None:
        """Put quizzes into the side bar, and onto their pages of the handbook."""
        from trellis.assessments import rules, touches  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import companions, starting  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        companions.register("assessments", touches.companion_of)
        starting.register(starting.Skeleton("quiz", _("Quiz"), "quizzes", touches.SKELETON))
        navigation.register(
            navigation.Room(
                key="assessments",
                title=_("Quizzes"),
                icon="check",
                url_name="assessments:home",
                order=44,
                allowed=navigation.whoever(rules.can_enter),
                within="learning",
            )
        )
