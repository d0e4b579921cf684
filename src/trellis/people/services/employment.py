"""Writes of employments and positions: hiring, changing, correcting, ending.

Each counts from a day, which may lie behind or ahead. Each is one transaction; nothing that was said is ever lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.people import terms
from trellis.people.days import today
from trellis.people.events import EmploymentChanged, EmploymentEnded, PersonHired
from trellis.people.models import Employment, PositionChange
from trellis.people.services import checking, keeping
from trellis.people.services.errors import PeopleError
from trellis.people.services.keeping import Newcomer
from trellis.people.services.organising import locked_employment, organising, rebuild
from trellis.people.timelines import ONE_DAY

__all__ = [
    "Leaving", "Newcomer", "Terms", "change_as_decided", "change_position", "correct_change", "correct_employment",
    "end", "hire", "take_back_end", "withdraw_change",
]  # fmt: skip
NEEDED = ("title", "department", "contract_type")


@dataclass(frozen=True, slots=True)
class Terms:
    """How an employment begins. Without `probation_ends_on` it ends as the entity's rules say."""

    entity: str
    starts_on: date
    ends_on: date | None = None
    probation_ends_on: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """How an employment ends: the last day, why, and what follows for the indicator of turnover.

    `voluntary` and `growth_related` are those of the reason unless they are said. `successor` manages, from the day
    after, whoever reported to the person who leaves.
    """

    ends_on: date
    reason: str
    voluntary: bool | None = None
    growth_related: bool | None = None
    notice_given_on: date | None = None
    successor: Person | None = None


def hire(
    *,
    person: Person | Newcomer,
    begins: Terms,
    facts: Mapping[str, Any],
    by: Account,
    reason: str = "",
    key: UUID | None = None,
) -> Employment:
    """Employ somebody from a day on, in a position; `facts` are fields of `models.FACTS`, the manager a person.

    What is left out follows from the handbook: the department from the role's family, the cost centre from the
    department, the end of the probation from the entity. With a `key` the employment gets this identifier, and the
    same key again gives the employment that was written down. Raises NotAllowedError and PeopleError.
    """
    with organising():
        before = Employment.objects.select_related("person").filter(pk=key).first() if key else None
        if before is not None:
            keeping.check_may(by, before.person)
            return before
        person = (
            keeping.welcome(person, by) if isinstance(person, Newcomer) else keeping.locked_person(person)
        )
        keeping.check_may(by, person)
        checking.check_day(begins.starts_on, today(), "starts_on")
        checking.check_entity(begins.entity, begins.starts_on)
        values = checking.clean_facts(keeping.filled(facts), effective_on=begins.starts_on, person=person)
        missing = [name for name in NEEDED if not values.get(name)]
        if missing:
            raise PeopleError(_("This has to be said."), field=missing[0])
        checking.check_contract_end(values["contract_type"], begins.ends_on)
        employment = Employment(
            id=key or uuid7(), person=person, number=begins.number.strip(), entity=begins.entity,
            starts_on=begins.starts_on, ends_on=begins.ends_on, revision=defined.revision(), recorded_by=by,
            probation_ends_on=begins.probation_ends_on or keeping.probation(begins.entity, begins.starts_on),
            reason=keeping.natural_end(begins.ends_on),
        )  # fmt: skip
        keeping.check_dates(employment)
        checking.check_overlap(employment)
        keeping.save(employment)
        first = keeping.said(employment, begins.starts_on, values, by=by, reason=reason)
        if person.kind != Person.Kind.TEAM:
            person.kind = Person.Kind.TEAM
            person.save(update_fields=["kind"])
        publish(PersonHired(person.pk, by.pk, employment.pk, employment.entity, employment.starts_on))
        rebuild(employment, by=by, first=first)
    return employment


