"""While a plan is under way: acknowledging, check-ins, comments, extending, the outcome; following positions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.performance import rules, terms
from trellis.performance.definitions.states import OPEN, Deed, State
from trellis.performance.events import PlanMoved
from trellis.performance.models import CheckIn, CheckInMark, SupportPlan
from trellis.performance.services import agreeing, waits
from trellis.performance.services.errors import PlanError
from trellis.performance.services.locking import locked, moved, of_manager, words


@dataclass(frozen=True, slots=True)
class Marked:
    """How an expectation stands."""

    mark: str
    note: str = ""


def acknowledge(*, plan: UUID, by: Account) -> SupportPlan:
    """Say that one has read how one's plan begins. Twice is once. Raises NoPlanError, PlanError."""
    with transaction.atomic():
        found, stands = locked(plan, Deed.ACKNOWLEDGED, by)
        if not stands.is_person:
            raise PlanError(_("Only the person whom the plan is for does that."))
        if found.acknowledged_at is None:
            found.acknowledged_at = timezone.now()
            moved(found, Deed.ACKNOWLEDGED, by, "acknowledged_at")
            waits.tell(found, waits.manager_of(found), actor=by)
    return found


def comment(*, plan: UUID, text: str, by: Account) -> SupportPlan:
    """Say something to a plan that has begun: the person, the manager, the people partner. Raises as `acknowledge`."""
    with transaction.atomic():
        found, stands = locked(plan, Deed.COMMENTED, by)
        if not (stands.is_person or stands.reads_inside):
            raise PlanError(_("Who reads a plan from above does not write into it."))
        _has_begun(found)
        moved(found, Deed.COMMENTED, by, text=words(text, "text"))
        waits.tell(found, waits.around(found), actor=by)
    return found


def check_in(
    *, plan: UUID, held_on: date, marks: Mapping[UUID, Marked], note: str, seen: int, by: Account
) -> CheckIn:
    """Write down a check-in: how each expectation stands, and what was said. The person reads it at once.

    Raises NoPlanError, StalePlanError, PlanError.
    """
    with transaction.atomic():
        found = of_manager(plan, Deed.CHECKED_IN, by, seen=seen)
        _has_begun(found)
        assert found.begins_on is not None
        if not found.begins_on <= held_on <= today():
            raise PlanError(
                _("A check-in lies between the first day of the plan and today."), field="held_on"
            )
        rows = list(found.expectations.all())
        if any(each.pk not in marks or marks[each.pk].mark not in CheckInMark.Mark for each in rows):
            raise PlanError(_("Say of each expectation how it stands."), field="mark")
        made = CheckIn(plan=found, held_on=held_on, by=by.person)
        made.note = words(note, "note", needed=False)
        made.save(force_insert=True)
        for each in rows:
            row = CheckInMark(check_in=made, expectation=each, mark=marks[each.pk].mark)
            row.note = words(marks[each.pk].note, "note", needed=False)
            row.save(force_insert=True)
        found.next_check_in = waits.next_check_in(found, held_on, terms.support().check_in_every)
        found.version += 1
        found.save(update_fields=["next_check_in", "version"])
        publish(PlanMoved(found.pk, by.pk, str(Deed.CHECKED_IN)))
        waits.keep(found, actor=by)
        waits.tell(found, waits.around(found), actor=by)
    return made


def extend(*, plan: UUID, weeks: int, reason: str, seen: int, by: Account) -> SupportPlan:
    """Give a plan more time, as often as the handbook says at most. Raises as `check_in`."""
    with transaction.atomic():
        found, support = of_manager(plan, Deed.EXTENDED, by, seen=seen), terms.support()
        _has_begun(found)
        if found.extensions >= support.extensions:
            raise PlanError(_("The plan cannot be extended any more."), hint=_("Write down its outcome."))
        if not 1 <= weeks <= support.weeks.most:
            told = _("An extension has between 1 and %(most)d weeks.") % {"most": support.weeks.most}
            raise PlanError(told, field="weeks")
        text = words(reason, "reason")
        found.ends_on += timedelta(weeks=weeks)
        found.extensions += 1
        if found.next_check_in is None or found.next_check_in <= today():
            found.next_check_in = waits.next_check_in(found, today(), support.check_in_every)
        moved(found, Deed.EXTENDED, by, "ends_on", "extensions", "next_check_in", text=text)
        waits.tell(found, waits.around(found), actor=by)
    return found


def decide(*, plan: UUID, outcome: str, reason: str, seen: int, by: Account) -> SupportPlan:
    """Write down how a plan ends; the people partner agrees to it, where they agreed to its beginning.

    Raises as `check_in`.
    """
    with transaction.atomic():
        found = of_manager(plan, Deed.DECIDED, by, seen=seen)
        _has_begun(found)
        known = terms.outcomes().get(outcome)
        if known is None:
            raise PlanError(_("Choose an outcome."), field="outcome")
        found.outcome, found.counts, found.outcome_reason = outcome, known.counts, words(reason, "reason")
        found.handed_by_id = by.person_id
        if terms.needs_agreement(found.stage) or found.partner_id is not None:
            found.state = State.DECIDED
            fields = ("state", "outcome", "counts", "sealed_outcome_reason", "handed_by")
            moved(found, Deed.DECIDED, by, *fields)
        else:
            agreeing.end(found, by)
    return found


def follow(people: Collection[UUID] | None = None) -> int:
    """Hand open plans over to the manager of today, close those of who left; gives how many changed.

    Without `people`, all of them, as a day brings it: plans begin, and partners change.
    """
    keys = SupportPlan.objects.filter(state__in=[str(each) for each in OPEN])
    if people is not None:
        keys = keys.filter(person__in=people)
    return sum(_followed(key) for key in keys.values_list("pk", flat=True))


def _followed(key: UUID) -> bool:
    with transaction.atomic():
        found = SupportPlan.objects.select_for_update(of=("self",)).select_related("person").get(pk=key)
        if not found.is_open:
            return False
        position = directory.position_on(rules.Person(pk=found.person_id), today())
        if position is None:
            agreeing.stop(found, State.CLOSED, None)
            return True
        if position.manager_id != found.manager_id:
            found.manager_id = position.manager_id
            moved(found, Deed.MANAGED, None, "manager")
            waits.tell(found, waits.manager_of(found), actor=None)
            return True
        waits.keep(found)
    return False


def _has_begun(plan: SupportPlan) -> None:
    if not plan.has_begun(today()):
        raise PlanError(_("The plan has not begun yet."))
