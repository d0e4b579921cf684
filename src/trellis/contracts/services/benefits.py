"""Writes of benefits: enrolling, changing the option, leaving; what an end or a move ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.contracts import rules
from trellis.contracts.definitions.benefits import Program
from trellis.contracts.definitions.permissions import BENEFITS
from trellis.contracts.events import Enrolled, EnrolmentEnded
from trellis.contracts.models import Ending, Enrolment
from trellis.contracts.queries import benefits as queries
from trellis.contracts.queries.benefits import Standing
from trellis.contracts.rules import Account, NotAllowedError, Person
from trellis.contracts.services.errors import ContractsError
from trellis.core import defined
from trellis.core.prepared import Prepared
from trellis.core.rules import can_read
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.queries import directory

ONE_DAY = timedelta(days=1)
_GOES_ON = Prepared(
    lambda person, day: Enrolment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), person=person)
    .order_by()
    .values_list("pk", flat=True)[:1],
    person=UUID, day=date,
)  # fmt: skip
"""Asked of each row of an import that hires ten thousand, to find nothing: see decision 78."""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that opens a benefit outside of its windows: its name in the file, and the day it happened."""

    name: str
    on: date


def enrol(*, program: str, option: str, by: Account, life_event: LifeEvent | None = None) -> Enrolment:
    """Enrol oneself in a benefit, or take another option; the same option again changes nothing.

    Costs are those of now and stay. Raises NotAllowedError, and ContractsError for who is not eligible, outside of a
    window, and for an option or a life event that there is not.
    """
    with transaction.atomic():
        person, standing = _own(program, by)
        if not standing.is_eligible:
            raise ContractsError(standing.why_not)
        if option not in standing.program.options:
            raise ContractsError(
                _("There is no option “%(name)s”.") % {"name": option},
                hint=_("There are: %(known)s.") % {"known": ", ".join(standing.program.options)}, field="option",
            )  # fmt: skip
        before = standing.enrolment
        if before is not None and before.option == option and before.ends_on is None:
            return before
        starts_on = _counts_from(standing, life_event)
        if before is not None:
            _make_way(before, starts_on, by)
        return _written(person, standing, option, starts_on, by, life_event)


def leave(*, program: str, by: Account, life_event: LifeEvent | None = None) -> Enrolment:
    """Leave a benefit, from when a change counts. Twice is once. Raises as `enrol`."""
    with transaction.atomic():
        _person, standing = _own(program, by)
        row = standing.enrolment
        if row is None:
            raise ContractsError(
                _("You are not enrolled in “%(title)s”.") % {"title": standing.program.title}
            )
        if row.ends_on is not None:
            return row
        ends_on = max(row.starts_on, _counts_from(standing, life_event, leaving=True) - ONE_DAY)
        _end(row, ends_on, Ending.LEFT, by)
    return row


def take_over(
    *, person: Person, program: str, option: str, starts_on: date, by: Account
) -> tuple[Enrolment, bool]:
    """Write down that somebody has a benefit from a day on, as another system knew; whether it was not known yet.

    Another option from a later day ends the one before. Windows and life events count for what people choose here, and
    not for this. Nobody writes down their own. Raises NotAllowedError, and ContractsError for who was not eligible that
    day, for a benefit or option that there is not, and where a later enrolment is known.
    """
    if not rules.can_keep_benefits(by):
        raise NotAllowedError(_("You may not write down who has which benefit."), permission=BENEFITS.name)
    if by.person_id == person.pk:
        raise NotAllowedError(
            _("Nobody writes down their own benefits."), hint=_("Ask a colleague to do it.")
        )
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        before = _last(person, program)
        if before is not None and (before.option, before.starts_on) == (option, starts_on):
            return before, False
        if before is not None and starts_on <= (before.ends_on or before.starts_on):
            raise ContractsError(
                _("They have this benefit from %(day)s on.") % {"day": date_format(before.starts_on)},
                hint=_("Let what came first stand above what followed."), field="starts_on",
            )  # fmt: skip
        standing = queries.standing_of(person, program, starts_on)
        if standing is None or not standing.is_eligible:
            why = standing.why_not if standing is not None else _("This benefit is not for them.")
            raise ContractsError(why, field="starts_on" if standing is not None else "program")
        if option not in standing.program.options:
            raise ContractsError(
                _("There is no option “%(name)s”.") % {"name": option},
                hint=_("There are: %(known)s.") % {"known": ", ".join(standing.program.options)}, field="option",
            )  # fmt: skip
        if before is not None and before.ends_on is None:
            _end(before, starts_on - ONE_DAY, Ending.CHANGED, by)
        row = _written(person, standing, option, starts_on, by)
    return row, True


