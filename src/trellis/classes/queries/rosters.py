"""Who takes part in a session and was there, for those who run it; the report of a meeting against the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from trellis.classes import rules
from trellis.classes.definitions.reports import Presence, matched
from trellis.classes.models import Attendance, AttendanceChange, Joined, Meeting, Registration, Session
from trellis.classes.models.places import OPEN
from trellis.core.rules import Account, Person
from trellis.people.days import today
from trellis.people.queries import chart

State = Registration.State
MOST_OF_LINE = 200
"""So many names are offered; others are written out."""
_ORDER = {"registered": 0, "offered": 1, "asked": 2, "waiting": 3}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody of the roster: minutes by meeting, in the order of the meetings (`None`: not known)."""

    registration: Registration
    title: str
    minutes: tuple[int | None, ...]
    joined_at: datetime | None
    may_decide: bool = False


def roster(session: Session, meetings: Sequence[Meeting]) -> list[Row]:
    """Everybody who wanted to come: those who have a place first, by name; who waits, in order. Four queries."""
    rows = list(session.registrations.select_related("person__account", "by"))
    minutes: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for registration, meeting, number in Attendance.objects.filter(registration__session=session).values_list(
        "registration", "meeting", "minutes"
    ):
        minutes[registration][meeting] = number
    joined = dict(Joined.objects.filter(session=session).order_by().values_list("person").annotate(Min("at")))
    nodes = chart.tree_on(today()).nodes

    def place(each: Registration) -> tuple[int, object, str]:
        order = _ORDER.get(each.state, 9)
        return order, each.queued_at if order in (2, 3) else each.person.name.casefold(), str(each.pk)

    return [
        Row(
            each, nodes[each.person_id].title if each.person_id in nodes else "",
            tuple(minutes[each.pk].get(meeting.pk) for meeting in meetings), joined.get(each.person_id),
        )
        for each in sorted(rows, key=place)
    ]  # fmt: skip


def registration_for(who: Account, key: UUID) -> Registration | None:
    """A registration that somebody has to do with: their own, of their line, or of a session that they run."""
    row = Registration.objects.select_related("session", "person__account").filter(pk=key).first()
    if row is None:
        return None
    if row.person_id == rules.myself(who) or rules.can_run(who, row.session):
        return row
    return row if rules.can_register_in(who, row.session, row.person) else None


def registrations_seen(who: Account) -> QuerySet[Registration]:
    """One's own registrations and those of sessions that one runs; who keeps classes: all of sessions that they see."""
    me = rules.myself(who)
    rows = Registration.objects.select_related("session", "person")
    if rules.can_keep(who):
        return rows.filter(session__in=rules.seen_by(who).values("pk"))
    if me is None:
        return rows.none()
    runs = Q(session__facilitators__person=me, session__facilitators__state="set")
    return rows.filter(Q(pk__in=Registration.objects.filter(Q(person=me) | runs).values("pk")))


@dataclass(frozen=True, slots=True)
class Line:
    """The people below somebody: who of them takes part or wants to, and the names of those who do not."""

    coming: tuple[Registration, ...]
    others: tuple[str, ...]


def line_in(who: Account, session: Session) -> Line:
    """How the line of somebody stands to a session; nothing for who leads nobody. Two queries at most."""
    below = Person.objects.filter(rules.line_of(who), kind=Person.Kind.TEAM)
    there = session.registrations.filter(person__in=below, state__in=OPEN).select_related("person")
    coming = tuple(there.order_by("person__name", "pk")[:MOST_OF_LINE])
    others = below.exclude(pk__in=session.registrations.filter(state__in=OPEN).values("person"))
    names = others.order_by("name", "pk").values_list("name", flat=True)[:MOST_OF_LINE]
    return Line(coming, tuple(names))


def attended_by(person: UUID, course: str, part: str) -> list[UUID]:
    """The sessions of a class that somebody attended, by the rosters as they are now. One query."""
    rows = Registration.objects.filter(
        person=person, session__course=course, session__part=part, is_credited=True
    )
    return list(rows.order_by("session__starts_at", "pk").values_list("session", flat=True))


def changes_of(session: Session) -> list[AttendanceChange]:
    """What was corrected of the attendance of a session, the newest first."""
    rows = AttendanceChange.objects.filter(registration__session=session, before__isnull=False)
    return list(rows.select_related("registration__person", "by").order_by("-at")[:100])


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody of a report, and whose registration that is; `None` where nobody is found."""

    presence: Presence
    registration: Registration | None
    counts: bool


def matches(session: Session, people: Sequence[Presence], planned: int) -> list[Match]:
    """Who of a report is who of the roster, and whether their minutes are the share of this meeting. One query."""
    rows = {
        str(each.pk): each
        for each in session.registrations.filter(state=State.REGISTERED).select_related("person__account")
    }
    known = [
        (key, each.person.name, mail)
        for key, each in rows.items()
        for mail in dict.fromkeys(
            (each.person.email, getattr(getattr(each.person, "account", None), "email", ""))
        )
    ]
    found = matched(people, [(key, name, mail) for key, name, mail in known])
    return [
        Match(each, rows.get(found.get(at, "")), each.minutes * 100 >= planned * session.share)
        for at, each in enumerate(people)
    ]
