"""Sessions as lists and their page show them, narrowed to what whoever asks may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from trellis.classes import rules
from trellis.classes.definitions.spans import Span
from trellis.classes.models import (
    Facilitator,
    Invitation,
    Meeting,
    Question,
    Registration,
    Room,
    Session,
    Vote,
)
from trellis.classes.models.places import OPEN, SEATED
from trellis.core.rules import Account

State = Session.State
AHEAD = (State.OPEN, State.RUNNING)
MOST = 50


def found_by(who: Account) -> QuerySet[Session]:
    """The sessions that somebody sees, each with its room, who runs it, and how many places are taken."""
    return counted(rules.seen_by(who))


def counted(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with `taken` and `waiting`, their rooms and who runs them: two queries more for any number."""
    return rows.annotate(
        taken=Count("registrations", filter=Q(registrations__state__in=SEATED), distinct=True),
        waiting=Count("registrations", filter=Q(registrations__state=Registration.State.WAITING), distinct=True),
    ).select_related("room").prefetch_related(_running())  # fmt: skip


def session_for(who: Account, key: UUID) -> Session | None:
    """A session with its meetings and who runs it; `None` for one that there is not, or not for them."""
    meetings = Prefetch("meetings", queryset=Meeting.objects.filter(is_cancelled=False).order_by("starts_at"))
    rows = Session.objects.select_related("room", "scheduled_by", "cohort").prefetch_related(
        _running(), meetings
    )
    found = rows.filter(pk=key).first()
    return found if found is not None and rules.can_see(who, found) else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many have a place, are offered one, wait for one, or for an answer of their manager."""

    registered: int
    offered: int
    waiting: int
    asked: int

    @property
    def taken(self) -> int:
        """Places that nobody else can have now."""
        return self.registered + self.offered


def counts_of(session: Session) -> Counts:
    """How full a session is. One query."""
    rows = dict(session.registrations.order_by().values_list("state").annotate(Count("pk")))
    return Counts(*(rows.get(state, 0) for state in ("registered", "offered", "waiting", "asked")))


def place_of(who: Account, session: Session) -> Registration | None:
    """What became of somebody's own registration."""
    me = rules.myself(who)
    return session.registrations.filter(person=me).first() if me is not None else None


def before_in_line(row: Registration) -> int:
    """How many wait before somebody who waits."""
    waiting = Registration.objects.filter(session=row.session_id, state=Registration.State.WAITING)
    earlier = Q(queued_at__lt=row.queued_at) | Q(queued_at=row.queued_at, pk__lt=row.pk)
    return waiting.filter(earlier).count()


