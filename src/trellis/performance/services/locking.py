"""What all writes of plans begin and end with."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.performance import rules
from trellis.performance.definitions.states import OVER, Deed, can
from trellis.performance.events import PlanMoved
from trellis.performance.models import PlanMove, SupportPlan
from trellis.performance.rules import Standing
from trellis.performance.services import waits
from trellis.performance.services.errors import NoPlanError, PlanError, StalePlanError

LONGEST = 8000


def locked(plan: UUID, deed: Deed, by: Account, *, seen: int | None = None) -> tuple[SupportPlan, Standing]:
    """A plan to do something with, and what somebody is to it.

    Raises NoPlanError; StalePlanError where it is another version than `seen`; PlanError where it is too late or too
    early for that. What somebody is to it, the caller asks.
    """
    if not rules.seen(by).filter(pk=plan).exists():
        raise NoPlanError
    found = SupportPlan.objects.select_for_update(of=("self",)).select_related("person").get(pk=plan)
    if seen is not None and seen != found.version:
        raise StalePlanError
    if not can(deed, found.state):
        raise PlanError(_("That cannot be done with the plan as it stands now."))
    return found, rules.standing(by, found)


def of_manager(plan: UUID, deed: Deed, by: Account, *, seen: int | None = None) -> SupportPlan:
    """A plan to do something with for the manager alone. Raises as `locked`, and PlanError for anybody else."""
    found, stands = locked(plan, deed, by, seen=seen)
    if not stands.is_manager:
        raise PlanError(_("Only the direct manager does that."))
    return found


def moved(plan: SupportPlan, deed: Deed, by: Account | None, *fields: str, text: str = "") -> None:
    """Keep a plan that changed, note what happened, tell of it, and have it wait on whom it should now."""
    plan.version += 1
    if plan.state in OVER and plan.ended_at is None:
        plan.ended_at, plan.next_check_in = timezone.now(), None
        fields += ("ended_at", "next_check_in")
    plan.save(update_fields=list(dict.fromkeys(("version", *fields))))
    made = PlanMove(plan=plan, deed=str(deed), by_id=by.person_id if by is not None else None)
    made.text = text
    made.save(force_insert=True)
    publish(PlanMoved(plan.pk, by.pk if by is not None else None, str(deed)))
    waits.keep(plan, actor=by)


def words(text: str, field: str, *, needed: bool = True) -> str:
    """Words that somebody wrote. Raises PlanError for none where some are needed, or too many."""
    found = text.replace("\r\n", "\n").strip()
    if needed and not found:
        raise PlanError(_("Write something here."), field=field)
    if len(found) > LONGEST:
        raise PlanError(_("That is too long."), field=field)
    return found
