"""What this room does when something happens."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from trellis.classes import teaching
from trellis.classes.events import AttendanceTakenBack, Attended
from trellis.classes.queries import rosters
from trellis.classes.services import orienting
from trellis.learning.events import Enrolled
from trellis.people.queries.directory import person_known


def attended(event: Attended) -> None:
    """Have the part of the course count. After the transaction, again until it works; twice changes nothing."""
    _follow(event.session, event.person, event.course, event.part)


def taken_back(event: AttendanceTakenBack) -> None:
    """Have the part of the course count no more, unless another session of it was attended. Likewise."""
    _follow(event.session, event.person, event.course, event.part)


def enrolled(event: Enrolled) -> None:
    """Have whom the handbook enrolled come to the next sessions of the course. Likewise."""
    person = teaching.asked_by_rule(event.enrollment)
    if person is not None:
        orienting.bring(person, event.course, timezone.now())


def _follow(session: UUID, who: UUID, course: str, part: str) -> None:
    """Have learning say what the rosters say now, in whatever order events come."""
    person = person_known(who)
    if not course or not part or person is None:
        return
    attended = rosters.attended_by(who, course, part)
    if session not in attended:
        teaching.take_back(person=person, course=course, part=part, session=session)
    for each in attended[:1] if session not in attended else [session]:
        teaching.credit(person=person, course=course, part=part, session=each)
