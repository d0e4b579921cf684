"""What an attempt comes to: the one place where points become a score. Pure.

A question that does not count is left out of the sum and of what could be reached. Points of an appeal go before those
that everybody gets, these before those of graders, and these before the machine's. A score is never below nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

ZERO, HUNDRED = Decimal(0), Decimal(100)
_CENT = Decimal("0.01")
_FOURTH = Decimal("0.0001")


class Line(Protocol):
    """What is known of one answer."""

    @property
    def out_of(self) -> Decimal: ...
    @property
    def auto_points(self) -> Decimal | None: ...
    @property
    def hand_points(self) -> Decimal | None: ...
    @property
    def appeal_points(self) -> Decimal | None: ...
    @property
    def override(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Total:
    """Points, what could be reached, the score in per cent, and whether that is enough."""

    points: Decimal
    out_of: Decimal
    score: Decimal
    passed: bool


def points_of(line: Line) -> Decimal | None:
    """What an answer earns; `None` while nobody knows, or where the question does not count."""
    if line.override == "void":
        return None
    if line.appeal_points is not None:
        return line.appeal_points
    if line.override == "full":
        return line.out_of
    return line.hand_points if line.hand_points is not None else line.auto_points


def is_known(line: Line) -> bool:
    """Whether it is known what an answer earns, be it that it does not count."""
    return line.override == "void" or points_of(line) is not None


def total(lines: Iterable[Line], pass_percent: Decimal) -> Total | None:
    """What answers come to; `None` while one is not graded. Where no question counts, nobody has failed."""
    points, out_of = ZERO, ZERO
    for line in lines:
        if not is_known(line):
            return None
        earned = points_of(line)
        if earned is not None:
            points, out_of = points + earned, out_of + line.out_of
    if not out_of:
        return Total(ZERO, ZERO, HUNDRED, True)
    points = min(max(points, ZERO), out_of)
    share = points / out_of * HUNDRED
    score = share.quantize(_CENT, ROUND_HALF_UP)
    # Thirds of a point are kept with four places: what is a hair below the mark by that alone has reached it.
    return Total(points.quantize(_FOURTH), out_of, score, share + Decimal("0.005") >= pass_percent)


def agreed(first: Decimal, second: Decimal, step: Decimal) -> Decimal | None:
    """What two markers come to: their mean while they differ by a step at most, else `None`."""
    if abs(first - second) > step:
        return None
    return ((first + second) / 2).quantize(_CENT, ROUND_HALF_UP)
