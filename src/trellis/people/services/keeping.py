"""What every write of an employment is made of: who may, what can be, what was said, who takes over.

Each of these is called inside a transaction that holds the lock of `organising`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.prepared import Written
from trellis.core.records import uuid7
from trellis.core.rules import Account, Person
from trellis.core.services import people as core_people
from trellis.core.services.events import publish
from trellis.people import rules, terms
from trellis.people.days import today
from trellis.people.definitions.permissions import KEEP
from trellis.people.events import PositionChanged
from trellis.people.models import Employment, Position, PositionChange
from trellis.people.rules import NotAllowedError
from trellis.people.services import checking
from trellis.people.services.errors import PeopleError, StaleRecordError
from trellis.people.services.organising import (
    forget_said,
    living,
    locked_employment,
    people_called,
    positions_of,
    rebuild,
    remember_newcomer,
    remember_said,
)

_EMPLOYMENT, _CHANGE = Written(Employment), Written(PositionChange)
"""Ten thousand are hired by one file: see decision 78."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom nobody here knows yet; `reference` is how another system calls them."""

    name: str
    email: str = ""
    reference: str = ""


def check_may(by: Account, person: Person | None) -> None:
    """That somebody may keep the employments of a person, or hire one. Raises NotAllowedError."""
    if not rules.can_keep(by, person):
        raise NotAllowedError(
            _("You may not change this employment."),
            hint=_("People Operations keeps the records of others; nobody changes their own."),
            permission=KEEP.name,
        )


def locked_person(person: Person) -> Person:
    """A person as they are now, whom nobody else changes. Raises PeopleError for a record that is closed."""
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.merged_into_id is not None or found.erased_at is not None:
        raise PeopleError(_("This record of a person is closed."), hint=_("Use the one that took its place."))
    return found


def welcome(newcomer: Newcomer, by: Account) -> Person:
    """Keep somebody whom nobody here knows yet. Raises NotAllowedError, and PeopleError where somebody does."""
    check_may(by, None)
    email = newcomer.email.strip().lower()
    if not newcomer.name.strip():
        raise PeopleError(_("This has to be said."), field="name")
    # What is no address may be somebody's reference; that it is none is said where they are kept.
    known = people_called(email) if "@" in email else []
    if known:
        raise PeopleError(
            _("%(name)s has this e-mail address, and is known already.") % {"name": known[0].name},
            hint=_("Choose them as somebody known, or write another address."),
            field="email",
        )
    try:
        facts = core_people.Facts(newcomer.name, email, external_reference=newcomer.reference)
        made = core_people.make(facts, by=by)
    except core_people.PersonFactsError as error:
        raise PeopleError(error.message, hint=error.hint, field="email") from None
    remember_newcomer(made)
    return made


