"""What is so when: changes that count from a day become periods, each with all that is so in it.

A change says from which day which fields have which values. A field has, on any day, the value of the latest change
that sets it and counts by then; of two changes of one day, the one that was written down later. So the order in which
changes were made does not matter otherwise: one made up later for the past holds until the next change of the same
field, and what is planned stays planned. Pure arithmetic; days are whole, first and last included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """That fields have values from a day on. `order` tells apart what was said of one day: the greater one counts."""

    effective_on: date
    values: Mapping[str, Any]
    order: Any = 0


@dataclass(frozen=True, slots=True)
class Period:
    """Days in which all fields keep their values; without a last day where no end is known."""

    starts_on: date
    ends_on: date | None
    values: Mapping[str, Any]

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def periods(starts_on: date, ends_on: date | None, changes: Iterable[Change]) -> tuple[Period, ...]:
    """The periods between two days: without gaps, none empty, no two neighbours alike.

    A change for a day before the first counts from the first; one for a day after the last does not count, and does
    again when the last day moves. No periods where the last day lies before the first.
    """
    if ends_on is not None and ends_on < starts_on:
        return ()
    cut: list[tuple[date, dict[str, Any]]] = [(starts_on, {})]
    for day, values in _by_day(starts_on, ends_on, changes):
        now = {**cut[-1][1], **values}
        if day == cut[-1][0]:
            cut[-1] = (day, now)
        elif now != cut[-1][1]:
            cut.append((day, now))
    lasts = [*(day - ONE_DAY for day, _values in cut[1:]), ends_on]
    return tuple(Period(day, last, values) for (day, values), last in zip(cut, lasts, strict=True))


def value_on(day: date, field: str, changes: Iterable[Change]) -> Any:
    """What a field is on a day by the rule above, told by looking at every change; `None` where none sets it."""
    said = [each for each in changes if field in each.values and each.effective_on <= day]
    last = max(said, key=lambda each: (each.effective_on, each.order), default=None)
    return last.values[field] if last is not None else None


def overlap(
    first: tuple[date, date | None], second: tuple[date, date | None]
) -> tuple[date, date | None] | None:
    """The days that two stretches share; `None` where there are none."""
    starts_on = max(first[0], second[0])
    ends = [each for each in (first[1], second[1]) if each is not None]
    ends_on = min(ends) if ends else None
    return None if ends_on is not None and ends_on < starts_on else (starts_on, ends_on)


def at(found: Sequence[Period], day: date) -> Period | None:
    """The period in which a day lies."""
    return next((each for each in found if each.holds(day)), None)


def _by_day(
    starts_on: date, ends_on: date | None, changes: Iterable[Change]
) -> Iterator[tuple[date, dict[str, Any]]]:
    living = [each for each in changes if ends_on is None or each.effective_on <= ends_on]
    living.sort(key=lambda each: (each.effective_on, each.order))
    for day, several in groupby(living, key=lambda each: max(each.effective_on, starts_on)):
        values: dict[str, Any] = {}
        for each in several:
            values |= each.values
        yield day, values