def is_registration_open(session: Session, now: datetime) -> bool:
    """Whether people can register by themselves."""
    return (
        session.is_ahead
        and (session.opens_at is None or session.opens_at <= now)
        and (session.closes_at or session.starts_at) > now
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """A session that somebody runs or takes part in, and how they stand to it."""

    session: Session
    place: Registration | None
    runs: Facilitator | None


def runs_any_of(who: Account, course: str) -> bool:
    """Whether somebody runs, or ran, a session of a course. One query."""
    me = rules.myself(who)
    rows = Facilitator.objects.filter(person=me, session__course=course).exclude(
        state=Facilitator.State.DECLINED
    )
    return me is not None and rows.exists()


def mine(who: Account) -> list[Mine]:
    """What somebody has on: sessions ahead that they run, take part in or wait for. One query.

    Of the registrations and of those who run it only the state is known.
    """
    me = rules.myself(who)
    if me is None:
        return []
    here = {"session": OuterRef("pk"), "person": me}
    held = Registration.objects.filter(**here, state__in=OPEN)
    runs = Facilitator.objects.filter(**here).exclude(state=Facilitator.State.DECLINED)
    rows = Session.objects.filter(state__in=(*AHEAD, State.DRAFT)).annotate(
        place_state=Subquery(held.values("state")[:1]), place_outcome=Subquery(held.values("outcome")[:1]),
        runs_state=Subquery(runs.values("state")[:1]),
    )  # fmt: skip
    rows = rows.filter(Q(place_state__isnull=False) & ~Q(state=State.DRAFT) | Q(runs_state__isnull=False))
    return [_mine_of(each, me) for each in rows.select_related("room").order_by("starts_at", "pk")[:MOST]]


def _mine_of(row: Any, me: UUID) -> Mine:
    place = runs = None
    if row.place_state is not None:
        place = Registration(session=row, person_id=me, state=row.place_state, outcome=row.place_outcome)
    if row.runs_state is not None:
        runs = Facilitator(session=row, person_id=me, state=row.runs_state)
    return Mine(row, place, runs)


def to_enter(who: Account) -> QuerySet[Session]:
    """Sessions of somebody that took place and whose attendance is not settled."""
    me = rules.myself(who)
    runs = Facilitator.objects.filter(person=me, state=Facilitator.State.SET).values("session")
    return Session.objects.filter(pk__in=runs, state=State.HELD, settled_at=None).order_by("-starts_at")


def others_of(who: Account, session: Session, most: int = 3) -> list[Session]:
    """Other sessions of the same class that are ahead and to which somebody may go: what a make-up offer is."""
    if not session.course:
        return []
    now = timezone.now()
    rows = found_by(who).filter(
        course=session.course, part=session.part, state=State.OPEN, starts_at__gt=now
    ).exclude(pk=session.pk)  # fmt: skip
    me = rules.myself(who)
    rows = rows.exclude(pk__in=Registration.objects.filter(person=me, state__in=OPEN).values("session"))
    return list(rows.order_by("starts_at", "pk")[:most])


@dataclass(frozen=True, slots=True)
class Next:
    """A session that is ahead, and how somebody stands to it: `place` is one that they have or wait for."""

    session: Session
    place: Registration | None
    runs: bool
    may_register: bool

    @property
    def is_full(self) -> bool:
        """Whether who registers now stands in line."""
        taken, waits = self.session.taken, self.session.waiting  # type: ignore[attr-defined]
        return self.session.capacity is not None and (taken >= self.session.capacity or waits > 0)


def next_of(who: Account, course: str, part: str = "", most: int = 5) -> list[Next]:
    """The next sessions of a course, or of one class of it, that somebody sees. Three queries."""
    now, me = timezone.now(), rules.myself(who)
    rows = found_by(who).filter(course=course, state__in=AHEAD, ends_at__gt=now)
    rows = rows.filter(part=part) if part else rows
    found = list(rows.order_by("starts_at", "pk")[:most])
    held = Registration.objects.filter(person=me, session__in=[each.pk for each in found], state__in=OPEN)
    places = {each.session_id: each for each in held} if found and me is not None else {}

    def of(session: Session) -> Next:
        place, runs = places.get(session.pk), rules.is_facilitator(who, session)
        may = place is None and not runs and me is not None and is_registration_open(session, now)
        return Next(session, place, runs, may and rules.is_for(who, session))

    return [of(each) for each in found]


def questions_of(session: Session, who: Account) -> list[Question]:
    """What people ask, what most want to hear first; each with `n` votes, and `mine` whether one is one's own."""
    own = Vote.objects.filter(question=OuterRef("pk"), person=rules.myself(who))
    rows = session.questions.annotate(n=Count("votes"), mine=Exists(own)).select_related("person")
    return list(rows.order_by("-n", "at", "pk")[:200])


def rooms(*, closed: bool = False) -> QuerySet[Room]:
    """The rooms, by name; with those that are not used any more, where `closed`."""
    rows = Room.objects.all() if closed else Room.objects.filter(is_open=True)
    return rows.order_by("name", "pk")


def room_for(key: UUID) -> Room | None:
    """A room for sessions, also one that is closed."""
    return Room.objects.filter(pk=key).first()


@dataclass(frozen=True, slots=True)
class Taken:
    """A meeting in a room; `session` is `None` where who asks does not see it, and `title` says little then."""

    title: str
    session: UUID | None
    starts_at: datetime
    ends_at: datetime


def taken_of(who: Account, room: Room, first: datetime, last: datetime) -> Sequence[Taken]:
    """The meetings in a room from one moment to another. Two queries."""
    rows = Meeting.objects.filter(
        session__room=room, is_cancelled=False, starts_at__lt=last, ends_at__gt=first
    )
    rows = rows.exclude(session__state=State.CANCELLED)
    found = list(rows.select_related("session").order_by("starts_at")[:MOST])
    keys = {each.session_id for each in found}
    seen = set(rules.seen_by(who).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        Taken(each.session.title, each.session_id, each.starts_at, each.ends_at) if each.session_id in seen
        else Taken(each.session.title_outside, None, each.starts_at, each.ends_at)
        for each in found
    ]  # fmt: skip


def facilitating(who: Account, *, past: timedelta = timedelta(days=120)) -> list[Meeting]:
    """The meetings that somebody runs, from some time ago on. Two queries."""
    me = rules.myself(who)
    runs = Facilitator.objects.filter(person=me).exclude(state=Facilitator.State.DECLINED).values("session")
    rows = Meeting.objects.filter(session__in=runs, is_cancelled=False, ends_at__gt=timezone.now() - past)
    rows = rows.exclude(session__state=State.CANCELLED)
    return list(rows.select_related("session__room").order_by("starts_at")[:300])


def spans_of(session: Session) -> list[Span]:
    """The hours of a session."""
    rows = session.meetings.filter(is_cancelled=False).order_by("starts_at")
    return [Span(each.starts_at, each.ends_at) for each in rows]


def feed_of(person: UUID, now: datetime) -> list[tuple[Meeting, int]]:
    """The meetings that somebody's calendar shows, each with the number of its last change. Two queries."""
    runs = Facilitator.objects.filter(person=person, state=Facilitator.State.SET).values("session")
    has = Registration.objects.filter(person=person, state=Registration.State.REGISTERED).values("session")
    rows = Meeting.objects.filter(
        Q(session__in=runs) | Q(session__in=has), ends_at__gt=now - timedelta(days=90)
    ).exclude(session__state=State.DRAFT)  # fmt: skip
    meetings = list(rows.select_related("session__room").order_by("starts_at", "pk")[:500])
    return _numbered(meetings, person)


def meetings_for(session: Session, person: UUID | None) -> list[tuple[Meeting, int]]:
    """The meetings of a session, each with the number of its last change that somebody was told. Two queries."""
    rows = Meeting.objects.filter(session=session).select_related("session__room").order_by("starts_at", "pk")
    return _numbered(list(rows), person)


def _numbered(meetings: list[Meeting], person: UUID | None) -> list[tuple[Meeting, int]]:
    known = Invitation.objects.filter(person=person, meeting__in=[each.pk for each in meetings])
    numbers = dict(known.values_list("meeting", "sequence"))
    return [(each, numbers.get(each.pk, 0)) for each in meetings]


def _running() -> Prefetch[str, QuerySet[Facilitator], str]:
    rows = Facilitator.objects.select_related("person").order_by("-is_lead", "person__name", "pk")
    return Prefetch("facilitators", queryset=rows)
