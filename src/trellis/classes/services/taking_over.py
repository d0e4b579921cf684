"""Taking over sessions that were held before, or are planned already, such as in another system.

Rosters and attendance are written down as they were; nobody is told or invited, and no course is credited: what was
attended is taken over there as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.classes import rules, teaching
from trellis.classes.definitions.permissions import KEEP
from trellis.classes.definitions.spans import Span
from trellis.classes.models import Attendance, Facilitator, Feedback, Meeting, Registration, Session
from trellis.classes.services.errors import ClassError
from trellis.core import defined
from trellis.core.rules import Account, NotAllowedError

ASKED_BEFORE = timedelta(days=21)
"""So long before a session those who came had registered."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody said of a session that they were in, each from 1 to 5, and in words."""

    content: int
    facilitation: int
    value: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who had a place, for how many minutes they were there (`None`: not held yet), and what they said."""

    person: UUID
    minutes: int | None = None
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A session of a part of a course. `waiting` are people on the wait-list of one that is still to come."""

    key: UUID
    course: str
    part: str
    span: Span
    zone: str
    facilitator: UUID
    seats: Sequence[Seat]
    waiting: Sequence[UUID] = ()
    capacity: int | None = None
    address: str = ""
    words: str = ""
    is_over: bool = True


def take_over(*, held: Held, by: Account) -> Session:
    """Write a session down. Again changes nothing. Raises NotAllowedError, ClassError for what is no class."""
    if not rules.can_keep(by):
        raise NotAllowedError(
            _("Only who keeps classes writes sessions of the past down."), permission=KEEP.name
        )
    taught = teaching.part_of(held.course, held.part)
    if taught is None:
        raise ClassError(_("The handbook has no such class."), field="part")
    with transaction.atomic():
        before = Session.objects.filter(pk=held.key).first()
        if before is not None:
            return before
        made = _session(held, taught.title)
        meeting = Meeting.objects.create(session=made, starts_at=held.span.begin, ends_at=held.span.end)
        Facilitator.objects.create(session=made, person_id=held.facilitator)
        seated = [_registration(made, each, at) for at, each in enumerate(held.seats, 1)]
        waiting = [
            Registration(session=made, person_id=each, by_id=each, state=Registration.State.WAITING,
                         queued_at=_asked_at(made, 100 + at))
            for at, each in enumerate(held.waiting)
        ]  # fmt: skip
        Registration.objects.bulk_create((*seated, *waiting))
        Attendance.objects.bulk_create(
            Attendance(registration=row, meeting=meeting, minutes=row.minutes, way=Attendance.Way.LIST,
                       recorded_at=made.ends_at, by_id=held.facilitator)
            for row in seated if row.minutes is not None
        )  # fmt: skip
        Feedback.objects.bulk_create(
            _feedback(made, each.person, each.judged) for each in held.seats if each.judged is not None
        )
    return made


def _session(held: Held, title: str) -> Session:
    made = Session(
        pk=held.key, course=held.course, part=held.part, revision=defined.revision()[:64], title=title[:200],
        words=held.words, state=Session.State.HELD if held.is_over else Session.State.OPEN, zone=held.zone,
        starts_at=held.span.begin, ends_at=held.span.end, address=held.address, capacity=held.capacity,
        scheduled_by_id=held.facilitator, scheduled_at=held.span.begin - 2 * ASKED_BEFORE,
    )  # fmt: skip
    if held.is_over:
        made.began_at, made.finished_at, made.settled_at = made.starts_at, made.ends_at, made.ends_at
    made.save(force_insert=True)
    return made


def _registration(session: Session, each: Seat, at: int) -> Registration:
    row = Registration(
        session=session, person_id=each.person, by_id=each.person, state=Registration.State.REGISTERED, seat=at,
        queued_at=_asked_at(session, at), changed_at=_asked_at(session, at),
    )  # fmt: skip
    if each.minutes is not None:
        planned = (session.ends_at - session.starts_at) / timedelta(minutes=1)
        was_there = 100 * each.minutes >= session.share * planned
        row.minutes = each.minutes
        row.outcome = (
            Registration.Outcome.ATTENDED if was_there
            else Registration.Outcome.PARTIAL if each.minutes else Registration.Outcome.MISSED
        )  # fmt: skip
        row.is_credited, row.changed_at = was_there, session.ends_at
    return row


def _asked_at(session: Session, at: int) -> datetime:
    return session.starts_at - ASKED_BEFORE + timedelta(minutes=at)


def _feedback(session: Session, person: UUID, said: Judged) -> Feedback:
    row = Feedback(
        session=session, person_id=person, content=said.content, facilitation=said.facilitation, value=said.value,
        given_at=session.ends_at + timedelta(hours=2),
    )  # fmt: skip
    row.words = said.words
    return row
