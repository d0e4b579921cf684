"""Classes for programs: sessions, registrations, attendance."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.classes import rules
from trellis.classes.definitions.spans import Span
from trellis.classes.models import Attendance, Registration, Session
from trellis.classes.queries import rosters
from trellis.classes.queries import sessions as queries
from trellis.classes.services import attending, placing, scheduling
from trellis.classes.services.attending import Said
from trellis.classes.services.errors import NotThereError
from trellis.classes.services.scheduling import Plan
from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.people.queries import directory

room = Room("Classes")
READ, WRITE = "classes:read", "classes:write"


class ClassMeeting(Schema):
    """One stretch of hours of a session."""

    starts_at: datetime
    ends_at: datetime


class ClassSession(Schema):
    """A scheduled session. Moments are in UTC; `zone` is that of the place."""

    id: UUID
    kind: str
    title: str
    course: str
    part: str
    revision: str
    state: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    modality: str
    room: UUID | None
    language: str
    capacity: int | None
    taken: int = Field(description="Places that somebody has or is offered.")
    waiting: int
    facilitators: list[UUID]


class ClassSessionDetail(ClassSession):
    """A session with its meetings."""

    meetings: list[ClassMeeting]
    words: str


class ClassSessionPlanned(Schema):
    """A session to schedule. It is open for registration at once unless it is a draft."""

    title: str = Field("", max_length=200)
    kind: Literal["class", "workshop", "webinar", "conversation", "ama", "coaching"] = "class"
    course: str = Field("", max_length=200)
    part: str = Field("", max_length=200)
    zone: str = Field(max_length=64)
    meetings: list[ClassMeeting] = Field(min_length=1, max_length=60)
    modality: Literal["on-site", "virtual", "hybrid"] = "on-site"
    room: UUID | None = None
    link: str = Field("", max_length=1000)
    capacity: int | None = Field(None, ge=1, le=100_000)
    language: str = Field("", max_length=20)
    facilitators: list[UUID] = Field(min_length=1, max_length=20)
    draft: bool = False


class ClassRegistration(Schema):
    """What became of somebody's wish to take part, and whether they were there."""

    id: UUID
    session: UUID
    person: UUID
    state: str
    queued_at: datetime
    held_until: datetime | None
    outcome: str
    minutes: int | None


class ClassRegistered(Schema):
    """Whom to register; without a person, whoever calls."""

    person: UUID | None = None


class ClassWithdrawn(Schema):
    """Why a place is given back."""

    reason: str = Field("", max_length=500)


class ClassAttendanceLine(Schema):
    """For how many minutes somebody was at a meeting, which is named by its number, from one."""

    registration: UUID
    minutes: int = Field(ge=0, le=1440)
    meeting: int = Field(1, ge=1, le=60)


class ClassAttendanceSaid(Schema):
    """Attendance of some people."""

    lines: list[ClassAttendanceLine] = Field(min_length=1, max_length=1000)
    reason: str = Field("", max_length=300)


class ClassRegistrations(Schema):
    """Registrations."""

    items: list[ClassRegistration]


class _Wanted(Schema):
    """What the list is narrowed by."""

    course: str = ""
    state: str = ""


@room.read("/classes/sessions", ClassSession, scope=READ, listed=True)
def list_class_sessions(
    request: HttpRequest, paging: Query[Paging], wanted: Query[_Wanted]
) -> dict[str, Any]:
    """The sessions that whoever calls sees, by their beginning."""
    found = queries.found_by(_member(request))
    for name in ("course", "state"):
        value = getattr(wanted, name)
        found = found.filter(**{name: value}) if value else found
    part = part_of_query(request, paging, found, "starts_at", "pk")
    return {**part, "items": [ClassSession(**_summary(each)) for each in part["items"]]}


@room.read("/classes/sessions/{session}", ClassSessionDetail, scope=READ)
def get_class_session(request: HttpRequest, session: UUID) -> ClassSessionDetail:
    """A session with its meetings."""
    return _detail(_member(request), session)


@room.write("POST", "/classes/sessions", ClassSessionDetail, scope=WRITE, status=201)
def schedule_class_session(request: HttpRequest, body: ClassSessionPlanned) -> ClassSessionDetail:
    """Schedule a session. Who is not free can be asked anyway in the application, and not here."""
    who = _member(request)
    if not rules.can_host(who):
        raise NotAllowedError(_("You may not schedule sessions."))
    place = queries.room_for(body.room) if body.room is not None else None
    if body.room is not None and place is None:
        raise not_found(_("There is no such room."))
    facts = {
        name: getattr(body, name)
        for name in ("title", "kind", "zone", "modality", "link", "capacity", "language")
    }
    zone = ZoneInfo("UTC")
    plan = Plan(
        facts=facts,
        spans=[Span(_moment(each.starts_at, zone), _moment(each.ends_at, zone)) for each in body.meetings],
        course=body.course, part=body.part, room=place, leads=[_person(each) for each in body.facilitators],
    )  # fmt: skip
    made = scheduling.schedule(key=uuid7(), plan=plan, is_open=not body.draft, by=who)
    return _detail(who, made.pk)


