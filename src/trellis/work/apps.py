"""What waits on people, and what must be approved."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    """Puts My work into the side bar, and the kinds of this room where they belong."""

    name = "trellis.work"
    label = "work"

    def ready(self) -> None:
        from trellis.core import jobs, notifying, objects, scopes  # noqa: PLC0415 - likewise
        from trellis.core import kinds as handbook_kinds  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.rules import Account  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise
        from trellis.work import kinds, lists  # noqa: PLC0415 - likewise
        from trellis.work.definitions import notices  # noqa: PLC0415 - likewise
        from trellis.work.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.work.models import TASK  # noqa: PLC0415 - likewise
        from trellis.work.queries import approvals as approval_queries  # noqa: PLC0415 - likewise
        from trellis.work.queries import items as item_queries  # noqa: PLC0415 - likewise
        from trellis.work.rules import can_have_work  # noqa: PLC0415 - likewise
        from trellis.work.services import approvals, escalating, items  # noqa: PLC0415 - likewise

        for kind in KINDS:
            handbook_kinds.register(kind)
        kinds.register(
            kinds.WorkKind(TASK, _("Task"), "", icon_name="check", can_finish=True, can_delegate=True)
        )
        kinds.register(
            kinds.WorkKind(
                approval_queries.APPROVAL,
                _("Approval"),
                _("Approve"),
                icon_name="flag",
                tone="attention",
                describe=approval_queries.described,
                closed_to=approval_queries.closed_to,
            )
        )
        objects.register("item", _("something to do"), item_queries.described)
        objects.register("absence", _("absence"), lambda _keys: {})
        objects.register("approval", _("request for approval"), approval_queries.described)

        def waiting(request: HttpRequest) -> int:
            return item_queries.open_count(request.user) if isinstance(request.user, Account) else 0

        navigation.register(
            navigation.Room(
                key="my-work",
                title=_("My work"),
                icon="inbox",
                url_name="work:my-work",
                order=1,
                allowed=lambda request: can_have_work(getattr(request, "user", None)),
                count=waiting,
                count_label=_("waiting"),
            )
        )
        saving.register(lists.APPROVALS, "work:approvals")
        jobs.register("escalations", escalating.escalate)
        jobs.register("approvals", approvals.escalate)
        jobs.register("approvers", approvals.look_again)
        jobs.register("undos", items.forget_undos)
        for notice in (
            notifying.NoticeKind(
                notices.GIVEN, _("Tasks from others"), _("Somebody wrote down a task for me.")
            ),
            notifying.NoticeKind(
                notices.HANDED, _("Work handed on to me"), _("Somebody handed on to me what waited on them.")
            ),
            notifying.NoticeKind(
                notices.DECIDE, _("Approvals that wait for me"), _("Somebody asks for my approval.")
            ),
            notifying.NoticeKind(
                notices.NEWS, _("My requests for approval"), _("Approved, rejected, or something was said.")
            ),
            notifying.NoticeKind(
                notices.STANDING_IN, _("Standing in"), _("I stand in for somebody who is away.")
            ),
            notifying.NoticeKind(
                notices.OVERDUE,
                _("Overdue with others"),
                _("Work of somebody I answer for is long overdue."),
            ),
        ):
            notifying.register(notice)
        for name, means in (
            ("work:read", _("see what waits on me")),
            ("work:write", _("write tasks down; finish, put off and hand on what waits on me")),
            ("approvals:read", _("see requests for approval")),
            ("approvals:write", _("ask for approvals and decide about them")),
        ):
            scopes.register(scopes.Scope(name, means))
