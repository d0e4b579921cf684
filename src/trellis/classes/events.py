"""What this room says has happened: identifiers, keys of the handbook, and words of short lists."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("classes.session-moved", about="class_session", says=_("changed a session"))
@dataclass(frozen=True, slots=True)
class SessionMoved:
    """A session was scheduled, opened, changed, begun, held or cancelled; `deed` says which."""

    class_session: UUID
    by: UUID | None
    deed: str


@recorded("classes.place-moved", about="registration", says=_("changed a registration"), confidential=True)
@dataclass(frozen=True, slots=True)
class PlaceMoved:
    """Somebody asked for a place, got one, was offered one, lost it or gave it back; `state` says which."""

    registration: UUID
    by: UUID | None
    class_session: UUID
    person: UUID
    state: str


@recorded("classes.attended", about="registration", says=_("attended a session"), confidential=True)
@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody was there for as much of a session as counts; course and part are empty where it is of none."""

    registration: UUID
    by: UUID | None
    session: UUID
    person: UUID
    course: str
    part: str
    minutes: int


@recorded(
    "classes.attendance-taken-back",
    about="registration",
    says=_("said that somebody did not attend a session after all"),
    confidential=True,
)
@dataclass(frozen=True, slots=True)
class AttendanceTakenBack:
    """By a correction somebody was not there for as much of a session as counts."""

    registration: UUID
    by: UUID | None
    session: UUID
    person: UUID
    course: str
    part: str


@recorded(
    "classes.attendance-corrected", about="registration", says=_("corrected attendance"), confidential=True
)
@dataclass(frozen=True, slots=True)
class AttendanceCorrected:
    """What was written down of somebody's attendance was changed afterwards."""

    registration: UUID
    by: UUID | None
    minutes: int


@recorded("classes.room-kept", about="class_room", says=_("changed a room"))
@dataclass(frozen=True, slots=True)
class RoomKept:
    """A room was added or changed."""

    class_room: UUID
    by: UUID | None


@recorded("classes.observed", about="observation", says=_("observed a facilitator"), confidential=True)
@dataclass(frozen=True, slots=True)
class Observed:
    """Somebody sat in on a facilitator and wrote down what they saw."""

    observation: UUID
    by: UUID | None
    facilitator: UUID


@recorded("classes.update-told", about="class_update", says=_("told facilitators something"))
@dataclass(frozen=True, slots=True)
class UpdateTold:
    """Facilitators were told something that they confirm as read."""

    class_update: UUID
    by: UUID | None


@recorded("classes.calendar-shared", about="feed", says=_("made an address for their calendar"))
@dataclass(frozen=True, slots=True)
class CalendarShared:
    """Somebody made an address by which programs read their sessions; one from before is over."""

    feed: UUID
    by: UUID | None


@recorded("classes.cohort-moved", about="cohort", says=_("changed a cohort"))
@dataclass(frozen=True, slots=True)
class CohortMoved:
    """A cohort was begun, changed, told something, judged, ended or cancelled; `deed` says which."""

    cohort: UUID
    by: UUID | None
    deed: str


@recorded(
    "classes.cohort-seat-moved", about="cohort", says=_("changed who is in a cohort"), confidential=True
)
@dataclass(frozen=True, slots=True)
class CohortSeatMoved:
    """Somebody joined a cohort or left it, as a member or a facilitator; `deed` says which."""

    cohort: UUID
    by: UUID | None
    person: UUID
    part: str
    deed: str
