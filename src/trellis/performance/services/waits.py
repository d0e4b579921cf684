"""On whom plans wait, and who is told: under words that say nothing of whose plan it is or what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core import calendars
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.people.days import today
from trellis.performance import rules
from trellis.performance.definitions.notices import PLAN
from trellis.performance.definitions.states import State
from trellis.performance.models import SupportPlan
from trellis.work import dues
from trellis.work.services import items

ABOUT = "support-plan"
AGREE, CHECK_IN, OUTCOME, ACKNOWLEDGE, REWORK = (
    "support-agree", "support-check-in", "support-outcome", "support-acknowledge", "support-rework",
)  # fmt: skip
"""The kinds of work of this room. What waits is written down under these titles:"""
TITLES = {
    AGREE: "A plan of support: agree",
    CHECK_IN: "A plan of support: check-in",
    OUTCOME: "A plan of support: outcome",
    ACKNOWLEDGE: "A plan of support: read",
    REWORK: "A plan of support: was sent back",
}
NEEDS_YOU = _("A plan of support needs you")
MOVED = _("There is something new in a plan of support")


def keep(plan: SupportPlan, *, actor: Account | None = None) -> None:
    """Have a plan wait on exactly whom it should, and tell those on whom it did not wait before."""
    running = plan.state == State.RUNNING and plan.has_begun(today())
    manager, ends = _accounts(plan.manager_id), _by(plan.ends_on)
    agreeing = agreers(plan) if plan.state in (State.PROPOSED, State.DECIDED) else []
    _wait(plan, AGREE, agreeing, None, actor)
    is_back = plan.state == State.DRAFT and plan.handed_by_id is not None
    _wait(plan, REWORK, manager if is_back else [], None, actor)
    checks = manager if running and plan.next_check_in is not None else []
    _wait(plan, CHECK_IN, checks, _by(plan.next_check_in or plan.ends_on), actor)
    _wait(plan, OUTCOME, manager if running and plan.next_check_in is None else [], ends, actor)
    reads = plan.state in (State.RUNNING, State.DECIDED) and plan.has_begun(today())
    unread = reads and plan.acknowledged_at is None
    _wait(plan, ACKNOWLEDGE, _accounts(plan.person_id) if unread else [], None, actor)


def agreers(plan: SupportPlan) -> list[Account]:
    """Who can agree to what was handed in: the people partners but for the manager and whoever handed it in."""
    near = {plan.manager_id, plan.handed_by_id}
    return [each for each in rules.partners_of(plan.person) if each.person_id not in near]


def tell(plan: SupportPlan, people: Iterable[Account], *, actor: Account | None) -> None:
    """Tell people that there is something new in a plan, and not a word more."""
    notices.notify(
        PLAN, people, subject=MOVED, address=reverse("performance:plan", args=[plan.pk]),
        about=("support_plan", plan.pk), actor=actor,
    )  # fmt: skip


def around(plan: SupportPlan) -> list[Account]:
    """The person, the manager and the people partner who agreed: who is told how a plan goes on."""
    told = [*_accounts(plan.manager_id), *_accounts(plan.partner_id)]
    return [*_accounts(plan.person_id), *told] if plan.has_begun(today()) else told


def manager_of(plan: SupportPlan) -> list[Account]:
    """The account of the manager."""
    return _accounts(plan.manager_id)


def working_day(plan: SupportPlan, day: date) -> date:
    """The day itself, or the next on which the person works, by their calendar."""
    account = next(iter(_accounts(plan.person_id)), None)
    calendar = calendars.calendar_of(account) if account is not None else calendars.default_calendar()
    return calendars.add_working_days(day, 0, calendar)


def next_check_in(plan: SupportPlan, after: date, every: int) -> date | None:
    """The day of the check-in that follows a day, the last one at the end of the plan; none after that."""
    if after >= plan.ends_on:
        return None
    return min(working_day(plan, after + timedelta(days=every)), max(plan.ends_on, after + timedelta(days=1)))


def _wait(
    plan: SupportPlan,
    kind: str,
    people: list[Account],
    due: Callable[[Account], datetime] | None,
    actor: Account | None,
) -> None:
    new = items.wait_on(kind, ABOUT, plan.pk, people, title=TITLES[kind], due_at=due)
    if new:
        notices.notify(
            PLAN, new, subject=NEEDS_YOU, address=reverse("performance:plan", args=[plan.pk]),
            about=("support_plan", plan.pk), actor=actor,
        )  # fmt: skip


def _accounts(person: UUID | None) -> list[Account]:
    return list(Account.objects.filter(person=person, is_active=True)) if person is not None else []


def _by(day: date) -> Callable[[Account], datetime]:
    return lambda account: dues.due_by(day, account)
