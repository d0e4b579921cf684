"""Which questions somebody gets, in which order, with which numbers: the same for the same seed, always.

What somebody has seen least often comes first, so that nobody sees a question again before all others. Nothing here
uses a generator of random numbers: names are put in the order of a digest of seed and name, which no version of
anything changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from trellis.assessments.definitions import stored, variants
from trellis.assessments.definitions.questions import (
    Categorize,
    Choice,
    Cloze,
    Matching,
    Ordering,
    Question,
    TrueFalse,
)
from trellis.assessments.definitions.quizzes import Quiz

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as somebody gets it: with its numbers filled in, and the keys of its answers in their order.

    `order` holds the keys of options, of the choices of a matching, of the items to order or to sort. Those of a gap to
    choose from stand in `gaps`, by the key of the gap. `fingerprint` is that of the question as the page has it, before
    numbers were filled in: what statistics go by.
    """

    question: Question
    fingerprint: str
    order: tuple[str, ...] = ()
    gaps: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON values, for the record of an attempt."""
        return {
            "question": stored.to_json(self.question),
            "fingerprint": self.fingerprint,
            "order": list(self.order),
            "gaps": {key: list(order) for key, order in self.gaps},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Asked:
        """What `to_json` wrote. Raises UnreadableQuestion."""
        return cls(
            stored.from_json(data["question"]),
            data["fingerprint"],
            tuple(data.get("order", ())),
            tuple((key, tuple(order)) for key, order in data.get("gaps", {}).items()),
        )


def drawn(quiz: Quiz, seed: str, seen: Mapping[str, int] | None = None) -> tuple[Asked, ...]:
    """The questions of an attempt, in order.

    `seed` is of this attempt alone; `seen` says how often somebody has got each question, by its key. With pools, so
    many of each are drawn; else as many as the quiz draws; else all. They come in the order of the page, or shuffled.
    A question whose formulas have no result with the drawn numbers keeps the numbers of its page's check.
    """
    chosen = _chosen(quiz, seed, seen or {})
    if quiz.settings.shuffle:
        chosen = shuffled(chosen, f"{seed}\0order", [each.key for each in chosen])
    return tuple(_asked(each, seed, shuffle=quiz.settings.shuffle) for each in chosen)


def shuffled(several: Sequence[T], seed: str, names: Iterable[str]) -> tuple[T, ...]:
    """Things in an order that depends on the seed and their names alone."""
    ranked = sorted(
        zip(names, range(len(several)), strict=True), key=lambda each: (_rank(seed, each[0]), each[1])
    )
    return tuple(several[at] for _name, at in ranked)


def _chosen(quiz: Quiz, seed: str, seen: Mapping[str, int]) -> tuple[Question, ...]:
    settings = quiz.settings
    if settings.pools:
        keys = set[str]()
        for pool, wanted in settings.pools.items():
            keys |= _least_seen([each for each in quiz.questions if each.pool == pool], wanted, seed, seen)
    elif settings.draw is not None:
        keys = _least_seen(quiz.questions, settings.draw, seed, seen)
    else:
        return quiz.questions
    return tuple(each for each in quiz.questions if each.key in keys)


def _least_seen(questions: Sequence[Question], wanted: int, seed: str, seen: Mapping[str, int]) -> set[str]:
    ranked = sorted(questions, key=lambda each: (seen.get(each.key, 0), _rank(f"{seed}\0draw", each.key)))
    return {each.key for each in ranked[:wanted]}


def _asked(question: Question, seed: str, *, shuffle: bool) -> Asked:
    try:
        made = variants.variant(question, seed)
    except variants.UnreadableParameters:
        made = variants.variant(question, "")
    of_it = f"{seed}\0{question.key}"
    gaps = tuple(
        (gap.key, _order([each.key for each in gap.options], f"{of_it}\0{gap.key}", shuffle=shuffle))
        for gap in (made.gaps if isinstance(made, Cloze) else ())
        if gap.options
    )
    return Asked(made, question.fingerprint, _order_of(made, of_it, shuffle=shuffle), gaps)


def _order_of(question: Question, seed: str, *, shuffle: bool) -> tuple[str, ...]:
    """True stays before False; what is to be matched, ordered or sorted never stands as it is right."""
    if isinstance(question, Choice):
        keys = [each.key for each in question.options]
        return _order(keys, seed, shuffle=shuffle and not isinstance(question, TrueFalse))
    if isinstance(question, Matching):
        return _order([each.key for each in question.choices], seed, shuffle=True)
    if isinstance(question, Categorize):
        return _order([each.key for each in question.items], seed, shuffle=True)
    if isinstance(question, Ordering):
        right = tuple(each.key for each in question.items)
        found = _order(right, seed, shuffle=True)
        return found if found != right else (*right[1:], *right[:1])
    return ()


def _order(keys: Sequence[str], seed: str, *, shuffle: bool) -> tuple[str, ...]:
    return shuffled(keys, seed, keys) if shuffle else tuple(keys)


def _rank(seed: str, name: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{name}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