def change_position(
    *,
    employment: Employment,
    effective_on: date,
    facts: Mapping[str, Any],
    by: Account,
    reason: str = "",
    seen: int | None = None,
) -> PositionChange | None:
    """Say what of a position is another from a day on; `None` where nothing is, which writes nothing.

    `seen` is the version of the employment that was looked at. Raises NotAllowedError, PeopleError for what cannot be
    and for a day outside of the employment, StaleRecordError.
    """
    with organising():
        employment = locked_employment(employment)
        keeping.check_may(by, employment.person)
        return _change(employment, effective_on, facts, by=by, reason=reason, seen=seen)


def change_as_decided(
    *, employment: Employment, effective_on: date, facts: Mapping[str, Any], by: Account, reason: str = ""
) -> PositionChange | None:
    """The same for a room above that decided about it, such as about a promotion, and asked itself whether that was
    approved; `by` asked for it. Raises NotAllowedError for oneself, PeopleError.
    """
    with organising():
        employment = locked_employment(employment)
        if by.person_id == employment.person_id:
            raise NotAllowedError(_("Nobody changes their own position."))
        return _change(employment, effective_on, facts, by=by, reason=reason)


def _change(
    employment: Employment,
    effective_on: date,
    facts: Mapping[str, Any],
    *,
    by: Account,
    reason: str,
    seen: int | None = None,
) -> PositionChange | None:
    keeping.check_within(employment, effective_on)
    values = checking.clean_facts(facts, effective_on=effective_on, person=employment.person)
    values = keeping.different(employment, effective_on, values)
    if not values:
        return None
    keeping.check_seen(employment, seen)
    if "contract_type" in values:
        checking.check_contract_end(values["contract_type"], employment.ends_on)
    made = keeping.said(employment, effective_on, values, by=by, reason=reason)
    keeping.grown(employment)
    publish(keeping.changed(employment, made, by))
    rebuild(employment, by=by)
    return made


def correct_change(
    *,
    change: PositionChange,
    effective_on: date,
    facts: Mapping[str, Any],
    by: Account,
    reason: str = "",
    seen: int | None = None,
) -> PositionChange:
    """Put another change in the place of one that was wrong; the wrong one stays in the history, struck out.

    The first change of an employment keeps its day: correct the employment to move it. The same correction again
    writes nothing. Raises as `change_position`.
    """
    with organising():
        employment = locked_employment(change.employment)
        keeping.check_may(by, employment.person)
        same = keeping.corrected_alike(change, effective_on, facts)
        if same is not None:
            return same
        keeping.check_seen(employment, seen)
        former = keeping.living_change(change)
        if keeping.is_first(former, employment):
            effective_on = former.effective_on
        keeping.check_within(employment, effective_on)
        values = checking.clean_facts(facts, effective_on=effective_on, person=employment.person)
        if keeping.is_first(former, employment):
            values = {**checking.facts_in(former, [n for n in former.sets if n not in values]), **values}
        elif not values:
            raise PeopleError(_("A change has to change something."), hint=_("Withdraw it instead."))
        keeping.withdraw(former, by)
        made = keeping.said(employment, effective_on, values, by=by, reason=reason, corrects=former)
        keeping.grown(employment)
        publish(keeping.changed(employment, made, by))
        rebuild(employment, by=by)
    return made


def withdraw_change(*, change: PositionChange, by: Account, seen: int | None = None) -> PositionChange:
    """Take a change back, as if it had never been said; it stays in the history, struck out. Twice is once.

    Raises NotAllowedError, PeopleError for the first change of an employment, StaleRecordError.
    """
    with organising():
        employment = locked_employment(change.employment)
        keeping.check_may(by, employment.person)
        found = PositionChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
        if found.withdrawn_at is not None:
            return found
        keeping.check_seen(employment, seen)
        if keeping.is_first(found, employment):
            raise PeopleError(
                _("With this the employment began, so it cannot be withdrawn."),
                hint=_("Correct it, or end the employment."),
            )
        keeping.withdraw(found, by)
        keeping.grown(employment)
        publish(keeping.changed(employment, found, by, withdrawn=True))
        rebuild(employment, by=by)
    return found


