"""Working time: what is due when, how long something took, and who works by which calendar.

The arithmetic is in `timetables`, with what it makes of clock changes. A calendar is had by its name, of an entity, or
of somebody; where the handbook has no calendars at all, the usual week counts: Monday to Friday, nine to five.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.definitions import calendars as definitions
from trellis.core.definitions.calendars import Calendar, Calendars, Week, all_zones, is_zone, zone
from trellis.core.timetables import MICROSECOND, Timetable, moment_at, ticks
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    from trellis.core.models import Account

NINE_TO_FIVE = ("09:00-17:00",)
USUAL = Week(
    monday=NINE_TO_FIVE,
    tuesday=NINE_TO_FIVE,
    wednesday=NINE_TO_FIVE,
    thursday=NINE_TO_FIVE,
    friday=NINE_TO_FIVE,
)
MOST_DAYS = 36_600
"""How far working days are counted."""

Pause = tuple[datetime, datetime]


class CalendarError(TrellisError):
    """What was asked of a calendar has no answer."""

    code = "calendar"


class NoCalendarError(CalendarError):
    """There is no calendar of this name."""

    code = "no-calendar"

    def __init__(self, name: str) -> None:
        there = ", ".join(sorted(all_calendars().by_name))
        super().__init__(
            _("The handbook has no calendar “%(name)s”.") % {"name": name},
            hint=_("There are: %(there)s.") % {"there": there}
            if there
            else _("Add a file to the folder calendars of the handbook."),
        )
        self.name = name


class TooFarError(CalendarError):
    """A moment is further away than calendars reach."""

    code = "calendar-too-far"

    def __init__(self) -> None:
        super().__init__(_("This is further away than working time is counted."))


@dataclass(frozen=True)
class WorkingCalendar:
    """A calendar to count by: `name` is empty for the usual week."""

    name: str
    title: str
    timetable: Timetable

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return self.timetable.zone


@dataclass(frozen=True, slots=True)
class Meeting:
    """A stretch in which people work, of one calendar or of several at once."""

    begin: datetime
    end: datetime


# -- counting


def add_working_time(
    start: datetime, amount: timedelta, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()
) -> datetime:
    """The first moment at which so much working time has passed since `start`, in UTC; the clock rests in pauses.

    Nothing to add gives `start`; a negative amount goes back, to the last moment from which so much passes until
    `start` (without pauses). Raises TooFarError, and ValueError for a moment without a zone.
    """
    at, left = ticks(start), amount // MICROSECOND
    table = calendar.timetable
    try:
        if left <= 0:
            return moment_at(table.reached_before(at, -left) if left else at)
        for begin, end in _merged(pauses):
            if end <= at:
                continue
            if begin > at:
                passed = table.worked_between(at, begin)
                if passed >= left:
                    break
                left -= passed
            at = end
        return moment_at(table.reached(at, left))
    except OverflowError:
        raise TooFarError from None


def working_time_between(
    start: datetime, end: datetime, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()
) -> timedelta:
    """How much working time lies between two moments, without that of pauses; negative where the end comes first.

    Raises TooFarError, and ValueError for a moment without a zone.
    """
    first, last = ticks(start), ticks(end)
    if last < first:
        return -working_time_between(end, start, calendar, pauses)
    table = calendar.timetable
    try:
        found = table.worked_between(first, last)
        for begin, until in _merged(pauses):
            begin, until = max(begin, first), min(until, last)
            if begin < until:
                found -= table.worked_between(begin, until)
    except OverflowError:
        raise TooFarError from None
    return found * MICROSECOND


def is_working(moment: datetime, calendar: WorkingCalendar) -> bool:
    """Whether people work at a moment."""
    return next_working_moment(moment, calendar) == moment


def next_working_moment(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """The moment itself where people work then, else the next at which they do, in UTC. Raises TooFarError."""
    try:
        return moment_at(calendar.timetable.next_at(ticks(moment)))
    except OverflowError:
        raise TooFarError from None


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Whether people work on a day at the place, be it for an hour."""
    return bool(calendar.timetable.hours_on(day))


def add_working_days(day: date, number: int, calendar: WorkingCalendar) -> date:
    """The working day that comes so many working days after a day, or before it where the number is negative.

    With 0 it is the day itself, or the next working day where it is none. Raises TooFarError.
    """
    step = timedelta(days=-1 if number < 0 else 1)
    left = abs(number)
    if not number:
        day, left = day - step, 1
    for _each in range(MOST_DAYS):
        try:
            day += step
        except OverflowError:
            break
        left -= is_working_day(day, calendar)
        if not left:
            return day
    raise TooFarError


def working_days_between(first: date, last: date, calendar: WorkingCalendar) -> int:
    """How many working days come after the first day up to and with the last; negative where the last is earlier."""
    if last < first:
        return -working_days_between(last, first, calendar)
    days = (last - first).days
    if days > MOST_DAYS:
        raise TooFarError
    return sum(is_working_day(first + timedelta(days=after), calendar) for after in range(1, days + 1))


