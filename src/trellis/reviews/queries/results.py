"""Results for rooms above, and the talent of a team: of reviews that were shared, and of no others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trellis.core.predicates import in_manager_chain
from trellis.core.rules import Account, Person
from trellis.people.days import today
from trellis.people.queries.directory import Wanted, found
from trellis.reviews import rules
from trellis.reviews.definitions.reading import SEEN
from trellis.reviews.definitions.talent import box_of
from trellis.reviews.models import Review

_SEEN = [str(each) for each in SEEN]


@dataclass(frozen=True, slots=True)
class Result:
    """What a shared review came to: `performance` and `growth` from 1 to 3, the box from 1 to 9; None if not rated."""

    review: UUID
    cycle: str
    title: str
    performance: int | None
    growth: int | None
    box: int | None
    shared_on: date
    box_title: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team, and what their last review came to."""

    person: UUID
    name: str
    title: str
    department: str
    result: Result | None


def latest_of(people: Collection[UUID]) -> dict[UUID, Result]:
    """The last shared review of each of these people who has one, by person. One query.

    Whoever asks has asked who may know it: nothing here does.
    """
    rows = Review.objects.filter(person__in=people, state__in=_SEEN, shared_at__isnull=False)
    rows = rows.select_related("cycle").order_by("shared_at", "pk")
    return {each.person_id: _result(each) for each in rows}


def team_of(who: Account) -> list[Member]:
    """Everybody below somebody in the line, by box and name: those without a review last. Three queries."""
    if not rules.can_enter(who):
        return []
    below = Person.objects.filter(in_manager_chain.of(who, Person)).values("pk")
    positions = list(found(Wanted(today())).filter(person__in=below))
    results = latest_of([each.person_id for each in positions])
    members = [
        Member(each.person_id, each.person.name, each.title, each.department, results.get(each.person_id))
        for each in positions
    ]
    return sorted(members, key=lambda one: (_box(one), one.name.casefold()))


def _box(member: Member) -> int:
    return member.result.box if member.result is not None and member.result.box is not None else 10


def _result(row: Review) -> Result:
    assert row.shared_at is not None
    box = box_of(row.performance, row.growth)
    names = (row.cycle.talent or {}).get("boxes", {})
    return Result(
        row.pk, row.cycle.name, row.cycle.title, row.performance, row.growth, box, row.shared_at.date(),
        names.get(str(box), ""),
    )  # fmt: skip
