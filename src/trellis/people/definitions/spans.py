"""Spans of time as people write them: `2 weeks`, `6 months`; added to days as calendars do."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from trellis.handbook.declared import Matching

_SPAN = re.compile(r"([1-9]\d{0,2}) (day|week|month|year)s?")
SPAN = Matching(_SPAN.pattern, "a time such as 14 days, 2 weeks, 6 months or 1 year")


def add(day: date, span: str, times: int = 1) -> date:
    """A day moved on by a span. A month without the day ends on its last: a year after 29 February is 28 February.

    Raises ValueError for what is no span.
    """
    count, unit = _parsed(span)
    count *= times
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, count * (12 if unit == "year" else 1))


def add_months(day: date, months: int) -> date:
    """A day moved on by whole months; one that the month does not have becomes its last."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of_month(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def least_days(span: str) -> int:
    """How many days a span has at least: what compares spans of different units."""
    count, unit = _parsed(span)
    return count * {"day": 1, "week": 7, "month": 28, "year": 365}[unit]


def whole_years(since: date, until: date) -> int:
    """How many whole years lie between two days; who began on 29 February has their day on 28 in other years."""
    years = until.year - since.year
    return max(0, years - (add_months(since, 12 * years) > until)) if until >= since else 0


def anniversary(since: date, year: int) -> date:
    """The day of a year on which something that began on a day has its anniversary."""
    return add_months(since, 12 * (year - since.year))


def _parsed(span: str) -> tuple[int, str]:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(span)
    return int(found[1]), found[2]
