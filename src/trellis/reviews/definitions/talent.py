"""Two axes of three steps and their nine boxes; what ratings and weights come to. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

STEPS = (1, 2, 3)
BOXES: Mapping[tuple[int, int], int] = {
    (3, 1): 5, (3, 2): 2, (3, 3): 1,
    (2, 1): 7, (2, 2): 4, (2, 3): 3,
    (1, 1): 9, (1, 2): 8, (1, 3): 6,
}  # fmt: skip
"""The number of the box of a performance and a growth, each from 1 (lowest) to 3."""
ALWAYS_DISCUSSED = frozenset({1, 9})
_TENTH = Decimal("0.1")


def box_of(performance: int | None, growth: int | None) -> int | None:
    """The box; None where somebody is not placed on both axes."""
    if performance is None or growth is None:
        return None
    return BOXES.get((performance, growth))


def score_of(ratings: Mapping[str, Sequence[int]], weights: Mapping[str, int]) -> Decimal | None:
    """The weighted mean of the means of sections, to one decimal place.

    A section without a rating gives its weight to the others in proportion. None where nothing was rated.
    """
    rated = {name: weights.get(name, 0) for name, found in ratings.items() if found and weights.get(name, 0)}
    if not rated:
        return None
    total = sum(rated.values())
    mean = sum(
        (Decimal(sum(ratings[name])) / len(ratings[name]) * weight for name, weight in rated.items()),
        Decimal(0),
    )
    return (mean / total).quantize(_TENTH, ROUND_HALF_UP)


def step_for(score: Decimal | None, values: Iterable[int]) -> int | None:
    """Which step of the axis a score suggests: the scale in three equal parts. A suggestion, never a decision."""
    known = sorted(values)
    if score is None or len(known) < 2:
        return None
    part = Decimal(known[-1] - known[0]) / 3
    return 1 + min(2, max(0, int((score - known[0]) // part)))


def shares(counts: Mapping[int, int]) -> dict[int, int]:
    """Whole percentages of the three steps, by largest remainder, so that they come to a hundred; zeros of nobody."""
    total = sum(counts.get(step, 0) for step in STEPS)
    if not total:
        return dict.fromkeys(STEPS, 0)
    found = {step: counts.get(step, 0) * 100 // total for step in STEPS}
    left = sorted(STEPS, key=lambda step: (-(counts.get(step, 0) * 100 % total), step))
    for step in left[: 100 - sum(found.values())]:
        found[step] += 1
    return found
