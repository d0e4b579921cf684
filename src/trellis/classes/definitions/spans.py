"""Hours: stretches of real time, whether they overlap, and series of them by the clock of a place.

Conflicts are looked for between hours, never between days: whoever teaches on Mondays for a semester is free on
Tuesdays. Stretches hold their first moment and not their last, so that one may begin when another ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

MOST = 60
"""Meetings of one session."""
LONGEST = timedelta(hours=16)
"""Of one meeting."""
MOST_TRAVEL = 30
"""Days of travel beside those of a session."""
SLOT = timedelta(minutes=5)
"""Rooms are booked by these: meetings begin and end at multiples of them."""


class Span(NamedTuple):
    """From a moment to before another, both in UTC."""

    begin: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.end - self.begin) / timedelta(minutes=1))


def overlap(one: Span, other: Span) -> bool:
    """Whether two stretches have a moment in common."""
    return one.begin < other.end and other.begin < one.end


def clashes(these: Iterable[Span], those: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Each pair of stretches, one of these and one of those, that overlap; by their beginnings."""
    found = [(one, other) for one in these for other in those if overlap(one, other)]
    return sorted(found)


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When a clock at a place shows a time, in UTC.

    A time that the clocks leave out is taken by what they show then (half past two is half past three); of one that
    comes twice, the first counts.
    """
    return datetime.combine(day, clock, zone).replace(fold=0).astimezone(UTC)


def meeting(day: date, begin: time, end: time, zone: ZoneInfo) -> Span:
    """A meeting by the clock of a place; an end that is not after the beginning is on the next day."""
    last = day if end > begin else day + timedelta(days=1)
    return Span(moment(day, begin, zone), moment(last, end, zone))


def series(first: date, begin: time, end: time, zone: ZoneInfo, *, until: date, every: int = 7) -> list[Span]:
    """A meeting every so many days at the same time by the clock of the place, up to a day and with it.

    At most `MOST`. So the hour that everybody has in their heads stays, whatever summer time does to it in UTC.
    """
    days = max(1, every)
    found = []
    for at in range(MOST):
        day = first + timedelta(days=at * days)
        if at and day > until:
            break
        found.append(meeting(day, begin, end, zone))
    return found


def trouble(spans: Sequence[Span]) -> str:
    """What is wrong with the meetings of a session, as a word: empty, many, long, turned, uneven, twice; or nothing."""
    if not spans:
        return "empty"
    if len(spans) > MOST:
        return "many"
    if any(each.end <= each.begin for each in spans):
        return "turned"
    if any(each.end - each.begin > LONGEST for each in spans):
        return "long"
    if any(int(at.timestamp()) % SLOT.seconds for each in spans for at in each):
        return "uneven"
    ordered = sorted(spans)
    if any(overlap(one, other) for one, other in pairwise(ordered)):
        return "twice"
    return ""


def slots(span: Span) -> range:
    """The numbers of the five minutes that a meeting takes of a room."""
    size = SLOT.seconds
    return range(int(span.begin.timestamp()) // size, -(-int(span.end.timestamp()) // size))


def days_of(spans: Iterable[Span], zone: ZoneInfo) -> set[date]:
    """The days that stretches touch, by the clock of a place."""
    found = set()
    for each in spans:
        first, last = each.begin.astimezone(zone).date(), (each.end - SLOT).astimezone(zone).date()
        found |= {first + timedelta(days=at) for at in range((last - first).days + 1)}
    return found


def quarter_of(day: date) -> tuple[date, date]:
    """The quarter of the year that holds a day: its first day, and that of the next."""
    month = (day.month - 1) // 3 * 3 + 1
    first = date(day.year, month, 1)
    return first, date(day.year + month // 10, (month + 2) % 12 + 1, 1)
