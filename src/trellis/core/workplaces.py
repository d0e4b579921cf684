"""Who works when, for a page: calendars side by side on one day, and when people of all of them work at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trellis.core import calendars
from trellis.core.calendars import Meeting, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment to another, as a clock in a place shows them."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Workplace:
    """A calendar on a day: its hours and the present moment in its own time.

    `holiday` is why other hours are worked than usual; `again` is when work goes on, `None` while it does.
    """

    name: str
    title: str
    zone: str
    now: datetime
    again: datetime | None
    hours: tuple[Stretch, ...]
    holiday: str


@dataclass(frozen=True, slots=True)
class Common:
    """When all work: in the reader's time, and in the time of each place by its title."""

    reader: Stretch
    places: tuple[tuple[str, Stretch], ...]


def workplaces(several: Sequence[WorkingCalendar], day: date, now: datetime) -> list[Workplace]:
    """Calendars as they stand on a day; one that works nowhere near it is shown without `again`."""
    return [_workplace(each, day, now) for each in several]


def common(several: Sequence[WorkingCalendar], day: date, zone: ZoneInfo) -> list[Common]:
    """When people of all calendars work at once, on a day of the reader, for half an hour or more."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return [
        Common(_in(zone, each), tuple((place.title, _in(place.zone, each)) for place in several))
        for each in calendars.overlap(several, begin, end)
    ]


def _workplace(calendar: WorkingCalendar, day: date, now: datetime) -> Workplace:
    again = calendars.next_working_moment(now, calendar)
    return Workplace(
        name=calendar.name,
        title=calendar.title,
        zone=calendar.zone.key,
        now=now.astimezone(calendar.zone),
        again=None if again == now else again.astimezone(calendar.zone),
        hours=tuple(_in(calendar.zone, each) for each in calendars.hours_of(day, calendar)),
        holiday=calendar.timetable.names.get(day, ""),
    )


def _in(zone: ZoneInfo, stretch: Meeting) -> Stretch:
    return Stretch(stretch.begin.astimezone(zone), stretch.end.astimezone(zone))