def end_of_day(day: date, calendar: WorkingCalendar) -> datetime:
    """By when is done what is due on a day, in UTC: when work ends, or the day itself where nobody works."""
    hours = hours_of(day, calendar)
    return hours[-1].end if hours else moment_at(calendar.timetable.begin_of(day + timedelta(days=1)))


def hours_of(day: date, calendar: WorkingCalendar) -> list[Meeting]:
    """The stretches that are worked on a day of the place, in UTC. Raises TooFarError."""
    table = calendar.timetable
    try:
        begin, end = table.begin_of(day), table.begin_of(day + timedelta(days=1))
        return [
            Meeting(moment_at(first), moment_at(last)) for first, last in _joined(table.stretches(begin, end))
        ]
    except OverflowError:
        raise TooFarError from None


def overlap(
    calendars: Sequence[WorkingCalendar],
    begin: datetime,
    end: datetime,
    least: timedelta = timedelta(minutes=30),
) -> list[Meeting]:
    """When people of all calendars work at once between two moments, in UTC, for at least so long."""
    try:
        found = _joined(calendars[0].timetable.stretches(ticks(begin), ticks(end))) if calendars else []
        for each in calendars[1:]:
            others = _joined(each.timetable.stretches(ticks(begin), ticks(end)))
            found = _shared(found, others)
    except OverflowError:
        raise TooFarError from None
    shortest = least // MICROSECOND
    return [
        Meeting(moment_at(first), moment_at(last))
        for first, last in found
        if last - first >= max(1, shortest)
    ]


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, end in stretches:
        if found and found[-1][1] == begin:
            found[-1] = found[-1][0], end
        else:
            found.append((begin, end))
    return found


def _shared(these: list[tuple[int, int]], those: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found, first, second = [], 0, 0
    while first < len(these) and second < len(those):
        begin = max(these[first][0], those[second][0])
        end = min(these[first][1], those[second][1])
        if begin < end:
            found.append((begin, end))
        if these[first][1] <= those[second][1]:
            first += 1
        else:
            second += 1
    return found


def _merged(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    """Pauses in order and not overlapping; those that end before they begin are none."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted((ticks(begin), ticks(end)) for begin, end in pauses):
        if end <= begin:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


# -- which calendar


def working(name: str, calendar: Calendar) -> WorkingCalendar:
    """A calendar of the handbook, to count by."""
    return WorkingCalendar(name, calendar.title, Timetable(calendar))


def all_calendars() -> Calendars:
    """The calendars that the handbook defines now."""
    found: Calendars | None = defined.defined(definitions.NAME)
    return found or Calendars()


def choices() -> list[WorkingCalendar]:
    """All calendars of the handbook, by their titles."""
    return sorted(defined.derive(_working).values(), key=lambda calendar: calendar.title.casefold())


def calendar_named(name: str) -> WorkingCalendar:
    """A calendar by its name. Raises NoCalendarError."""
    found = defined.derive(_working).get(name)
    if found is None:
        raise NoCalendarError(name)
    return found


def default_calendar() -> WorkingCalendar:
    """The calendar of the handbook's first entity; the usual week where the handbook has no calendars."""
    name = all_calendars().default
    return calendar_named(name) if name else _usual(default_zone())


def calendar_of_entity(entity: str) -> WorkingCalendar:
    """The calendar of a legal entity; the default where it has none."""
    name = all_calendars().of_entity.get(entity)
    return calendar_named(name) if name else default_calendar()


def calendar_of(account: Account) -> WorkingCalendar:
    """The calendar that somebody works by; the default where they have none, or it is gone."""
    return defined.derive(_working).get(account.calendar) or default_calendar()


def zone_of(account: Account | None) -> ZoneInfo:
    """The time zone that somebody reads in: their own, else that of their calendar; the default for a guest."""
    if account is None:
        return default_calendar().zone
    return zone(account.time_zone) if is_zone(account.time_zone) else calendar_of(account).zone


def default_zone() -> str:
    """The first time zone of handbook.yml that there is."""
    zones = defined.edition().handbook.settings.time_zones
    return next((name for name in zones if is_zone(name)), "UTC")


def zones() -> list[str]:
    """All time zones that can be chosen, those of handbook.yml first."""
    first = [name for name in defined.edition().handbook.settings.time_zones if is_zone(name)]
    return [*dict.fromkeys(first), *sorted(all_zones() - set(first))]


def _working(edition: Any) -> dict[str, WorkingCalendar]:
    found: Calendars | None = edition.handbook.assembled.get(definitions.NAME)
    return {name: working(name, calendar) for name, calendar in (found or Calendars()).by_name.items()}


@lru_cache(maxsize=64)
def _usual(zone_name: str) -> WorkingCalendar:
    return working("", Calendar(title="", time_zone=zone_name, hours=USUAL))
