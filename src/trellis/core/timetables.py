"""Working time: when a calendar works, and how much of it lies between two moments.

A moment is working time if the clock on the wall of the place shows a time within the hours of that day. So an hour
that is skipped in spring is worked by nobody, and one that comes twice in autumn is worked twice. Everything is counted
between instants, in microseconds, from a list of stretches that is made once for each year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from trellis.core.definitions.calendars import Calendar, Minutes, minutes_of, zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 10**6
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
STEP = 6 * 60 * MINUTE
"""Clock changes are looked for in such steps; no place changes twice within one."""
MOST_YEARS = 100
"""How far a search goes. A calendar has working hours every week, so that only a huge amount gets there."""
FIRST_YEAR, LAST_YEAR = 1900, 9000


def ticks(moment: datetime) -> int:
    """A moment in microseconds since 1970. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: only instants can be counted between.")
    return (moment - EPOCH) // MICROSECOND


def moment_at(at: int) -> datetime:
    """The moment at a number of microseconds since 1970, in UTC."""
    return EPOCH + timedelta(microseconds=at)


@dataclass(frozen=True, slots=True)
class Year:
    """The stretches that are worked in a year of UTC, in order and not touching; `worked` is what is done before each.

    `worked` has one more: what is done in the whole year.
    """

    begins: tuple[int, ...]
    ends: tuple[int, ...]
    worked: tuple[int, ...]

    def worked_until(self, at: int) -> int:
        """What is done of the year before a moment in it."""
        place = bisect_right(self.begins, at)
        if not place:
            return 0
        return self.worked[place - 1] + min(at, self.ends[place - 1]) - self.begins[place - 1]


