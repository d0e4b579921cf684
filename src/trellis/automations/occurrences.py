"""What an automation can begin with, whatever kind it is: an event, a stroke of a clock, a day of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from trellis.automations import clock, days
from trellis.automations.definitions import catalogue
from trellis.automations.definitions.automations import When
from trellis.core.sealed import Happening


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something by which an automation begins once: `key` is what it is known by, among those of one automation."""

    key: str
    trigger: str
    at: datetime
    about: str = ""
    object: UUID | None = None
    by: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    event: UUID | None = None


def of_event(happening: Happening) -> Occurrence:
    """An event of the log."""
    return Occurrence(
        f"event {happening.key}", happening.name, happening.at, happening.about, happening.object, happening.by,
        happening.values, happening.key,
    )  # fmt: skip


def of_stroke(when: When, at: datetime) -> Occurrence:
    """A stroke of a clock."""
    return Occurrence(f"at {at.isoformat()}", f"every {when.every}", at)


def of_days(when: When, today: date, zone: ZoneInfo) -> Iterator[Occurrence]:
    """The records for which an automation begins today, by their days."""
    known = catalogue.days_named(when.day)
    if known is None:
        return
    day = clock.day_meant(when, today)
    at = clock.stroke_on(today, when.at, zone)
    for each in days.between(when.day, *clock.bounds_of(day, zone)):
        key = f"{when.day} {each.key} {day} {when.days} {'before' if when.before else 'after'}"
        yield Occurrence(key, when.day, at, known.about, each.key, None, each.values)
