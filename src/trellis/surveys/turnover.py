"""Turnover over twelve months, from who was employed when. Pure arithmetic.

The rate of some leavers is their number in the twelve months that end with a month, divided by the average headcount
of these months, times a hundred. The average headcount is the mean of how many were employed on the last day of each
of the twelve months. A leaver counts in the month of the last day of the employment.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.people.queries.staying import Leaver, Stretch

MONTHS = 12
LEAST = 5
"""Departments of fewer people on average, and reasons of fewer leavers, are shown together."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """Twelve months: how many were here on average, how many left, and how many of these of which kind."""

    until: date
    headcount: float
    leavers: int
    voluntary: int
    growth_related: int

    def rate(self, leavers: int) -> float | None:
        """Per cent of the average headcount; `None` where nobody was here."""
        return 100 * leavers / self.headcount if self.headcount else None


def ends_of_months(until: date, count: int) -> tuple[date, ...]:
    """The last days of so many months, the last of them that of the month before `until` or of one that is over."""
    last = until.year * 12 + until.month - 1
    if until.day < calendar.monthrange(until.year, until.month)[1]:
        last -= 1
    return tuple(_end(each) for each in range(last - count + 1, last + 1))


def first_day(end: date) -> date:
    """The first of the twelve months that end with the month of a day."""
    return _day_after(_end(_number(end) - MONTHS))


def rolling(
    stretches: Sequence[Stretch], leavers: Sequence[Leaver], until: date, department: str | None = None
) -> Turnover:
    """The twelve months that end with the month of `until`, its last day; of a department, where one is given."""
    ends = ends_of_months(until, MONTHS)
    here = [each for each in stretches if department is None or each.department == department]
    headcount = sum(_count(here, day) for day in ends) / MONTHS
    first = first_day(ends[-1])
    left = [
        each
        for each in leavers
        if first <= each.ends_on <= ends[-1] and (department is None or each.department == department)
    ]
    return Turnover(
        ends[-1], headcount, len(left), sum(each.voluntary for each in left),
        sum(each.voluntary and each.growth_related for each in left),
    )  # fmt: skip


def by_reason(leavers: Sequence[Leaver], until: date) -> tuple[tuple[str, int], ...]:
    """How many left in the twelve months for which reason, most first; reasons of fewer than five stand under ""."""
    ends = ends_of_months(until, MONTHS)
    first = first_day(ends[-1])
    counted = Counter(each.reason for each in leavers if first <= each.ends_on <= ends[-1])
    shown = {reason: n for reason, n in counted.items() if n >= LEAST and reason}
    rest = sum(counted.values()) - sum(shown.values())
    rows = sorted(shown.items(), key=lambda row: (-row[1], row[0]))
    return (*rows, *([("", rest)] if rest else []))


def by_department(
    stretches: Sequence[Stretch], leavers: Sequence[Leaver], until: date, order: Callable[[str], str]
) -> tuple[tuple[str, Turnover], ...]:
    """The twelve months of each department with five people or more on average; the others together under ""."""
    names = sorted({each.department for each in stretches} | {each.department for each in leavers}, key=order)
    found = {name: rolling(stretches, leavers, until, name) for name in names}
    large = {name: each for name, each in found.items() if each.headcount >= LEAST}
    small = [each for name, each in found.items() if name not in large]
    if not small:
        return tuple(large.items())
    rest = Turnover(
        small[0].until, sum(each.headcount for each in small), sum(each.leavers for each in small),
        sum(each.voluntary for each in small), sum(each.growth_related for each in small),
    )  # fmt: skip
    return (*large.items(), ("", rest))


def _count(stretches: Sequence[Stretch], day: date) -> int:
    return sum(each.starts_on <= day and (each.ends_on is None or day <= each.ends_on) for each in stretches)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _end(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
