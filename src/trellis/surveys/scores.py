"""Scores from counts: means, how many agree, eNPS. Pure arithmetic on what may be shown of a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trellis.surveys.definitions.surveys import Question

Chosen = Mapping[str, int]
"""How often each value was chosen; the empty one by those who left the question out."""
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True, slots=True)
class Score:
    """What a group says to a question, or to all of a driver. Shares are of those who answered, from 0 to 1."""

    mean: float
    answers: int
    favourable: float
    neutral: float
    unfavourable: float

    @property
    def enps(self) -> int:
        """Promoters less detractors, in points from -100 to 100."""
        return round(100 * (self.favourable - self.unfavourable))


def score_of(question: Question, chosen: Chosen) -> Score | None:
    """The score of a question on a scale or of eNPS; `None` where nobody answered it, and for other types.

    On a scale, favourable is above its middle and unfavourable below. For eNPS, promoters are 9 and 10, detractors 0
    to 6 (Reichheld, The One Number You Need to Grow, 2003).
    """
    return _joined([(question, chosen)])


def driver_score(questions: Iterable[Question], counts: Mapping[str, Chosen], driver: str) -> Score | None:
    """The score of a driver: the mean of all answers to its questions.

    `None` where one of its questions may not be shown for the group: the rest would be another measure.
    """
    of_driver = [each for each in questions if each.driver == driver]
    if not of_driver or any(each.id not in counts for each in of_driver):
        return None
    return _joined([(each, counts[each.id]) for each in of_driver])


def distribution(question: Question, chosen: Chosen) -> tuple[tuple[str, int], ...]:
    """How often each answer was given, in the order of the answers; those of a choice by their words."""
    names = question.options if question.type == "choice" else question.values
    return tuple((name, chosen.get(value, 0)) for name, value in zip(names, question.values, strict=True))


def _joined(several: Iterable[tuple[Question, Chosen]]) -> Score | None:
    total = answers = high = low = 0
    for question, chosen in several:
        if question.type not in ("scale", "enps"):
            return None
        for value, count in chosen.items():
            if not value:
                continue
            number = int(value)
            total, answers = total + number * count, answers + count
            high += count * _is_high(question, number)
            low += count * _is_low(question, number)
    if not answers:
        return None
    return Score(total / answers, answers, high / answers, 1 - (high + low) / answers, low / answers)


def _is_high(question: Question, number: int) -> bool:
    return number >= PROMOTER if question.type == "enps" else 2 * number > question.points + 1


def _is_low(question: Question, number: int) -> bool:
    return number <= DETRACTOR if question.type == "enps" else 2 * number < question.points + 1
