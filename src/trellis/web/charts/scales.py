"""The arithmetic of axes: round ticks for numbers and days, and where between two ends a value stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial

_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_SMALLEST_SPAN = 1e-9
"""A span below this part of its values cannot be told apart by floating point, and counts as none."""


def nice_ticks(low: float, high: float, count: int = 5, *, whole: bool = False) -> tuple[float, ...]:
    """Round numbers, evenly spaced, from at or below `low` to at or above `high`: about `count` of them.

    With `whole` no tick is a fraction, for things that are counted.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"An axis ends at finite numbers, not {low} and {high}.")
    low, high = min(low, high), max(low, high)
    if high - low <= _SMALLEST_SPAN * max(abs(low), abs(high), _SMALLEST_SPAN):
        low, high = _widened(low)
    step = _round_step((high - low) / max(count - 1, 1), whole)
    first, last = math.floor(low / step + _SMALLEST_SPAN), math.ceil(high / step - _SMALLEST_SPAN)
    last = max(last, first + 1)
    digits = max(0, 2 - math.floor(math.log10(step)))
    return tuple(round(at * step, digits) for at in range(first, last + 1))


def value_ticks(values: Iterable[float], *, whole: bool = False) -> tuple[float, ...]:
    """Ticks for amounts, which are compared by their length: zero is always among them."""
    seen = [0.0, *values]
    return nice_ticks(min(seen), max(seen), whole=whole)


def share(value: float, low: float, high: float) -> float:
    """Where a value stands between two ends, from 0 to 1; the middle where the ends are one."""
    return 0.5 if high == low else min(max((value - low) / (high - low), 0.0), 1.0)


def date_ticks(first: date, last: date, most: int = 6) -> tuple[date, ...]:
    """Days to label between two days, at most `most`: days, Mondays, or first days of months, quarters or years."""
    first, last = min(first, last), max(first, last)
    days = (last - first).days
    for every in (1, 2, 7, 14):
        if days // every + 1 <= most:
            return _stepping(first if every < 7 else _monday(first), last, partial(_days, count=every))
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next(
        (n for n in (1, 3, 6, 12, 24, 60, 120, 300, 600) if months // n + 1 <= most),
        1200 * (1 + months // 1200),
    )
    start = _month_from(first, every)
    return _stepping(start, last, partial(_months, count=every)) or (first,)


def _widened(value: float) -> tuple[float, float]:
    if abs(value) < _SMALLEST_SPAN:
        return 0.0, 1.0
    return (0.0, value) if value > 0 else (value, 0.0)


def _round_step(wanted: float, whole: bool) -> float:
    if whole and wanted <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    steps = (1.0, 2.0, 5.0, 10.0) if whole and power < 10 else _ROUND_STEPS
    return next((step * power for step in steps if step * power >= wanted * (1 - _SMALLEST_SPAN)), 10 * power)


def _stepping(start: date, last: date, following: Callable[[date], date]) -> tuple[date, ...]:
    found: list[date] = []
    day = start
    while day <= last:
        found.append(day)
        after = following(day)
        if after <= day:
            break
        day = after
    return tuple(found)


def _days(day: date, count: int) -> date:
    return day + timedelta(days=count) if (date.max - day).days > count else day


def _months(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    return day.replace(year=day.year + years, month=month + 1) if day.year + years <= date.max.year else day


def _monday(day: date) -> date:
    return _days(day, -day.weekday() % 7)


def _month_from(day: date, every: int) -> date:
    """The first day of the first month at or after `day` that the step falls on."""
    month = day.year * 12 + day.month - 1 + (day.day > 1)
    year, month = divmod(-(-month // every) * every, 12)
    return date(year, month + 1, 1) if year <= date.max.year else date.max