class Timetable:
    """When a calendar works. Shared by threads; years are made when somebody first asks for them."""

    def __init__(self, calendar: Calendar) -> None:
        self.zone = zone(calendar.time_zone)
        self._week = tuple(_merged(calendar.hours.hours_on(weekday)) for weekday in range(7))
        if not any(self._week):
            raise ValueError("A calendar without working hours counts nothing.")
        self._days: dict[date, tuple[Minutes, ...]] = {}
        for holiday in calendar.holidays:
            self._days.setdefault(holiday.date, _merged(tuple(sorted(map(minutes_of, holiday.hours)))))
        self.names = {holiday.date: holiday.name for holiday in reversed(calendar.holidays)}
        self._years: dict[int, Year] = {}

    def hours_on(self, day: date) -> tuple[Minutes, ...]:
        """The hours of a day at the place, in minutes since its midnight."""
        found = self._days.get(day)
        return self._week[day.weekday()] if found is None else found

    def year(self, number: int) -> Year:
        """The stretches of a year. Raises OverflowError for one that is too far away."""
        found = self._years.get(number)
        if found is None:
            if not FIRST_YEAR <= number <= LAST_YEAR:
                raise OverflowError(number)
            found = self._years[number] = self._made(number)
        return found

    def worked_between(self, begin: int, end: int) -> int:
        """Microseconds of working time from one moment to another that is not before it."""
        first, last = moment_at(begin).year, moment_at(end).year
        done = self.year(last).worked_until(end) - self.year(first).worked_until(begin)
        return done + sum(self.year(number).worked[-1] for number in range(first, last))

    def reached(self, begin: int, amount: int) -> int:
        """The first moment at which so much is worked since another; `amount` is more than nothing.

        Raises OverflowError where that is too far away.
        """
        first = moment_at(begin).year
        wanted = amount + self.year(first).worked_until(begin)
        for number in range(first, first + MOST_YEARS):
            year = self.year(number)
            if wanted <= year.worked[-1]:
                place = bisect_left(year.worked, wanted) - 1
                return year.begins[place] + wanted - year.worked[place]
            wanted -= year.worked[-1]
        raise OverflowError(amount)

    def reached_before(self, end: int, amount: int) -> int:
        """The last moment from which so much is worked until another; `amount` is more than nothing.

        Raises OverflowError where that is too far away.
        """
        last = moment_at(end).year
        missing = amount - self.year(last).worked_until(end)
        for number in range(last - 1, last - 1 - MOST_YEARS, -1):
            if missing <= 0:
                return self._from(self.year(number + 1), -missing)
            missing -= self.year(number).worked[-1]
        raise OverflowError(amount)

    def _from(self, year: Year, done: int) -> int:
        """The last moment of a year before which so much of it is done: where work begins anew if it pauses there."""
        place = bisect_right(year.worked, done) - 1
        return year.begins[place] + done - year.worked[place]

    def next_at(self, at: int) -> int:
        """The moment itself if it is working time, else the next that is. Raises OverflowError."""
        first = moment_at(at).year
        for number in range(first, first + MOST_YEARS):
            year = self.year(number)
            place = bisect_right(year.ends, at)
            if place < len(year.begins):
                return max(at, year.begins[place])
        raise OverflowError(at)

    def stretches(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """What is worked between two moments, stretch by stretch; one that goes on over New Year comes in two."""
        for number in range(moment_at(begin).year, moment_at(end).year + 1):
            year = self.year(number)
            for place in range(bisect_right(year.ends, begin), len(year.begins)):
                if year.begins[place] >= end:
                    return
                yield max(begin, year.begins[place]), min(end, year.ends[place])

    def begin_of(self, day: date) -> int:
        """The first moment of a day at the place: midnight, or later where there is none."""
        midnight = ticks(datetime(day.year, day.month, day.day, tzinfo=UTC))
        for number in range(moment_at(midnight - 2 * DAY).year, moment_at(midnight + 2 * DAY).year + 1):
            for since, until, offset in _offsets(self.zone, *_bounds(number)):
                begin = max(since, midnight - offset)
                if begin < until:
                    return begin
        raise OverflowError(day)

    def _made(self, number: int) -> Year:
        begin, end = _bounds(number)
        begins: list[int] = []
        ends: list[int] = []
        for since, until, offset in _offsets(self.zone, begin, end):
            day = moment_at(since + offset).date()
            last = moment_at(until + offset).date()
            while day <= last:
                midnight = ticks(datetime(day.year, day.month, day.day, tzinfo=UTC)) - offset
                for first, final in self.hours_on(day):
                    start, stop = (
                        max(since, midnight + first * MINUTE),
                        min(until, midnight + final * MINUTE),
                    )
                    if start < stop and ends and ends[-1] == start:
                        ends[-1] = stop
                    elif start < stop:
                        begins.append(start)
                        ends.append(stop)
                day += timedelta(days=1)
        lengths = (end - begin for begin, end in zip(begins, ends, strict=True))
        return Year(tuple(begins), tuple(ends), tuple(accumulate(lengths, initial=0)))


def _bounds(number: int) -> tuple[int, int]:
    """A year of UTC."""
    return ticks(datetime(number, 1, 1, tzinfo=UTC)), ticks(datetime(number + 1, 1, 1, tzinfo=UTC))


def _merged(hours: tuple[Minutes, ...]) -> tuple[Minutes, ...]:
    """The same hours with what overlaps, which the compiler reports, counted once."""
    found: list[Minutes] = []
    for begin, end in hours:
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return tuple(found)


@lru_cache(maxsize=512)
def _offsets(place: ZoneInfo, begin: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """The stretches in which the clocks of a place keep one distance to UTC, with that distance."""
    found: list[tuple[int, int, int]] = []
    since, offset = begin, _offset(place, begin)
    for at in range(begin + STEP, end + 1, STEP):
        now = _offset(place, at)
        if now != offset:
            change = _change(place, at - STEP, at)
            found.append((since, change, offset))
            since, offset = change, now
    return (*found, (since, end, offset))


def _offset(place: ZoneInfo, at: int) -> int:
    offset = moment_at(at).astimezone(place).utcoffset()
    return (offset or timedelta()) // MICROSECOND


def _change(place: ZoneInfo, before: int, after: int) -> int:
    """The moment between two at which the clocks change: it is at a whole second."""
    offset = _offset(place, before)
    while after - before > SECOND:
        middle = (before + after) // (2 * SECOND) * SECOND
        if _offset(place, middle) == offset:
            before = middle
        else:
            after = middle
    return after
