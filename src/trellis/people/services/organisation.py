"""Writes of the organisation: who heads a department or is its people partner, and the headcount plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.rules import Account, Person
from trellis.core.services.events import publish
from trellis.people import rules, terms
from trellis.people.days import today
from trellis.people.definitions.permissions import KEEP, PLAN
from trellis.people.events import DepartmentDutyKept, SeatKept
from trellis.people.models import DepartmentDuty, Employment, Part, Position, Seat, SeatState
from trellis.people.rules import NotAllowedError
from trellis.people.services import checking
from trellis.people.services.errors import PeopleError, StaleRecordError
from trellis.people.services.organising import organising, tell
from trellis.people.timelines import ONE_DAY


def tell_what_began() -> int:
    """Tell other rooms of the positions that began and the employments that ended since; how many. For the clock."""
    with organising() as organisation:
        return tell(organisation)


# -- departments


def give_duty(*, department: str, person: Person, part: Part, starts_on: date, by: Account) -> DepartmentDuty:
    """Say who heads a department, or that somebody is its people partner, from a day on.

    A department has one head: the former one's duty ends the day before. The same again writes nothing.
    Raises NotAllowedError and PeopleError.
    """
    with organising():
        _check_may(by)
        if by.person_id == person.pk:
            raise NotAllowedError(
                _("Nobody gives themselves a department."), hint=_("Ask a colleague to do it.")
            )
        if department not in terms.all_departments().by_name:
            raise PeopleError(
                _("There is no department “%(name)s”.") % {"name": department}, field="department"
            )
        if not checking.is_employed_on(person.pk, starts_on):
            raise PeopleError(
                _("%(name)s is not employed on %(day)s.")
                % {"name": person.name, "day": date_format(starts_on)},
                field="person",
            )
        open_ones = DepartmentDuty.objects.filter(department=department, part=part, ends_on=None)
        for other in open_ones:
            if other.person_id == person.pk and other.starts_on <= starts_on:
                return other
            if part == Part.HEAD:
                _close(other, starts_on - ONE_DAY, by)
        made = DepartmentDuty.objects.create(
            department=department, person=person, part=part, starts_on=starts_on, recorded_by=by
        )
        publish(DepartmentDutyKept(person.pk, by.pk, department, part, starts_on, None))
    return made


def end_duty(*, duty: DepartmentDuty, ends_on: date, by: Account) -> DepartmentDuty:
    """Say until when somebody looks after a department. Raises NotAllowedError and PeopleError."""
    with organising():
        _check_may(by)
        found = DepartmentDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        if found.ends_on != ends_on:
            _close(found, ends_on, by)
    return found


def _close(duty: DepartmentDuty, ends_on: date, by: Account) -> None:
    if ends_on < duty.starts_on:
        raise PeopleError(
            _("It begins on %(day)s, after this day.") % {"day": date_format(duty.starts_on)}, field="ends_on"
        )
    duty.ends_on = ends_on
    duty.save(update_fields=["ends_on"])
    publish(DepartmentDutyKept(duty.person_id, by.pk, duty.department, duty.part, duty.starts_on, ends_on))


def _check_may(by: Account) -> None:
    if not rules.can_keep_organisation(by):
        raise NotAllowedError(_("You may not say who looks after departments."), permission=KEEP.name)


# -- headcount plan


@dataclass(frozen=True, slots=True)
class Plan:
    """A position that is to be filled from a day on."""

    title: str
    department: str
    starts_on: date
    entity: str = ""
    location: str = ""
    manager: Person | None = None
    fte: Decimal = Decimal(1)
    note: str = ""


def keep_seat(*, plan: Plan, by: Account, seat: Seat | None = None, seen: int | None = None) -> Seat:
    """Plan a position, or change one that is not filled yet. Raises NotAllowedError, PeopleError, StaleRecordError."""
    with organising():
        _check_may_plan(by)
        row = _locked_seat(seat, seen) if seat is not None else Seat(recorded_by=by)
        if row.state in (SeatState.FILLED, SeatState.CLOSED):
            raise PeopleError(_("This position is filled or closed already."), hint=_("Plan another one."))
        facts = {
            "title": plan.title, "department": plan.department, "location": plan.location, "fte": plan.fte,
        }  # fmt: skip
        values = checking.clean_facts(facts, effective_on=plan.starts_on, person=Person())
        if plan.entity:
            checking.check_entity(plan.entity, plan.starts_on)
        checking.check_day(plan.starts_on, today(), "starts_on")
        if plan.manager is not None and not Position.objects.on(today()).filter(person=plan.manager).exists():
            raise PeopleError(_("%(name)s is not employed.") % {"name": plan.manager.name}, field="manager")
        row.title, row.role, row.department = values["title"], values["role"], values["department"]
        row.location, row.fte, row.entity = values["location"], values["fte"], plan.entity
        row.starts_on, row.manager, row.note = plan.starts_on, plan.manager, " ".join(plan.note.split())[:500]
        row.revision = defined.revision()
        row.version += 0 if row._state.adding else 1
        row.save()
        publish(SeatKept(row.pk, by.pk, row.department, row.state))
    return row


def move_seat(
    *,
    seat: Seat,
    state: SeatState,
    by: Account,
    employment: Employment | None = None,
    seen: int | None = None,
) -> Seat:
    """Open, close or fill a planned position; `employment` says by whom it is filled. The same again writes nothing.

    Raises NotAllowedError, PeopleError, StaleRecordError.
    """
    with organising():
        _check_may_plan(by)
        row = _locked_seat(seat, seen)
        if row.state == state:
            return row
        if row.state == SeatState.FILLED:
            raise PeopleError(_("This position is filled already."))
        if state == SeatState.FILLED and employment is None:
            raise PeopleError(_("It has to be said by whom it is filled."), field="employment")
        if employment is not None and Seat.objects.filter(filled_by=employment).exists():
            raise PeopleError(_("Their employment fills another planned position."), field="employment")
        row.state, row.filled_by = state, employment if state == SeatState.FILLED else None
        row.version += 1
        row.save(update_fields=["state", "filled_by", "version"])
        publish(SeatKept(row.pk, by.pk, row.department, row.state))
    return row


def _check_may_plan(by: Account) -> None:
    if not rules.can_plan(by):
        raise NotAllowedError(_("You may not plan headcount."), permission=PLAN.name)


def _locked_seat(seat: Seat, seen: int | None) -> Seat:
    row = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seen is not None and row.version != seen:
        raise StaleRecordError
    return row
