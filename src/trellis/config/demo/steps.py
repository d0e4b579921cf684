"""What happens in a company, a step at a time: plain values, in the order of their days.

People are numbers, from 1 in the order in which they come; titles, departments and words are those of the handbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

PROMOTED = "Promoted: does the work of the next level."
"""Why somebody has a higher level from a day on."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who was made up: what is known of them beside their work."""

    name: str
    email: str
    legal_name: str = ""
    pronouns: str = ""
    languages: str = ""
    time_zone: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hired:
    """Somebody is employed; `who` is said of those who have never been here before."""

    day: date
    person: int
    number: str
    entity: str
    facts: Mapping[str, Any]
    who: Who | None = None
    ends_on: date | None = None
    into: int | None = None
    """The seat of the plan that they fill."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Something of a position is another from the day on; a manager is a number."""

    day: date
    person: int
    facts: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Stayed:
    """A contract that would have ended goes on."""

    day: date
    person: int


@dataclass(frozen=True, slots=True)
class Left:
    """The last day of somebody, and who manages their people from then on."""

    day: date
    person: int
    reason: str
    notice_given_on: date | None = None
    successor: int | None = None


@dataclass(frozen=True, slots=True)
class WasAway:
    """Somebody is away until a last day."""

    day: date
    person: int
    kind: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class TookDuty:
    """Somebody heads a department or is its people partner from the day on."""

    day: date
    person: int
    department: str
    part: str


@dataclass(frozen=True, slots=True)
class GaveDutyUp:
    """The day is the last on which somebody is the people partner of a department."""

    day: date
    department: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A seat of the headcount plan, to be filled from the day on; `state` is what becomes of it for now."""

    day: date
    seat: int
    title: str
    department: str
    entity: str
    location: str
    manager: int | None
    state: str
    fte: Decimal = Decimal(1)


Step = Hired | Changed | Stayed | Left | WasAway | TookDuty | GaveDutyUp | Planned