def correct_employment(
    *, employment: Employment, begins: Terms, by: Account, seen: int | None = None
) -> Employment:
    """Say anew how an employment begins; the same again writes nothing. Its last day stays: see `end`.

    Raises NotAllowedError, PeopleError, StaleRecordError.
    """
    with organising():
        employment = locked_employment(employment)
        keeping.check_may(by, employment.person)
        said = {
            "entity": begins.entity, "starts_on": begins.starts_on, "number": begins.number.strip(),
            "probation_ends_on": begins.probation_ends_on,
        }  # fmt: skip
        changed = tuple(name for name, value in said.items() if getattr(employment, name) != value)
        if not changed:
            return employment
        keeping.check_seen(employment, seen)
        checking.check_day(begins.starts_on, today(), "starts_on")
        if "entity" in changed or "starts_on" in changed:
            checking.check_entity(begins.entity, begins.starts_on)
        for name in changed:
            setattr(employment, name, said[name])
        keeping.check_dates(employment)
        checking.check_overlap(employment)
        keeping.grown(employment, *changed)
        if "starts_on" in changed:
            keeping.move_first(employment)
        publish(EmploymentChanged(employment.person_id, by.pk, employment.pk, changed))
        rebuild(employment, by=by)
    return employment


def end(*, employment: Employment, leaves: Leaving, by: Account, seen: int | None = None) -> Employment:
    """Say when an employment ends and why; said again, it moves the end. The same again writes nothing.

    Raises NotAllowedError, PeopleError, StaleRecordError.
    """
    with organising():
        employment = locked_employment(employment)
        keeping.check_may(by, employment.person)
        why = terms.words().leaving_reasons.get(leaves.reason)
        if why is None:
            raise PeopleError(
                _("There is no reason “%(reason)s”.") % {"reason": leaves.reason},
                hint=_("There are: %(known)s.") % {"known": ", ".join(terms.words().leaving_reasons)},
                field="reason",
            )
        if leaves.ends_on < employment.starts_on:
            raise PeopleError(
                _("The employment begins on %(day)s, after this day.")
                % {"day": date_format(employment.starts_on)},
                field="ends_on",
            )
        checking.check_day(leaves.ends_on, today(), "ends_on")
        said: dict[str, Any] = {
            "ends_on": leaves.ends_on,
            "reason": leaves.reason,
            "voluntary": why.voluntary if leaves.voluntary is None else leaves.voluntary,
            "growth_related": why.growth if leaves.growth_related is None else leaves.growth_related,
            "notice_given_on": leaves.notice_given_on,
        }
        if said["notice_given_on"] is not None and said["notice_given_on"] > leaves.ends_on:
            raise PeopleError(_("Notice is given before the last day."), field="notice_given_on")
        if any(getattr(employment, name) != value for name, value in said.items()):
            keeping.check_seen(employment, seen)
            for name, value in said.items():
                setattr(employment, name, value)
            checking.check_overlap(employment)
            keeping.grown(employment, *said)
            publish(EmploymentEnded(employment.person_id, by.pk, employment.pk, leaves.ends_on))
            rebuild(employment, by=by)
        if leaves.successor is not None:
            keeping.hand_over(employment.person, leaves.successor, leaves.ends_on + ONE_DAY, by)
    return employment


def take_back_end(*, employment: Employment, by: Account, seen: int | None = None) -> Employment:
    """Say that an employment does not end; what was planned beyond its end counts again. Twice is once.

    Raises NotAllowedError, PeopleError where the contract must end or somebody was employed again, StaleRecordError.
    """
    with organising():
        employment = locked_employment(employment)
        keeping.check_may(by, employment.person)
        if employment.ends_on is None:
            return employment
        keeping.check_seen(employment, seen)
        last = employment.positions.order_by("-starts_on").first()
        employment.ends_on = employment.voluntary = employment.growth_related = employment.notice_given_on = (
            None
        )
        employment.reason = ""
        checking.check_contract_end(last.contract_type if last else "", None)
        checking.check_overlap(employment)
        keeping.grown(employment, "ends_on", "voluntary", "growth_related", "notice_given_on", "reason")
        publish(EmploymentChanged(employment.person_id, by.pk, employment.pk, ("ends_on",)))
        rebuild(employment, by=by)
    return employment
