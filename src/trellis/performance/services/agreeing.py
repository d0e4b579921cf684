"""Agreeing: the people partner lets a plan begin or end, or sends back what was handed in. And what stops a plan."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.people.days import today
from trellis.performance import terms
from trellis.performance.definitions.states import Deed, State
from trellis.performance.models import SupportPlan
from trellis.performance.services import waits
from trellis.performance.services.errors import PlanError
from trellis.performance.services.locking import locked, moved, words


def agree(*, plan: UUID, seen: int, by: Account) -> SupportPlan:
    """Agree to the beginning of a plan or to its outcome, whichever was handed in. By a people partner.

    Raises NoPlanError, StalePlanError, PlanError.
    """
    with transaction.atomic():
        found, stands = locked(plan, Deed.SENT_BACK, by, seen=seen)
        _may_agree(stands.can_agree)
        found.partner_id = by.person_id
        if found.state == State.PROPOSED:
            set_going(found, by)
        else:
            end(found, by)
    return found


def send_back(*, plan: UUID, reason: str, seen: int, by: Account) -> SupportPlan:
    """Give a draft or an outcome back to the manager, and say why. Raises as `agree`."""
    with transaction.atomic():
        found, stands = locked(plan, Deed.SENT_BACK, by, seen=seen)
        _may_agree(stands.can_agree)
        text = words(reason, "reason")
        if found.state == State.PROPOSED:
            found.state = State.DRAFT
            moved(found, Deed.SENT_BACK, by, "state", text=text)
        else:
            found.state, found.outcome, found.counts, found.outcome_reason = State.RUNNING, "", "", ""
            moved(found, Deed.SENT_BACK, by, "state", "outcome", "counts", "sealed_outcome_reason", text=text)
            waits.tell(found, waits.manager_of(found), actor=by)
    return found


def set_going(plan: SupportPlan, by: Account) -> None:
    """Have a plan begin: on its day, or today where that is past; then it is as long as it was meant to be.

    In the transaction of whoever calls it.
    """
    late = max(today() - plan.starts_on, timedelta())
    plan.begins_on, plan.ends_on = plan.starts_on + late, plan.ends_on + late
    if late:
        for each in plan.expectations.all():
            each.by = min(each.by + late, plan.ends_on) if each.by is not None else None
            each.save(update_fields=["by"])
    plan.state, plan.starts_on = State.RUNNING, plan.begins_on
    plan.next_check_in = waits.next_check_in(plan, plan.begins_on, terms.support().check_in_every)
    fields = ("state", "starts_on", "begins_on", "ends_on", "next_check_in", "partner", "handed_by")
    moved(plan, Deed.BEGUN, by, *fields)


def end(plan: SupportPlan, by: Account) -> None:
    """End a plan with the outcome that was written down. In the transaction of whoever calls it."""
    plan.state = State.ENDED
    fields = ("state", "partner", "handed_by", "outcome", "counts", "sealed_outcome_reason")
    moved(plan, Deed.ENDED, by, *fields)
    waits.tell(plan, waits.around(plan), actor=by)


def stop(plan: SupportPlan, state: State, by: Account | None, text: str = "") -> None:
    """End a plan without an outcome. What was only proposed is forgotten; what has not begun never does."""
    had_begun = plan.has_begun(today())
    plan.state, plan.outcome, plan.counts, plan.outcome_reason = state, "", "", ""
    if not had_begun:
        plan.begins_on = None
    deed = Deed.WITHDRAWN if state == State.WITHDRAWN else Deed.CLOSED
    fields = ("state", "begins_on", "outcome", "counts", "sealed_outcome_reason")
    moved(plan, deed, by, *fields, text=text)
    if had_begun:
        waits.tell(plan, waits.around(plan), actor=by)


def _may_agree(can: bool) -> None:
    if not can:
        raise PlanError(
            _("The people partner agrees: nobody to what they wrote themselves."),
            hint=_("People Operations names the people partner of a department."),
        )
