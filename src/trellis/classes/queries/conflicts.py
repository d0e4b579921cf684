"""Who and what is taken at some hours: facilitators, rooms; and how much somebody runs and travels in a quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trellis.classes.definitions import spans as hours
from trellis.classes.definitions.spans import Span, clashes, days_of, quarter_of
from trellis.classes.models import Facilitator, Meeting, Registration, Room, RoomSlot, Session
from trellis.core import calendars
from trellis.core.rules import Account, Person
from trellis.core.zones import organisation_zone
from trellis.work.queries.items import absences_of

GOES_ON = (Session.State.DRAFT, Session.State.OPEN, Session.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why somebody or a room is not free: `kind` is session, place, away, hours or room.

    Of rooms nobody books over it; facilitators can be asked anyway.
    """

    kind: str
    whose: str
    person: UUID | None
    begin: datetime
    end: datetime
    title: str = ""

    @property
    def says(self) -> str:
        """The sentence that people read."""
        said = {
            "session": _("%(name)s runs “%(title)s” then."), "place": _("%(name)s takes part in “%(title)s” then."),
            "away": _("%(name)s is away then."), "hours": _("It is outside the working hours of %(name)s."),
            "room": _("%(name)s is taken by “%(title)s” then."),
        }[self.kind]  # fmt: skip
        return said % {"name": self.whose, "title": self.title}


def of_people(people: Sequence[Person], spans: Sequence[Span], *, but: UUID | None = None) -> list[Conflict]:
    """What stands against some people running meetings at some hours, by real hours. Three queries and one each."""
    if not people or not spans:
        return []
    found: list[Conflict] = []
    names = {each.pk: each.name for each in people}
    for kind, rows in (("session", _running(names, spans, but)), ("place", _taking_part(names, spans, but))):
        for key, meeting, title in rows:
            for _ours, theirs in clashes(spans, [meeting]):
                found.append(Conflict(kind, names[key], key, theirs.begin, theirs.end, title))
    for each in people:
        account = getattr(each, "account", None)
        if account is not None:
            found += _of_days(each, account, spans)
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda each: (each.begin, each.whose, each.kind))


def of_room(room: Room, spans: Sequence[Span], *, but: UUID | None = None) -> list[Conflict]:
    """The sessions that have a room at some hours. One query."""
    if not spans:
        return []
    taken = Q(pk__in=())
    for each in spans:
        taken |= Q(starts_at__lt=each.end, ends_at__gt=each.begin)
    rows = Meeting.objects.filter(taken, is_cancelled=False, session__room=room).exclude(session=but)
    rows = rows.filter(pk__in=RoomSlot.objects.filter(room=room).values("meeting"))
    return [
        Conflict("room", room.name, None, each.starts_at, each.ends_at, each.session.title_outside)
        for each in rows.select_related("session").order_by("starts_at")
    ]


def load_of(people: Collection[UUID], day: date) -> dict[UUID, timedelta]:
    """For how long some people run sessions in the quarter of a day. One query."""
    found: dict[UUID, timedelta] = defaultdict(timedelta)
    for key, begin, end in _of_quarter(people, day).values_list(
        "person", "session__meetings__starts_at", "session__meetings__ends_at"
    ):
        found[key] += end - begin
    return dict(found)


def travel_of(people: Collection[UUID], day: date, *, but: UUID | None = None) -> dict[UUID, int]:
    """How many days of the quarter of a day some people are away for sessions: of meetings, and of travel. One query.

    A session without days of travel is where they are, and counts for nothing.
    """
    rows = _of_quarter(people, day).filter(session__travel_days__gt=0).exclude(session=but)
    days: dict[UUID, set[date]] = defaultdict(set)
    beside: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for key, session, travel, begin, end, zone in rows.values_list(
        "person", "session", "session__travel_days", "session__meetings__starts_at", "session__meetings__ends_at",
        "session__zone",
    ):  # fmt: skip
        days[key] |= days_of([Span(begin, end)], ZoneInfo(zone))
        beside[key][session] = travel
    return {key: len(days[key]) + sum(beside[key].values()) for key in beside}


def working_days(day: date) -> int:
    """How many working days the quarter of a day has, by the calendar of the organisation."""
    first, after = quarter_of(day)
    return calendars.working_days_between(first, after, calendars.default_calendar())


def _of_quarter(people: Collection[UUID], day: date) -> QuerySet[Facilitator]:
    """What some people run in the quarter of a day, a row for each meeting."""
    zone = organisation_zone() or calendars.default_calendar().zone
    first, after = (datetime(each.year, each.month, each.day, tzinfo=zone) for each in quarter_of(day))
    return Facilitator.objects.filter(
        person__in=people, state=Facilitator.State.SET, session__meetings__is_cancelled=False,
        session__meetings__starts_at__gte=first, session__meetings__starts_at__lt=after,
    ).exclude(session__state=Session.State.CANCELLED)  # fmt: skip


def _running(people: Iterable[UUID], spans: Sequence[Span], but: UUID | None) -> list[tuple[UUID, Span, str]]:
    rows = Facilitator.objects.filter(
        person__in=list(people), session__state__in=GOES_ON, session__meetings__is_cancelled=False
    ).exclude(state=Facilitator.State.DECLINED)
    return _rows(rows.exclude(session=but), spans)


def _taking_part(
    people: Iterable[UUID], spans: Sequence[Span], but: UUID | None
) -> list[tuple[UUID, Span, str]]:
    rows = Registration.objects.filter(
        person__in=list(people), state=Registration.State.REGISTERED, session__state__in=GOES_ON,
        session__meetings__is_cancelled=False,
    )  # fmt: skip
    return _rows(rows.exclude(session=but), spans)


def _rows(rows: object, spans: Sequence[Span]) -> list[tuple[UUID, Span, str]]:
    first, last = min(each.begin for each in spans), max(each.end for each in spans)
    found = rows.filter(  # type: ignore[attr-defined]
        session__meetings__starts_at__lt=last, session__meetings__ends_at__gt=first
    ).values_list(
        "person",
        "session__meetings__starts_at",
        "session__meetings__ends_at",
        "session__title",
        "session__kind",
    )
    return [
        (key, Span(begin, end), Session(title=title, kind=kind).title_outside)
        for key, begin, end, title, kind in found
    ]


def _of_days(person: Person, account: Account, spans: Sequence[Span]) -> list[Conflict]:
    """Absences, and hours at which somebody does not work."""
    first = min(each.begin for each in spans)
    away = [Span(each.starts_at, each.ends_at) for each in absences_of(account, first)]
    found = [
        Conflict("away", person.name, person.pk, ours.begin, ours.end)
        for ours, _theirs in clashes(spans, away)
    ]
    calendar = calendars.calendar_of(account)
    for each in spans:
        worked = calendars.working_time_between(each.begin, each.end, calendar)
        # A break at noon within a long meeting is none of our business; its two ends are.
        begins = calendars.is_working(each.begin, calendar)
        ends = calendars.is_working(each.end - hours.SLOT, calendar)
        if not (begins and ends and worked > timedelta()):
            found.append(Conflict("hours", person.name, person.pk, each.begin, each.end))
    return found
