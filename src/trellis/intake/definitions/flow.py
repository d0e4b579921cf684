"""How long requests take, counted from what happened to them. No Django; days are counted by whoever calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from trellis.intake.definitions.stages import ASKED, PUBLISHED, is_back

DaysBetween = Callable[[date, date], int]
"""How many working days come after the first day up to and with the last."""


@dataclass(frozen=True, slots=True)
class Step:
    """That a request came into a stage on a day."""

    stage: str
    day: date


@dataclass(frozen=True, slots=True)
class Journey:
    """What a request took: working days in each stage, how often it went back, and from asking to published.

    `lead` is None for what is not published.
    """

    days: dict[str, int]
    rework: int
    lead: int | None


def journey(steps: Sequence[Step], until: date, between: DaysBetween) -> Journey:
    """What a request took, from its steps in their order; the stage that it is in counts until a day.

    A stage that it was in twice counts twice. The stage at the end (published, declined) has no time.
    """
    days: dict[str, int] = {}
    for at, step in enumerate(steps):
        is_last = at + 1 == len(steps)
        end = until if is_last else steps[at + 1].day
        days[step.stage] = days.get(step.stage, 0) + max(between(step.day, end), 0)
    published = next((step.day for step in steps if step.stage == PUBLISHED), None)
    asked = next((step.day for step in steps if step.stage == ASKED), None)
    lead = max(between(asked, published), 0) if asked is not None and published is not None else None
    back = sum(is_back(one.stage, other.stage) for one, other in pairwise(steps))
    return Journey(days, back, lead)


def middle(values: Iterable[int]) -> float | None:
    """The median; None of nothing."""
    found = list(values)
    return float(median(found)) if found else None
