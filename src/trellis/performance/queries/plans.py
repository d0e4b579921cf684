"""Reads of plans, each for somebody who was asked for: what they see, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.rules import Account, Person
from trellis.people.days import today
from trellis.performance import rules, terms
from trellis.performance.definitions.states import INSIDE, OPEN, OVER, State
from trellis.performance.models import CheckIn, CheckInMark, PlanExpectation, PlanMove, SupportPlan
from trellis.performance.rules import Standing

PLAN = "support-plan"
"""Under this name looks at plans are noted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A plan in a list. That an outcome waits for agreement is not told there."""

    plan: SupportPlan
    stage: str
    state: str
    outcome: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """An expectation with how it stood at the last check-in; `None` before the first."""

    row: PlanExpectation
    last: CheckInMark | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A plan as one reader may read it."""

    plan: SupportPlan
    stands: Standing
    state: str
    expectations: list[Expected]
    check_ins: list[CheckIn]
    history: list[PlanMove]
    shows_outcome: bool


def listed(who: Account, *, over: bool = False) -> QuerySet[SupportPlan]:
    """The plans that somebody sees: open ones by their next check-in, others the newest first."""
    found = rules.seen(who).select_related("person", "manager")
    if over:
        return found.filter(state__in=[str(each) for each in OVER]).order_by("-ended_at", "pk")
    found = found.filter(state__in=[str(each) for each in OPEN])
    return found.order_by(F("next_check_in").asc(nulls_last=True), "person__name", "pk")


def lines_of(plans: Collection[SupportPlan]) -> list[Line]:
    """Plans for a list. No query."""
    return [
        Line(
            each, terms.stage_title(each.stage), shown_state(each, inside=False),
            terms.outcome_title(each.outcome) if each.state == State.ENDED else "", is_late(each),
        )
        for each in plans
    ]  # fmt: skip


def is_late(plan: SupportPlan) -> bool:
    """Whether a check-in, or the outcome, is overdue."""
    due = plan.next_check_in or plan.ends_on
    return plan.state == State.RUNNING and plan.has_begun(today()) and due < today()


def shown_state(plan: SupportPlan, *, inside: bool) -> str:
    """What a reader is told of where a plan stands: an outcome that is not agreed yet is not there for most."""
    state = plan.state if inside or plan.state != State.DECIDED else State.RUNNING
    if state == State.RUNNING and not plan.has_begun(today()):
        return str(_("agreed, has not begun"))
    return str(SupportPlan.State(state).label)


def plan_for(who: Account, key: UUID) -> SupportPlan | None:
    """A plan that somebody sees; `None` for one that there is not, or not for them."""
    found = rules.seen(who).select_related("person", "manager", "partner", "handed_by")
    return found.filter(pk=key).first()


def plans_of(who: Account, person: Person) -> list[SupportPlan]:
    """The plans of a person that somebody sees, the newest first."""
    return list(rules.seen(who).filter(person=person).select_related("manager").order_by("-made_at", "pk"))


def told(who: Account, plan: SupportPlan) -> Told:
    """A plan that somebody sees, as they may read it."""
    stands = rules.standing(who, plan)
    check_ins = list(
        plan.check_ins.select_related("by").prefetch_related("marks").order_by("-held_on", "-at")
    )
    last: dict[UUID, CheckInMark] = {}
    for each in reversed(check_ins):
        last.update({mark.expectation_id: mark for mark in each.marks.all()})
    rows = [
        Expected(each, last.get(each.pk), _is_behind(plan, each, last.get(each.pk), today()))
        for each in plan.expectations.order_by("place")
    ]
    by_key = {each.row.pk: each.row for each in rows}
    for each in check_ins:
        for mark in each.marks.all():
            mark.expectation = by_key[mark.expectation_id]
    moves = plan.moves.select_related("by").order_by("-at", "-pk")
    if not stands.reads_inside:
        moves = moves.exclude(deed__in=[str(each) for each in INSIDE])
    shows = plan.state == State.ENDED or (plan.state == State.DECIDED and stands.reads_inside)
    state = shown_state(plan, inside=stands.reads_inside)
    return Told(plan, stands, state, rows, check_ins, list(moves), shows)


def _is_behind(plan: SupportPlan, row: PlanExpectation, last: CheckInMark | None, day: date) -> bool:
    met = last is not None and last.mark == CheckInMark.Mark.MET
    return plan.state == State.RUNNING and row.by is not None and row.by < day and not met


# -- for the rooms below


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Plans for lists of events and for My work: words that say nothing."""
    title = _("a plan of support")
    return {key: Described(title, reverse("performance:plan", args=[key])) for key in keys}


def described_nowhere(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Plans for lists of events: no address either."""
    return {key: Described(_("a plan of support"), "") for key in keys}


def seen_plans(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some plans that somebody sees, for notices."""
    return described(list(rules.seen(who).filter(pk__in=keys).values_list("pk", flat=True)))


def closed_to(who: Account) -> Q:
    """A plan waits on somebody themselves: nobody has it in place of another. It costs other pages no query."""
    return ~Q(assignee=who)
