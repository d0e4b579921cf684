"""How good questions are, from how they were answered: classical item analysis, pure.

- *Facility*: the mean share of the points that people earned; 1 is a question that everybody gets right.
- *Discrimination index*: the facility among the best 27 % less that among the weakest 27 %. Source: T. L. Kelley, The
  selection of upper and lower groups for the validation of test items, Journal of Educational Psychology 30, 1939.
- *Corrected correlation*: of the share that a question earned with the share that all others earned; for questions that
  are right or wrong the corrected point-biserial. Source: S. Henrysson, Psychometrika 28, 1963; J. C. Nunnally,
  Psychometric Theory, 1978.
- *Alpha*: k/(k-1) · (1 - Σ variance of the questions / variance of the totals); for questions that are right or wrong
  it is KR-20. Sources: L. J. Cronbach, Psychometrika 16, 1951; G. F. Kuder and M. W. Richardson, Psychometrika 2, 1937.
- *Standard error of measurement*: standard deviation of the totals · √(1 - alpha). Source: R. L. Ebel, Essentials of
  Educational Measurement, 1979, which has the bands of the discrimination index as well.

Numbers are `None` where too few people answered for them to say anything.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trellis.assessments.definitions.questions import Choice, Question

FEWEST_FOR_FACILITY = 5
FEWEST = 20
"""Attempts below which discrimination and reliability are chance: a group of 27 % would have fewer than five."""
KELLEY = 0.27
TOO_EASY, TOO_HARD = 0.95, 0.2
LOW_DISCRIMINATION = 0.2
"""Ebel's band: below, a question is poor and to be revised or taken out."""
DEAD = 0.05
"""A wrong answer that fewer than this share of people choose distracts nobody."""


class Flag(StrEnum):
    """What to look at."""

    TOO_EASY = "too-easy"
    TOO_HARD = "too-hard"
    LOW_DISCRIMINATION = "low-discrimination"
    NEGATIVE_DISCRIMINATION = "negative-discrimination"
    DEAD_DISTRACTOR = "dead-distractor"


class Advice(StrEnum):
    """What to do with a question."""

    RETIRE = "retire"
    MEND = "mend"
    KEEP = "keep"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Given:
    """How one person did on one question: points earned of how many, and the keys that were chosen, if any."""

    points: Decimal
    out_of: Decimal
    chosen: tuple[str, ...] = ()


Sitting = Mapping[str, Given]
"""An attempt: what was given, by the revision of the question (its fingerprint, or its key)."""


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What is known of a question. Shares go from 0 to 1, discrimination and correlation from -1 to 1.

    `chosen` counts how many chose each answer, those nobody chose with 0. `dead` are the keys of wrong answers that
    distract nobody.
    """

    item: str
    attempts: int
    facility: float | None = None
    discrimination: float | None = None
    correlation: float | None = None
    deviation: float | None = None
    chosen: Mapping[str, int] = field(default_factory=dict)
    dead: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a quiz. `mean`, `deviation` and `standard_error` are shares of all points.

    `alpha` is of those attempts that were asked the same questions as most others (`alpha_attempts`).
    """

    attempts: int
    items: tuple[ItemStatistics, ...]
    mean: float | None = None
    deviation: float | None = None
    alpha: float | None = None
    alpha_attempts: int = 0
    standard_error: float | None = None

    @property
    def to_look_at(self) -> tuple[ItemStatistics, ...]:
        """The questions with a flag, the most doubtful first."""
        several = (each for each in self.items if each.flags)
        return tuple(
            sorted(
                several, key=lambda each: (each.discrimination is None, each.discrimination or 0, each.item)
            )
        )


def analysis(
    sittings: Sequence[Sitting],
    questions: Mapping[str, Question] | None = None,
    *,
    fewest: int = FEWEST,
    group: float = KELLEY,
) -> Analysis:
    """The analysis of some attempts. `questions` by the same keys tell which answers there are.

    Costs the number of answers times the logarithm of the attempts.
    """
    shares = [_share(each.values()) for each in sittings]
    keys = list(dict.fromkeys(key for each in sittings for key in each))
    known = questions or {}
    items = tuple(_item(key, sittings, shares, known.get(key), fewest, group) for key in keys)
    if len(sittings) < FEWEST_FOR_FACILITY:
        return Analysis(len(sittings), items)
    deviation = _deviation(shares)
    alpha, counted = _alpha_of_most(sittings, fewest)
    error = deviation * math.sqrt(max(1 - alpha, 0.0)) if alpha is not None else None
    return Analysis(len(sittings), items, _mean(shares), deviation, alpha, counted, error)


def cronbach_alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Alpha of a table, a row for each person and a column for each question; KR-20 where all is 0 or 1.

    `None` for fewer than two questions or people, and where all totals are the same.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    several = len(rows[0])
    total = _variance([math.fsum(row) for row in rows])
    if total <= 1e-12:
        return None
    parts = math.fsum(_variance([row[at] for row in rows]) for at in range(several))
    return several / (several - 1) * (1 - parts / total)


