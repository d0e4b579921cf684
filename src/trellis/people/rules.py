"""Who may see and change what of people.

Everybody of the team sees who works here: name, role, department, manager, place. The record behind it, with dates,
contracts, history and what is planned, is for the person, the managers above them, the people partner of their
department, and those whose position or duty is to keep records. Nobody changes their own employment.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from trellis.core import granted, predicates, relations
from trellis.core.granted import Somebody
from trellis.core.predicates import is_people_partner, is_self
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.people.definitions.permissions import KEEP, PLAN, SEE
from trellis.people.models import DepartmentDuty, Employment, Part, Seat, SeatState

__all__ = [
    "Account",
    "Around",
    "DepartmentDuty",
    "Employment",
    "NotAllowedError",
    "Part",
    "Person",
    "Seat",
    "SeatState",
    "Standing",
    "can_keep",
    "can_keep_organisation",
    "can_keep_profile",
    "can_plan",
    "can_see_directory",
    "can_see_health",
    "can_see_opening",
    "can_see_private",
    "can_see_record",
    "seen_records",
    "sees_all_records",
    "standing",
]

_sees = predicates.may(SEE.name) | is_self | predicates.in_manager_chain | is_people_partner
_sees_private = predicates.may(KEEP.name) | is_self | is_people_partner


def can_see_directory(who: Somebody) -> bool:
    """Everybody of the team."""
    return can_read(who)


def can_see_record(who: Somebody, person: Person) -> bool:
    """Whether somebody sees dates, contracts, history and plans of a person."""
    return can_read(who) and _sees(who, person)


def sees_all_records(who: Somebody) -> bool:
    """Whether somebody sees the records of everybody, by their position or duty."""
    return can_read(who) and granted.may(who, SEE.name)


def seen_records(who: Somebody) -> Q:
    """The people whose records somebody sees."""
    return _sees.of(who, Person) if can_read(who) else relations.NONE


def can_see_private(who: Somebody, person: Person) -> bool:
    """Whether somebody sees private contacts and whom to call: the person, and who looks after their records."""
    return can_read(who) and _sees_private(who, person)


def can_see_health(who: Somebody, person: Person) -> bool:
    """Whether somebody sees why a person is away: as the private data. Managers see the days."""
    return can_see_private(who, person)


def can_keep(who: Somebody, person: Person | None = None) -> bool:
    """Whether somebody hires, changes and ends employments; of a given person, unless it is themselves.

    A people partner keeps the records of their departments.
    """
    if not isinstance(who, Account) or not can_read(who):
        return False
    if person is not None and who.person_id == person.pk:
        return False
    return granted.may(who, KEEP.name) or (person is not None and is_people_partner(who, person))


def can_keep_profile(who: Somebody, person: Person) -> bool:
    """Whether somebody changes what is known of a person: themselves, and who keeps their records."""
    return can_read(who) and (is_self(who, person) or can_keep(who, person))


def can_plan(who: Somebody) -> bool:
    """Whether somebody plans headcount."""
    return can_read(who) and (granted.may(who, PLAN.name) or granted.may(who, KEEP.name))


def can_keep_organisation(who: Somebody) -> bool:
    """Whether somebody says who looks after departments."""
    return can_keep(who)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody sees and does of a person, by the rules above: asked once for a page, not once for each button."""

    is_self: bool
    record: bool
    private: bool
    keep: bool
    keep_profile: bool


class Around(Protocol):
    """Who is around a person today: all managers above them, and the people partners of their department."""

    @property
    def above(self) -> Collection[UUID]: ...

    @property
    def partners(self) -> Collection[UUID]: ...


def standing(who: Somebody, person: Person, around: Around) -> Standing:
    """How somebody stands to a person, who has these around them; that is asked only where it matters."""
    if not isinstance(who, Account) or not can_read(who):
        return Standing(is_self=False, record=False, private=False, keep=False, keep_profile=False)
    is_self = who.person_id == person.pk
    private = is_self or granted.may(who, KEEP.name) or who.person_id in around.partners
    record = private or granted.may(who, SEE.name) or who.person_id in around.above
    return Standing(
        is_self=is_self, record=record, private=private, keep=private and not is_self, keep_profile=private
    )


def can_see_opening(who: Somebody, asked: bool) -> bool:
    """Whether somebody sees the opening of an entity: who sees records, and of whom a step of it is `asked`."""
    return sees_all_records(who) or (asked and can_read(who))