def filled(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts, with what follows from the role and the department where it is not said."""
    values = dict(facts)
    departments = terms.all_departments()
    if not values.get("department"):
        role = terms.role_titled(str(values.get("title", "")))
        values["department"] = departments.of_folder(role.family.department) if role is not None else ""
        if not values["department"] and (role is not None or not values.get("title")):
            raise PeopleError(_("It has to be said in which department."), field="department")
    if not values.get("cost_centre"):
        found = departments.by_name.get(values["department"])
        values["cost_centre"] = found.cost_centre if found is not None else ""
    if not values.get("contract_type"):
        values["contract_type"] = next(iter(terms.words().contract_types))
    return values


def probation(entity: str, starts_on: date) -> date | None:
    """The last day of the probation by the rules of the entity; `None` where there is none."""
    found = terms.rules_of(entity)
    return found.probation_ends(starts_on) if found is not None else None


def check_seen(employment: Employment, seen: int | None) -> None:
    """That an employment is of the version that was looked at. Raises StaleRecordError."""
    if seen is not None and employment.version != seen:
        raise StaleRecordError


def natural_end(ends_on: date | None) -> str:
    """The reason that a contract with a last day begins with, where the handbook has one."""
    return (
        "end-of-contract"
        if ends_on is not None and "end-of-contract" in terms.words().leaving_reasons
        else ""
    )


def check_dates(employment: Employment) -> None:
    """That its days are in order. Raises PeopleError."""
    if employment.ends_on is not None and employment.ends_on < employment.starts_on:
        raise PeopleError(_("The last day lies before the first."), field="ends_on")
    probation = employment.probation_ends_on
    if probation is not None and probation < employment.starts_on:
        raise PeopleError(_("The probation ends before the employment begins."), field="probation_ends_on")


def check_within(employment: Employment, day: date) -> None:
    """That a day lies in an employment and can be meant. Raises PeopleError."""
    if day < employment.starts_on:
        raise PeopleError(
            _("The employment begins on %(day)s, after this day.")
            % {"day": date_format(employment.starts_on)},
            hint=_("Choose a later day, or correct the employment."),
            field="effective_on",
        )
    if employment.ends_on is not None and day > employment.ends_on:
        raise PeopleError(
            _("The employment ends on %(day)s, before this day.") % {"day": date_format(employment.ends_on)},
            hint=_("Nothing changes for somebody who has left."),
            field="effective_on",
        )
    checking.check_day(day, today(), "effective_on")


def save(employment: Employment) -> None:
    """Save a new employment. Raises PeopleError where its number or its first day is taken, which undoes the change."""
    try:
        _EMPLOYMENT.add([employment])
    except IntegrityError:
        raise PeopleError(
            _("Another employment has the number %(number)s, or this person one that begins on the same day.")
            % {"number": employment.number or "–"},
            field="number",
        ) from None


def grown(employment: Employment, *changed: str) -> None:
    """Save what changed of an employment, under its next version."""
    employment.version += 1
    if not changed:  # nothing that anything else could be in the way of
        employment.save(update_fields=["version"])
        return
    try:
        employment.save(update_fields=["version", *changed])
    except IntegrityError:
        raise PeopleError(
            _("Another employment has the number %(number)s.") % {"number": employment.number}, field="number"
        ) from None


def said(
    employment: Employment,
    effective_on: date,
    values: Mapping[str, Any],
    *,
    by: Account,
    reason: str,
    corrects: PositionChange | None = None,
) -> PositionChange:
    """Write down what was said, in the place of a change that it corrects. Raises nothing: it was checked."""
    key = uuid7()
    columns = {("manager_id" if name == "manager" else name): value for name, value in values.items()}
    made = PositionChange(
        id=key, employment=employment, effective_on=effective_on, sets=sorted(values), corrects=corrects,
        rank=corrects.rank if corrects is not None else key, reason=" ".join(reason.split())[:500],
        revision=defined.revision(), recorded_by=by, **columns,
    )  # fmt: skip
    _CHANGE.add([made])
    remember_said(employment, made)
    return made


def different(employment: Employment, day: date, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are another than on this day so far."""
    held = [each for each in positions_of(employment.person_id) if each.employment_id == employment.pk]
    now = next(
        (each for each in held if each.starts_on <= day and (each.ends_on is None or day <= each.ends_on)),
        None,
    )
    facts = now.facts() if now is not None else {}
    found = {name: value for name, value in values.items() if name not in facts or facts[name] != value}
    if "title" in found or "role" in found:
        found |= {name: values[name] for name in ("title", "role") if name in values}
    return found


def living_change(change: PositionChange) -> PositionChange:
    """A change that counts still, which nobody else changes. Raises PeopleError."""
    found = PositionChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if found.withdrawn_at is not None:
        raise PeopleError(
            _("This change was corrected or withdrawn already."), hint=_("Correct the one that counts.")
        )
    return found


def corrected_alike(
    change: PositionChange, effective_on: date, facts: Mapping[str, Any]
) -> PositionChange | None:
    """The correction of a change that says just this: it was sent twice. `None` where there is none."""
    made = PositionChange.objects.filter(corrects=change, withdrawn_at=None).first()
    if made is None or made.effective_on != effective_on:
        return None
    values = checking.clean_facts(facts, effective_on=effective_on, person=change.employment.person)
    said_then = made.values()
    return made if all(said_then.get(name, made) == value for name, value in values.items()) else None


def is_first(change: PositionChange, employment: Employment) -> bool:
    """Whether an employment began with this change."""
    return living(employment)[0].pk == change.pk


def move_first(employment: Employment) -> None:
    """Have what an employment began with count from its first day, where that has moved to an earlier one."""
    first = living(employment)[0]
    if first.effective_on > employment.starts_on:
        first.effective_on = employment.starts_on
        first.save(update_fields=["effective_on"])
        forget_said(employment.pk)


def withdraw(change: PositionChange, by: Account) -> None:
    """Have a change count no more; it stays."""
    change.withdrawn_at, change.withdrawn_by = timezone.now(), by
    change.save(update_fields=["withdrawn_at", "withdrawn_by"])
    forget_said(change.employment_id)


def changed(
    employment: Employment, change: PositionChange, by: Account, *, withdrawn: bool = False
) -> PositionChanged:
    """The event of it."""
    return PositionChanged(
        employment.person_id,
        by.pk,
        employment.pk,
        change.pk,
        change.effective_on,
        tuple(change.sets),
        withdrawn,
    )


def hand_over(person: Person, successor: Person, day: date, by: Account) -> None:
    """Have everybody who reports to somebody report to somebody else from a day on; the successor to their manager."""
    if successor.pk == person.pk:
        raise PeopleError(_("Somebody else has to take over."), field="successor")
    own = Position.objects.filter(person=person).order_by("-starts_on").first()
    for each in reports_from(person.pk, day):
        manager = own.manager if each.person_id == successor.pk and own is not None else successor
        start = max(day, each.starts_on)
        if not checking.is_employed_on(successor.pk, start):
            raise PeopleError(
                _("%(name)s is not employed on %(day)s.")
                % {"name": successor.name, "day": date_format(start)},
                field="successor",
            )
        employment = locked_employment(each.employment)
        made = said(
            employment,
            start,
            {"manager": manager.pk if manager else None},
            by=by,
            reason=_("The manager left."),
        )
        grown(employment)
        publish(changed(employment, made, by))
        rebuild(employment, by=by)


def reports_from(person: UUID, day: date) -> list[Position]:
    """The positions that report to somebody on a day or later."""
    found = Position.objects.filter(manager=person).select_related("employment")
    return [each for each in found if each.ends_on is None or each.ends_on >= day]