def goes_on(*, person: UUID, day: date) -> bool:
    """Whether somebody has a benefit on a day or will. One query, which reads nothing."""
    return _GOES_ON.first(person=person, day=day) is not None


def end_moved(*, person: UUID, entity: str, day: date) -> int:
    """End what somebody has of another entity, the day before they are of this one; gives how many. For subscribers."""
    return _end_all(_going_on(person, day).exclude(entity=entity), day - ONE_DAY, Ending.MOVED)


def end_gone(*, person: UUID, ends_on: date) -> int:
    """End what somebody has with the last day of their employment; gives how many. For subscribers."""
    return _end_all(_going_on(person, ends_on + ONE_DAY), ends_on, Ending.GONE)


def _own(program: str, by: Account) -> tuple[Person, Standing]:
    if not can_read(by) or by.person_id is None:
        raise NotAllowedError(_("Benefits are for those who are employed."))
    person = Person.objects.select_for_update().get(pk=by.person_id)
    standing = queries.standing_of(person, program, today())
    if standing is None:
        raise ContractsError(_("This benefit is not for you."))
    return person, standing


def _written(
    person: Person,
    standing: Standing,
    option: str,
    starts_on: date,
    by: Account,
    life_event: LifeEvent | None = None,
) -> Enrolment:
    """The enrolment of who is eligible, at the costs of now."""
    position = directory.position_on(person, min(today(), starts_on))
    assert position is not None  # who is eligible has one
    chosen = standing.program.options[option]
    row = Enrolment.objects.create(
        person=person, employment=position.employment, program=standing.name, option=option, entity=position.entity,
        starts_on=starts_on, life_event=life_event.name if life_event is not None else "",
        life_event_on=life_event.on if life_event is not None else None, employer_amount=chosen.employer,
        employee_amount=chosen.employee, currency=standing.program.currency, revision=defined.revision(),
        recorded_by=by,
    )  # fmt: skip
    publish(Enrolled(row.pk, by.pk, person.pk, starts_on))
    return row


def _last(person: Person, program: str) -> Enrolment | None:
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(person=person, program=program)
    return rows.order_by("-starts_on", "-pk").first()


def _counts_from(standing: Standing, life_event: LifeEvent | None, *, leaving: bool = False) -> date:
    """From which day a choice of today counts. Raises ContractsError where nothing can be chosen today."""
    if life_event is not None:
        return _after(standing.program, life_event)
    if standing.may_choose or (leaving and not standing.program.windows):
        return standing.counts_from or today()
    if standing.opens_on is not None:
        raise ContractsError(
            _("It can be chosen or changed from %(day)s on.") % {"day": date_format(standing.opens_on)},
            hint=_("A life event opens it before that."),
        )
    raise ContractsError(_("It cannot be chosen or changed now."), hint=_("A life event opens it."))


def _after(program: Program, said: LifeEvent) -> date:
    known = queries.event_of(program, said.name)
    if known is None:
        raise ContractsError(
            _("“%(name)s” is no life event of “%(title)s”.") % {"name": said.name, "title": program.title},
            field="life_event",
        )
    if said.on > today():
        raise ContractsError(_("The day lies ahead: say it when it has come."), field="life_event_on")
    last = said.on + timedelta(days=known.within_days)
    if today() > last:
        raise ContractsError(
            _("This opened the benefit until %(day)s.") % {"day": date_format(last)},
            hint=_("Choose in the next window."), field="life_event_on",
        )  # fmt: skip
    return today()


def _make_way(before: Enrolment, starts_on: date, by: Account) -> None:
    """End what somebody has so far the day before the new begins; what has not begun yet never does."""
    if before.starts_on >= starts_on:
        publish(EnrolmentEnded(before.pk, by.pk, before.person_id, before.starts_on, Ending.CHANGED.value))
        before.delete()
    elif before.ends_on is None or before.ends_on >= starts_on:
        _end(before, starts_on - ONE_DAY, Ending.CHANGED, by)


def _going_on(person: UUID, day: date) -> QuerySet[Enrolment]:
    """What somebody would have on a day or after it."""
    rows = Enrolment.objects.select_for_update().filter(Q(ends_on=None) | Q(ends_on__gte=day), person=person)
    return rows.order_by("pk")


def _end_all(rows: QuerySet[Enrolment], ends_on: date, why: Ending) -> int:
    found = list(rows)
    for row in found:
        _end(row, max(ends_on, row.starts_on), why, None)
    return len(found)


def _end(row: Enrolment, ends_on: date, why: Ending, by: Account | None) -> None:
    row.ends_on, row.ending = ends_on, why
    row.save(update_fields=["ends_on", "ending"])
    publish(EnrolmentEnded(row.pk, by.pk if by is not None else None, row.person_id, ends_on, why.value))
