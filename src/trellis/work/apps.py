"""What waits on people, and what must be approved."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.work import personal_data


class WorkConfig(AppConfig):
    """Puts My work into the side bar, and the kinds of this room where they belong."""

    name = "trellis.work"
    label = "work"

    def ready(self) -> None:
        self._export()
        from trellis.core import kinds, objects  # noqa: PLC0415 - not before the apps are loaded
        from trellis.work.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.work.queries import approvals, items  # noqa: PLC0415 - likewise

        personal_data.register()
        for kind in KINDS:
            kinds.register(kind)
        objects.register("item", _("something to do"), items.described)
        objects.register("absence", _("absence"), lambda _keys: {})
        objects.register("approval", _("request for approval"), approvals.described)
        self._have_wait()
        self._show()
        self._do_regularly()
        self._react()
        self._tell()
        self._open_to_programs()

    def _have_wait(self) -> None:
        """Say what this room itself has wait on people."""
        from trellis.work import kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.work.models import TASK  # noqa: PLC0415 - likewise
        from trellis.work.queries import approvals  # noqa: PLC0415 - likewise

        kinds.register(
            kinds.WorkKind(TASK, _("Task"), "", icon_name="check", can_finish=True, can_delegate=True)
        )
        kinds.register(
            kinds.WorkKind(
                approvals.APPROVAL,
                _("Approval"),
                _("Approve"),
                icon_name="flag",
                tone="attention",
                describe=approvals.described,
                closed_to=approvals.closed_to,
            )
        )

    def _show(self) -> None:
        """Put My work into the side bar, and remember how its lists are looked at."""
        from trellis.core.rules import Account  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise
        from trellis.work import lists  # noqa: PLC0415 - likewise
        from trellis.work.queries import items  # noqa: PLC0415 - likewise
        from trellis.work.rules import can_have_work  # noqa: PLC0415 - likewise

        def waiting(request: HttpRequest) -> navigation.Tally | None:
            who = request.user
            if not isinstance(who, Account):
                return None
            moment = timezone.now()
            return navigation.Tally(
                items.COUNTS, {"who": who.pk, "now": moment}, lambda found: items.counted(who, moment, found)
            )

        navigation.register(
            navigation.Room(
                key="my-work",
                title=_("My work"),
                icon="inbox",
                url_name="work:my-work",
                order=1,
                allowed=navigation.whoever(can_have_work),
                tally=waiting,
                count_label=_("waiting"),
            )
        )
        saving.register(lists.APPROVALS, "work:approvals")

    def _do_regularly(self) -> None:
        """Say what every process does in each round."""
        from trellis.core import rounds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.work.services import approvals, escalating, items  # noqa: PLC0415 - likewise

        rounds.register("escalations", escalating.escalate)
        rounds.register("approvals", approvals.escalate)
        rounds.register("approvers", approvals.look_again)
        rounds.register("undos", items.forget_undos)

    def _react(self) -> None:
        """Say what this room does when something happens elsewhere."""
        from trellis.core import events  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.happened import PersonMerged  # noqa: PLC0415 - likewise
        from trellis.work.services import approvals  # noqa: PLC0415 - likewise

        events.subscribe(PersonMerged, approvals.person_merged)

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.core import notifying  # noqa: PLC0415 - not before the apps are loaded
        from trellis.work.definitions import notices  # noqa: PLC0415 - likewise

        for kind, title, when in (
            (notices.GIVEN, _("Tasks from others"), _("Somebody wrote down a task for me.")),
            (
                notices.HANDED,
                _("Work handed on to me"),
                _("Somebody handed on to me what waited on them."),
            ),
            (notices.DECIDE, _("Approvals that wait for me"), _("Somebody asks for my approval.")),
            (notices.NEWS, _("My requests for approval"), _("Approved, rejected, or something was said.")),
            (notices.STANDING_IN, _("Standing in"), _("I stand in for somebody who is away.")),
            (
                notices.OVERDUE,
                _("Overdue with others"),
                _("Work of somebody I answer for is long overdue."),
            ),
        ):
            notifying.register(notifying.NoticeKind(kind, title, when))

    def _open_to_programs(self) -> None:
        """Say what a token may be good for."""
        from trellis.core import scopes  # noqa: PLC0415 - not before the apps are loaded

        for name, means in (
            ("work:read", _("see what waits on me")),
            ("work:write", _("write tasks down; finish, put off and hand on what waits on me")),
            ("approvals:read", _("see requests for approval")),
            ("approvals:write", _("ask for approvals and decide about them")),
        ):
            scopes.register(scopes.Scope(name, means))

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.register(
            "work.ApprovalRequest",
            "work.ApprovalStep",
            "work.ApprovalDecision",
            "work.WorkItem",
            "work.Absence",
        )
        exported.leave_out({"work.Undo": "what can still be taken back for a moment"})