def discrimination_index(
    totals: Sequence[float], shares: Sequence[float], group: float = KELLEY
) -> float | None:
    """Facility among the best less that among the weakest. Those who tie at an edge count in part, so order does not.

    `group` is the share of people in each group, at most a half.
    """
    size = max(1, round(len(totals) * min(group, 0.5)))
    if len(totals) < 2:
        return None
    pairs = list(zip(totals, shares, strict=True))
    return _of_group(sorted(pairs, key=lambda each: -each[0]), size) - _of_group(sorted(pairs), size)


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's correlation; `None` where one of the two does not vary."""
    mean_one, mean_other = _mean(one), _mean(other)
    both = math.fsum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    spread = math.sqrt(_variance(one) * _variance(other)) * len(one)
    return max(-1.0, min(1.0, both / spread)) if spread > 1e-12 else None


def advice_on(known: ItemStatistics, *, fewest: int = FEWEST) -> Advice:
    """What to do with a question: retire what turns people round or tells nobody apart, mend what says little.

    Nothing is said where fewer than `fewest` were asked.
    """
    if known.attempts < fewest:
        return Advice.UNKNOWN
    if {Flag.NEGATIVE_DISCRIMINATION, Flag.TOO_EASY, Flag.TOO_HARD} & set(known.flags):
        return Advice.RETIRE
    return Advice.MEND if known.flags else Advice.KEEP


def _item(
    key: str,
    sittings: Sequence[Sitting],
    totals: Sequence[float],
    question: Question | None,
    fewest: int,
    group: float,
) -> ItemStatistics:
    took = [(each, total) for each, total in zip(sittings, totals, strict=True) if key in each]
    shares = [_share([each[key]]) for each, _total in took]
    chosen = _chosen([each[key] for each, _total in took], question)
    if len(took) < FEWEST_FOR_FACILITY:
        return ItemStatistics(key, len(took), chosen=chosen)
    facility, deviation = _mean(shares), _deviation(shares)
    index = related = None
    dead: tuple[str, ...] = ()
    if len(took) >= fewest:
        index = discrimination_index([total for _each, total in took], shares, group)
        rests = [[given for other, given in each.items() if other != key] for each, _total in took]
        if all(rests):
            related = correlation(shares, [_share(each) for each in rests])
        dead = _dead(chosen, len(took), question)
    return ItemStatistics(
        key,
        len(took),
        facility,
        index,
        related,
        deviation,
        chosen,
        dead,
        tuple(_flags(facility, index, dead)),
    )


def _flags(facility: float, index: float | None, dead: tuple[str, ...]) -> Iterable[Flag]:
    if facility > TOO_EASY:
        yield Flag.TOO_EASY
    if facility < TOO_HARD:
        yield Flag.TOO_HARD
    # What everybody gets right, or nobody, cannot tell people apart: that is said already.
    if index is not None and index < 0:
        yield Flag.NEGATIVE_DISCRIMINATION
    elif index is not None and index < LOW_DISCRIMINATION and TOO_HARD <= facility <= TOO_EASY:
        yield Flag.LOW_DISCRIMINATION
    if dead and facility <= TOO_EASY:
        yield Flag.DEAD_DISTRACTOR


def _chosen(given: Sequence[Given], question: Question | None) -> dict[str, int]:
    counts = Counter(key for each in given for key in dict.fromkeys(each.chosen))
    there = [each.key for each in question.options] if isinstance(question, Choice) else []
    return {key: counts[key] for key in dict.fromkeys([*there, *sorted(counts)])}


def _dead(chosen: Mapping[str, int], attempts: int, question: Question | None) -> tuple[str, ...]:
    if not isinstance(question, Choice) or question.type == "true-false":
        return ()
    wrong: Any = [each.key for each in question.options if not each.is_right]
    return tuple(key for key in wrong if chosen.get(key, 0) < DEAD * attempts)


def _alpha_of_most(sittings: Sequence[Sitting], fewest: int) -> tuple[float | None, int]:
    """Alpha needs a table without holes: of the attempts with the questions that most had."""
    sets = Counter(frozenset(each) for each in sittings)
    if not sets:
        return None, 0
    most, count = max(sets.items(), key=lambda each: (each[1], sorted(each[0])))
    if count < fewest:
        return None, count
    keys = sorted(most)
    rows = [[float(each[key].points) for key in keys] for each in sittings if frozenset(each) == most]
    return cronbach_alpha(rows), count


def _of_group(ranked: Sequence[tuple[float, float]], size: int) -> float:
    edge = ranked[size - 1][0]
    above = [share for total, share in ranked[:size] if total != edge]
    tied = [share for total, share in ranked if total == edge]
    return (math.fsum(above) + _mean(tied) * (size - len(above))) / size


def _share(several: Iterable[Given]) -> float:
    given = list(several)
    out_of = sum((each.out_of for each in given), Decimal(0))
    return float(sum((each.points for each in given), Decimal(0)) / out_of) if out_of else 0.0


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _variance(numbers: Sequence[float]) -> float:
    """Of all there are, not of a sample: in the ratio of alpha it makes no difference."""
    mean = _mean(numbers)
    return math.fsum((each - mean) ** 2 for each in numbers) / len(numbers)


def _deviation(numbers: Sequence[float]) -> float:
    return math.sqrt(_variance(numbers))
