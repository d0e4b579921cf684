"""Requests for courses: from what somebody cannot do yet to the course in the handbook."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts requests for courses into the side bar."""

    name = "trellis.intake"
    label = "intake"

    def ready(self) -> None:
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise
        from trellis.intake import personal_data, regular  # noqa: PLC0415 - likewise
        from trellis.intake.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise

        permissions.register(PERMISSIONS)
        personal_data.register()
        regular.register()
        exported.register(
            "intake.CourseRequest", "intake.Vote", "intake.Reviewer", "intake.Move", "intake.ContentUpdate"
        )
        exported.leave_out(
            {
                "intake.SeenCourse": "what courses said when they were looked at last, as digests",
                "intake.SeenRevision": "which revision of the handbook was looked at",
            }
        )
        self._describe()
        self._show()

    def _describe(self) -> None:
        """Say what requests are called, who is told of them, and what waits on people."""
        from trellis.core import notifying, objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.intake.around import companion_of  # noqa: PLC0415 - likewise
        from trellis.intake.definitions.notices import REQUEST, UPDATE  # noqa: PLC0415 - likewise
        from trellis.intake.queries import requests, updates  # noqa: PLC0415 - likewise
        from trellis.intake.services import updating, writing  # noqa: PLC0415 - likewise
        from trellis.pages import companions  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        objects.register(
            "intake", _("request for a course"), requests.described, seen=requests.described_to,
            participants=requests.participants,
        )  # fmt: skip
        for kind, title, verb, icon in (
            (writing.TO_DECIDE, _("Request for a course"), _("Decide"), "inbox"),
            (writing.TO_ANSWER, _("Question about a request"), _("Answer"), "talk"),
            (writing.TO_DO, _("Stage of a course"), _("Do"), "flag"),
            (writing.TO_REVIEW, _("Review of a course"), _("Review"), "check"),
        ):
            register(WorkKind(kind, title, verb, icon, describe=requests.described))
        objects.register(
            updating.ABOUT, _("course to be looked at"), updates.described, seen=updates.described_to,
            participants=updates.participants,
        )  # fmt: skip
        register(
            WorkKind(
                updating.TO_LOOK,
                _("Course to be looked at"),
                _("Look at"),
                "book",
                describe=updates.described,
            )
        )
        companions.register("intake", companion_of)
        notifying.register(
            notifying.NoticeKind(
                UPDATE, _("Courses to be looked at"), _("Something new concerns a course that I look after.")
            )
        )
        notifying.register(
            notifying.NoticeKind(
                REQUEST,
                _("Course requests"),
                _("Something I asked for, or need, too, has moved on."),
            )
        )

    def _show(self) -> None:
        """Put requests into the side bar, and say what a program may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded
        from trellis.intake import lists, rules  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="intake", title=_("Course requests"), icon="inbox", url_name="intake:board", order=58,
                allowed=navigation.whoever(rules.can_enter),
            )
        )  # fmt: skip
        saving.register(lists.REQUESTS, "intake:list")
        scopes.register(scopes.Scope("intake:read", _("see requests for courses")))
        scopes.register(
            scopes.Scope("intake:write", _("ask for courses, and decide on requests where one may"))
        )
