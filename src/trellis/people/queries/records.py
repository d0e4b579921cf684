"""The record of a person: employments, what counted when, what is planned, what was said and by whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Model, Q

from trellis.people.definitions.spans import anniversary, whole_years
from trellis.people.models import EmergencyContact, Employment, Leave, Position, PositionChange
from trellis.people.rules import Person

TIMES = frozenset({"id", "recorded_at", "recorded_by", "withdrawn_at"})
"""Fields that say nothing of what is known."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One employment: its positions in order, and everything that was ever said of them, the newest first."""

    employment: Employment
    positions: tuple[Position, ...]
    said: tuple[PositionChange, ...]

    @property
    def first(self) -> PositionChange:
        """What it began with, as it counts now."""
        living = [each for each in self.said if each.withdrawn_at is None]
        return min(living, key=lambda each: (each.effective_on, each.rank))


def stays_of(person: Person) -> list[Stay]:
    """All employments of somebody, the newest first. Two queries."""
    held = (
        Position.objects.filter(person=person).select_related("manager", "employment").order_by("starts_on")
    )
    rows = list(held)
    employments = {each.employment_id: each.employment for each in rows}
    said = PositionChange.objects.filter(employment__in=employments)
    said = said.select_related("manager", "recorded_by", "withdrawn_by").order_by(
        "-effective_on", "-rank", "-id"
    )
    return [
        Stay(
            each,
            tuple(row for row in rows if row.employment_id == each.pk),
            tuple(row for row in said if row.employment_id == each.pk),
        )
        for each in sorted(employments.values(), key=lambda each: each.starts_on, reverse=True)
    ]


def leaves_of(person: Person) -> list[Leave]:
    """When somebody is, was and will be away, the newest first; without what was withdrawn."""
    found = Leave.objects.filter(employment__person=person, withdrawn_at=None)
    return list(found.select_related("employment").order_by("-starts_on"))


def is_away(person: Person, day: date) -> Leave | None:
    """The leave in which a day of somebody lies. One query."""
    found = Leave.objects.filter(employment__person=person, withdrawn_at=None, starts_on__lte=day)
    return found.filter(Q(ends_on=None) | Q(ends_on__gte=day)).first()


def employment_of(person: Person) -> Employment | None:
    """The last employment of somebody, which may lie ahead."""
    return Employment.objects.filter(person=person).order_by("-starts_on").first()


def employment_for(key: UUID) -> Employment | None:
    """An employment, with its person."""
    return Employment.objects.select_related("person").filter(pk=key).first()


def change_for(key: UUID) -> PositionChange | None:
    """Something that was said of a position, with its employment and person."""
    found = PositionChange.objects.select_related(
        "employment__person", "manager", "recorded_by", "withdrawn_by"
    )
    return found.filter(pk=key).first()


def leave_for(key: UUID) -> Leave | None:
    """A leave that was not withdrawn, with its employment and person."""
    return Leave.objects.select_related("employment__person").filter(pk=key, withdrawn_at=None).first()


def contacts_of(person: Person) -> list[EmergencyContact]:
    """Whom to call for somebody, in order."""
    return list(EmergencyContact.objects.filter(person=person).order_by("order"))


def position_in(employment: Employment, day: date) -> Position | None:
    """The position in an employment on a day; on one outside of it, that of the nearest day."""
    rows = list(employment.positions.select_related("manager").order_by("starts_on"))
    started = [each for each in rows if each.starts_on <= day]
    return started[-1] if started else next(iter(rows), None)


def planned_in(employment: Employment, day: date) -> list[PositionChange]:
    """What was said for days after one, and counts still, in order."""
    found = PositionChange.objects.filter(employment=employment, withdrawn_at=None, effective_on__gt=day)
    return list(found.select_related("manager").order_by("effective_on", "rank"))


def reporting_after(person: Person, day: date) -> int:
    """How many people report to somebody on a day or later."""
    held = Position.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), manager=person)
    return held.values("person").distinct().count()


def is_first(change: PositionChange) -> bool:
    """Whether an employment began with this change."""
    living = PositionChange.objects.filter(employment=change.employment_id, withdrawn_at=None)
    return living.order_by("effective_on", "rank").values_list("pk", flat=True).first() == change.pk


def next_anniversary(starts_on: date, day: date) -> tuple[date, int]:
    """The next day, from a day on, on which whole years are over since another, and how many.

    Who began on 29 February has it on the 28th in years that are no leap years.
    """
    found = anniversary(starts_on, day.year)
    if found < day or found <= starts_on:
        found = anniversary(starts_on, max(day.year, starts_on.year) + 1)
    return found, whole_years(starts_on, found)


def state_of(*rows: Model) -> str:
    """What is known by some rows, as a short text that is another as soon as any of it is: for forms."""
    return hashlib.sha256(repr([list(_known(each)) for each in rows]).encode()).hexdigest()[:20]


def _known(row: Model) -> Iterator[tuple[str, str]]:
    for each in row._meta.concrete_fields:
        if each.name not in TIMES:
            yield each.name, str(getattr(row, each.attname))
