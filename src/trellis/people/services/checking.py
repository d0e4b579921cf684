"""Whether what somebody says of a position can be, by the handbook and by who is here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.rules import Person
from trellis.people import terms
from trellis.people.models import FACTS, Employment, PositionFacts
from trellis.people.services.errors import PeopleError
from trellis.people.services.organising import employments_of, is_employed_on
from trellis.people.timelines import overlap

__all__ = [
    "check_contract_end",
    "check_day",
    "check_entity",
    "check_overlap",
    "clean_facts",
    "facts_in",
    "is_employed_on",
]

MOST_FTE = Decimal("1.5")
EARLIEST = date(1950, 1, 1)
LATEST_YEARS = 10
LONGEST = {"cost_centre": 40, "location": 120}


def clean_facts(facts: Mapping[str, Any], *, effective_on: date, person: Person) -> dict[str, Any]:
    """The fields as they are kept: `title` brings `role`, `manager` is an identifier.

    What a field may be: a title of the handbook, a department, a type of contract, a manager who is employed on the
    day, a part of full time above 0 and up to 1.5. Raises PeopleError, LookupError for a field that there is not.
    """
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise LookupError(f"A position has no {', '.join(sorted(unknown))}.")
    values = {name: value for name, value in facts.items() if name != "role"}
    if "title" in values:
        values["title"], values["role"] = _role(values["title"])
    if "department" in values:
        _check_department(values["department"])
    if "contract_type" in values:
        _check_contract(values["contract_type"])
    if "manager" in values:
        values["manager"] = _manager(values["manager"], effective_on, person)
    if "fte" in values:
        values["fte"] = _fte(values["fte"])
    if "location_factor" in values:
        values["location_factor"] = _factor(values["location_factor"])
    for name in ("cost_centre", "location"):
        if name in values:
            values[name] = _text(name, values[name])
    return values


def check_entity(entity: str, starts_on: date) -> None:
    """Whether an entity employs people from a day on. Raises PeopleError."""
    known = terms.all_entities()
    if entity not in known:
        raise PeopleError(
            _("The handbook names no entity “%(entity)s”.") % {"entity": entity},
            hint=_("There are: %(known)s.") % {"known": ", ".join(known) or "–"},
            field="entity",
        )
    rules = terms.rules_of(entity)
    if rules is not None and rules.closed_on is not None and starts_on > rules.closed_on:
        raise PeopleError(
            _("%(entity)s closed on %(day)s.") % {"entity": entity, "day": date_format(rules.closed_on)},
            hint=_("Choose another entity, or an earlier day."),
            field="entity",
        )


def check_day(day: date, now: date, field: str) -> None:
    """Whether a day can be meant: neither before anybody here was hired nor ten years ahead. Raises PeopleError."""
    if not EARLIEST <= day <= now.replace(year=now.year + LATEST_YEARS, day=min(now.day, 28)):
        raise PeopleError(
            _("%(day)s cannot be meant.") % {"day": date_format(day)},
            hint=_("Days reach from 1950 to ten years ahead."),
            field=field,
        )


def check_contract_end(contract_type: str, ends_on: date | None) -> None:
    """Whether a contract that ends by its type has a last day. Raises PeopleError."""
    found = terms.words().contract_types.get(contract_type)
    if found is not None and found.ends and ends_on is None:
        raise PeopleError(
            _("A contract “%(title)s” needs its last day.") % {"title": found.title}, field="ends_on"
        )


def check_overlap(employment: Employment) -> None:
    """Whether somebody is employed once at most on each day. Raises PeopleError. One query at most, under a lock."""
    days = (employment.starts_on, employment.ends_on)
    for other in employments_of(employment.person_id):
        if other.pk != employment.pk and overlap(days, (other.starts_on, other.ends_on)) is not None:
            until = date_format(other.ends_on) if other.ends_on else _("an open end")
            raise PeopleError(
                _("They are employed by %(entity)s from %(start)s until %(end)s already.")
                % {"entity": other.entity, "start": date_format(other.starts_on), "end": until},
                hint=_("End that employment before this one begins, or change the position in it."),
                field="starts_on",
            )


def facts_in(facts: PositionFacts, names: list[str]) -> dict[str, Any]:
    """Some fields of a change or position."""
    every = facts.facts()
    return {name: every[name] for name in names}


def _role(title: object) -> tuple[str, str]:
    written = " ".join(str(title).split())
    role = terms.role_titled(written)
    if role is None:
        raise PeopleError(
            _("The handbook defines no role “%(title)s”.") % {"title": written},
            hint=_("Choose one of the titles of the job families, or propose the role first."),
            field="title",
        )
    return role.full_title, str(role.id)


def _check_department(name: str) -> None:
    known = terms.all_departments().by_name
    if name not in known:
        raise PeopleError(
            _("There is no department “%(name)s”.") % {"name": name},
            hint=_("There are: %(known)s.") % {"known": ", ".join(known) or "–"},
            field="department",
        )


def _check_contract(name: str) -> None:
    known = terms.words().contract_types
    if name not in known:
        raise PeopleError(
            _("There is no type of contract “%(name)s”.") % {"name": name},
            hint=_("There are: %(known)s.") % {"known": ", ".join(known)},
            field="contract_type",
        )


def _manager(manager: Person | None, day: date, person: Person) -> UUID | None:
    if manager is None:
        return None
    if manager.pk == person.pk:
        raise PeopleError(_("Nobody is their own manager."), field="manager")
    if not is_employed_on(manager.pk, day):
        raise PeopleError(
            _("%(name)s is not employed on %(day)s.") % {"name": manager.name, "day": date_format(day)},
            hint=_("Choose somebody who is here by then."),
            field="manager",
        )
    return manager.pk


def _fte(value: Any) -> Decimal:
    found = Decimal(value).quantize(Decimal("0.001"))
    if not Decimal(0) < found <= MOST_FTE:
        raise PeopleError(
            _("%(value)s is no part of full time.") % {"value": value},
            hint=_("Write 1 for full time, 0.5 for half; at most 1.5."),
            field="fte",
        )
    return found


def _factor(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    found = Decimal(value).quantize(Decimal("0.001"))
    if not Decimal("0.1") <= found <= Decimal(3):
        raise PeopleError(
            _("%(value)s is no location factor.") % {"value": value},
            hint=_("It lies between 0.1 and 3."),
            field="location_factor",
        )
    return found


def _text(name: str, value: Any) -> str:
    text = " ".join(str(value).split())
    longest: int = LONGEST[name]
    if len(text) > longest:
        raise PeopleError(
            _("This has %(length)d characters, and %(most)d fit.") % {"length": len(text), "most": longest},
            field=name,
        )
    return text
