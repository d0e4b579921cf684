"""How made-up people answer questions: right by a share that depends on them and on the question, else plausibly wrong.

What a wrong answer is depends on the question: most who are wrong choose the same misconception, as people do.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any

from trellis.assessments.definitions.questions import (
    ByHand,
    Categorize,
    Choice,
    Cloze,
    Gap,
    Hotspot,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
)
from trellis.assessments.definitions.scoring import best_answer, credits_of
from trellis.assessments.papers import Asked

EASIER = {"easy": 0.08, "medium": 0.0, "hard": -0.14}
SPREAD = 0.16
"""By how much questions of the same declared difficulty differ."""
FAVORITE = 0.6
"""How many of those who are wrong choose the same wrong answer."""
ESSAY = (
    "At the end everybody can say what a camera would have seen. Ten minutes of mine, thirty minutes in threes on one "
    "case that all have in writing, fifteen minutes for what was hard, five to write down one thing to do this week."
)
OFF = (Decimal("0.5"), Decimal(2), Decimal(10), Decimal("1.2"))
"""By what a number is wrong: a half that was forgotten, a power of ten, a slip."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who takes a quiz: how much they know, 0 to 1, and chance of their own."""

    knows: float
    chance: Random

    def __call__(self, asked: Asked) -> Any:
        """What they answer to a question."""
        question = asked.question
        if isinstance(question, ByHand):
            return ESSAY if question.type == "essay" else None
        if self.chance.random() < self.knows + ease(question):
            return best_answer(question)
        return wrong(question, self.chance)


def ease(question: Question) -> float:
    """How much easier than usual a question is: by what its author says, and by what authors do not know."""
    return EASIER.get(question.difficulty, 0.0) + SPREAD * (_share(question.key) - 0.5)


def wrong(question: Question, chance: Random) -> Any:
    """An answer that is not right, or not all right, as somebody who has misunderstood would give it."""
    match question:
        case MultipleChoice():
            return _partly(question, chance)
        case Choice():
            return _favorite([each.key for each in question.options if not each.is_right], chance)
        case Matching():
            return _swapped({each.key: each.choice for each in question.pairs}, chance)
        case Categorize():
            return _swapped({each.key: each.category for each in question.items}, chance)
        case Ordering():
            keys = [each.key for each in question.items]
            at = chance.randrange(max(len(keys) - 1, 1))
            keys[at : at + 2] = reversed(keys[at : at + 2])
            return keys
        case Numeric():
            return _off(best_answer(question), chance)
        case Cloze():
            return _with_gap(question, chance)
        case Hotspot():
            return [_favorite([each.key for each in question.areas if not each.is_right], chance) or [1, 1]]
        case _:
            return "I am not sure"


def _partly(question: MultipleChoice, chance: Random) -> list[str]:
    """One right answer is missing, or a wrong one is among them."""
    earned = credits_of(question)
    chosen = [each.key for each in question.options if each.is_right and earned[each.key] > 0]
    others = [each.key for each in question.options if not each.is_right]
    if others and (len(chosen) < 2 or chance.random() < 0.5):
        return [*chosen, _favorite(others, chance)]
    chosen.remove(chance.choice(chosen))
    return chosen


def _swapped(right: dict[str, str], chance: Random) -> dict[str, str]:
    """Two rows that have each other's answers, so that one is taken for another."""
    keys = sorted(right)
    first = chance.choice(keys)
    others = [each for each in keys if right[each] != right[first]]
    if not others:
        return {key: value for key, value in right.items() if key != first}
    other = chance.choice(others)
    return {**right, first: right[other], other: right[first]}


def _with_gap(question: Cloze, chance: Random) -> dict[str, Any]:
    found = dict(best_answer(question))
    gap = chance.choice(question.gaps)
    found[gap.key] = _in_gap(gap, found.get(gap.key, ""), chance)
    return found


def _in_gap(gap: Gap, right: Any, chance: Random) -> Any:
    if gap.kind == "choice":
        return _favorite([each.key for each in gap.options if not each.is_right], chance)
    return _off(right, chance) if gap.kind != "short" else "the manager"


def _off(right: Any, chance: Random) -> str:
    number, _space, unit = str(right).partition(" ")
    try:
        said = Decimal(number) * chance.choice(OFF)
    except InvalidOperation:
        return "0"
    return f"{said.normalize():f} {unit}".strip()


def _favorite(keys: list[str], chance: Random) -> str:
    """One of some wrong answers, mostly the one that misleads most."""
    if not keys:
        return ""
    misleading = max(keys, key=lambda each: (_share(each), each))
    return misleading if chance.random() < FAVORITE else chance.choice(keys)


def _share(name: str) -> float:
    """A number from 0 to 1 that a name has for ever."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest()) / 2**32
