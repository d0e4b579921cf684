"""What this room says has happened. Identifiers and days only: names can be erased, events cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("people.person-hired", about="person", says=_("hired somebody"))
@dataclass(frozen=True, slots=True)
class PersonHired:
    """An employment was written down; it begins on a day that may lie ahead."""

    person: UUID
    by: UUID | None
    employment: UUID
    entity: str
    starts_on: date


@recorded("people.employment-changed", about="person", says=_("changed an employment"))
@dataclass(frozen=True, slots=True)
class EmploymentChanged:
    """Dates, entity or number of an employment were corrected, or its end was taken back."""

    person: UUID
    by: UUID | None
    employment: UUID
    changed: tuple[str, ...]


@recorded("people.employment-ended", about="person", says=_("said when an employment ends"))
@dataclass(frozen=True, slots=True)
class EmploymentEnded:
    """The last day of an employment was written down; it may lie ahead. Why is not said here."""

    person: UUID
    by: UUID | None
    employment: UUID
    ends_on: date


@recorded("people.position-changed", about="person", says=_("changed a position"))
@dataclass(frozen=True, slots=True)
class PositionChanged:
    """Something of a position was said for a day on; `withdrawn` where it was taken back."""

    person: UUID
    by: UUID | None
    employment: UUID
    change: UUID
    effective_on: date
    changed: tuple[str, ...]
    withdrawn: bool = False


@recorded("people.position-began", about="person", says=_("began in a position"))
@dataclass(frozen=True, slots=True)
class PositionBegan:
    """The day has come on which somebody has another position; `first` where the employment begins."""

    person: UUID
    by: UUID | None
    employment: UUID
    role: str
    department: str
    manager: UUID | None
    starts_on: date
    first: bool


@recorded("people.person-left", about="person", says=_("left"))
@dataclass(frozen=True, slots=True)
class PersonLeft:
    """The last day of an employment has passed."""

    person: UUID
    by: UUID | None
    employment: UUID
    ends_on: date


@recorded("people.leave-kept", about="person", says=_("wrote down a leave"))
@dataclass(frozen=True, slots=True)
class LeaveKept:
    """A leave was written down, changed or withdrawn. Which, and for which days, is need-to-know."""

    person: UUID
    by: UUID | None
    leave: UUID


@recorded("people.profile-changed", about="person", says=_("changed what is known of somebody"))
@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """What is known of somebody changed: which fields, never their values."""

    person: UUID
    by: UUID | None
    changed: tuple[str, ...]


@recorded("people.department-duty-kept", about="person", says=_("changed who looks after a department"))
@dataclass(frozen=True, slots=True)
class DepartmentDutyKept:
    """Somebody heads a department or is its people partner, or no longer."""

    person: UUID
    by: UUID | None
    department: str
    part: str
    starts_on: date
    ends_on: date | None


@recorded("people.seat-kept", about="seat", says=_("changed the headcount plan"))
@dataclass(frozen=True, slots=True)
class SeatKept:
    """A planned position was added, changed, opened, filled or closed."""

    seat: UUID
    by: UUID | None
    department: str
    state: str


@recorded("people.opening-kept", about="opening", says=_("opened an entity"))
@dataclass(frozen=True, slots=True)
class OpeningKept:
    """The opening of an entity began, was finished or given up."""

    opening: UUID
    by: UUID | None
    state: str


@recorded("people.opening-step-kept", about="opening", says=_("went on opening an entity"))
@dataclass(frozen=True, slots=True)
class OpeningStepKept:
    """A step of an opening became open, was done or skipped. Why is not said here."""

    opening: UUID
    by: UUID | None
    step: UUID
    state: str