@room.read("/classes/registrations", ClassRegistration, scope=READ, listed=True)
def list_class_registrations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The registrations of whoever calls, and of the sessions that they run; for who keeps classes, all."""
    found = rosters.registrations_seen(_member(request))
    part = part_of_query(request, paging, found, "queued_at", "pk")
    return {**part, "items": [_registration(each) for each in part["items"]]}


@room.write("POST", "/classes/sessions/{session}/registrations", ClassRegistration, scope=WRITE, status=201)
def register_for_class_session(
    request: HttpRequest, session: UUID, body: ClassRegistered
) -> ClassRegistration:
    """Register whoever calls, or somebody of their line: a place, or the wait-list."""
    who = _member(request)
    person = _person(body.person) if body.person is not None else None
    _session(who, session)
    return _registration(placing.register(session=session, person=person, by=who))


@room.write("POST", "/classes/registrations/{registration}/withdrawal", ClassRegistration, scope=WRITE)
def withdraw_from_class_session(
    request: HttpRequest, registration: UUID, body: ClassWithdrawn
) -> ClassRegistration:
    """Give a place back; whoever waits moves up."""
    who = _member(request)
    if rosters.registration_for(who, registration) is None:
        raise not_found(_("There is no such registration."))
    return _registration(placing.withdraw(registration=registration, reason=body.reason, by=who))


@room.write("POST", "/classes/sessions/{session}/attendance", ClassRegistrations, scope=WRITE)
def record_class_attendance(
    request: HttpRequest, session: UUID, body: ClassAttendanceSaid
) -> ClassRegistrations:
    """Write down who was there for how long; gives the registrations that changed by it."""
    who = _member(request)
    found = _session(who, session)
    if not rules.can_run(who, found):
        raise not_found(_("There is no such session."))
    meetings = list(found.meetings.all())
    minutes: dict[UUID, dict[UUID, int]] = {}
    for line in body.lines:
        if line.meeting > len(meetings):
            raise not_found(_("There is no such meeting."))
        minutes.setdefault(line.registration, {})[meetings[line.meeting - 1].pk] = line.minutes
    said = [Said(key, each, reason=body.reason) for key, each in minutes.items()]
    try:
        changed = attending.record(session=session, said=said, way=Attendance.Way.PROGRAM, by=who)
    except NotThereError:
        raise not_found(_("There is no such registration.")) from None
    return ClassRegistrations(items=[_registration(each) for each in changed])


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_enter, _("Classes are for those who work here."))


def _session(who: Account, key: UUID) -> Session:
    found = queries.session_for(who, key)
    if found is None:
        raise not_found(_("There is no such session."))
    return found


def _person(key: UUID) -> Person:
    found = directory.person_for(key)
    if found is None:
        raise not_found(_("They do not work here."))
    return found


def _moment(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(zone)


def _summary(each: Session) -> dict[str, Any]:
    return {
        "id": each.pk, "kind": each.kind, "title": each.title, "course": each.course, "part": each.part,
        "revision": each.revision, "state": each.state, "zone": each.zone, "starts_at": each.starts_at,
        "ends_at": each.ends_at, "modality": each.modality, "room": each.room_id, "language": each.language,
        "capacity": each.capacity, "taken": each.taken, "waiting": each.waiting,  # type: ignore[attr-defined]
        "facilitators": [one.person_id for one in each.facilitators.all() if one.state == "set"],
    }  # fmt: skip


def _detail(who: Account, key: UUID) -> ClassSessionDetail:
    found = _session(who, key)
    counts = queries.counts_of(found)
    found.taken, found.waiting = counts.taken, counts.waiting  # type: ignore[attr-defined]
    return ClassSessionDetail(
        **_summary(found), words=found.words,
        meetings=[ClassMeeting(starts_at=each.starts_at, ends_at=each.ends_at) for each in found.meetings.all()],
    )  # fmt: skip


def _registration(each: Registration) -> ClassRegistration:
    return ClassRegistration(
        id=each.pk, session=each.session_id, person=each.person_id, state=each.state, queued_at=each.queued_at,
        held_until=each.held_until, outcome=each.outcome, minutes=each.minutes,
    )  # fmt: skip
