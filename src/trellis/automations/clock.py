"""When the clock of an automation strikes: pure arithmetic on moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from trellis.automations.definitions.automations import Weekday, When
from trellis.core import zones

WEEKDAYS = get_args(Weekday)


def zone_of(when: When) -> ZoneInfo:
    """The zone in which an automation counts: its own, that of the organisation, or UTC."""
    return ZoneInfo(when.zone) if when.zone else zones.organisation_zone() or ZoneInfo("UTC")


def words_of(when: When, zone: ZoneInfo) -> str:
    """The times at which a clock strikes, as they are kept beside the next one: others are computed anew."""
    return f"{when.every or when.day} {when.on} {when.at:%H:%M} {when.days} {zone.key}"


def next_after(when: When, moment: datetime, zone: ZoneInfo) -> datetime:
    """The first stroke after a moment. In an hour that a clock leaves out it strikes an hour later."""
    day = moment.astimezone(zone).date()
    for ahead in range(9):
        found = stroke_on(day + timedelta(days=ahead), when.at, zone)
        if found > moment and _is_day(when, day + timedelta(days=ahead)):
            return found
    raise AssertionError("every weekday comes within nine days")


def strokes(when: When, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """All strokes after one moment, until another."""
    moment = next_after(when, start, zone)
    while moment <= end:
        yield moment
        moment = next_after(when, moment, zone)


def stroke_on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a time on a day, in UTC."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of a day and that of the day after."""
    return stroke_on(day, time(), zone), stroke_on(day + timedelta(days=1), time(), zone)


def day_meant(when: When, today: date) -> date:
    """The day of records for which an automation begins today."""
    ahead = timedelta(days=when.days or 0)
    return today + ahead if when.before else today - ahead


def _is_day(when: When, day: date) -> bool:
    return when.every != "week" or WEEKDAYS[day.weekday()] == when.on


def day_of_week(name: str) -> date:
    """Some day of this name: for writing it in the language of a reader."""
    return date(2026, 1, 5) + timedelta(days=WEEKDAYS.index(name))
