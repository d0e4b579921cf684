"""A month as a calendar: its weeks from the first weekday of the reader's country, and what happens on each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format

WEEK = 7


@dataclass(frozen=True, slots=True)
class Event:
    """Something from one day to another. `tone` is good, attention, problem or empty."""

    title: str
    start: date
    end: date
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: whether it belongs to the month, and what is on it."""

    date: date
    inside: bool
    today: bool
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month with the ways to those beside it. `name` is its identifier in the page."""

    name: str
    first: date
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    previous_url: str
    next_url: str
    today_url: str

    @property
    def has_events(self) -> bool:
        """Whether anything is on any day of the month."""
        return any(day.events for week in self.weeks for day in week if day.inside)


def month_of(
    name: str,
    shown: date,
    today: date,
    events: Iterable[Event],
    *,
    parameter: str = "month",
    first_weekday: int | None = None,
) -> Month:
    """The month that holds a day. `first_weekday` is 0 for Sunday; without it the reader's language says."""
    begins = get_format("FIRST_DAY_OF_WEEK") if first_weekday is None else first_weekday
    first = shown.replace(day=1)
    known = sorted(events, key=lambda event: (event.start, event.title))
    start = first.toordinal() - (first.isoweekday() - begins) % WEEK
    last = (
        _shifted(first, 1).toordinal() - 1
        if (first.year, first.month) != (MAXYEAR, 12)
        else date.max.toordinal()
    )
    weeks = tuple(
        tuple(
            Day(day, day.month == first.month, day == today, _on(day, known))
            for day in map(date.fromordinal, _in_range(range(monday, monday + WEEK)))
        )
        for monday in range(start, last + 1, WEEK)
    )
    return Month(
        name=name,
        first=first,
        weekdays=tuple(str(WEEKDAYS_ABBR[(begins - 1 + at) % WEEK]) for at in range(WEEK)),
        weeks=weeks,
        previous_url=f"?{parameter}={_shifted(first, -1):%Y-%m}",
        next_url=f"?{parameter}={_shifted(first, 1):%Y-%m}",
        today_url=f"?{parameter}={today:%Y-%m}",
    )


def asked_month(text: str, today: date) -> date:
    """The first day of the month that an address names as `2026-05`; this month where it names none."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == len("2026-05") else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _on(day: date, events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(event for event in events if event.start <= day <= event.end)


def _shifted(first: date, months: int) -> date:
    """The first day of another month; the calendar ends with the years that Python knows."""
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    return first if not MINYEAR <= year <= MAXYEAR else date(year, month + 1, 1)


def _in_range(ordinals: Iterable[int]) -> Iterable[int]:
    return (at for at in ordinals if 1 <= at <= date.max.toordinal())
