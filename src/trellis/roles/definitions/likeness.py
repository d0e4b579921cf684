"""When two lines of text say the same: in the same words, or nearly.

Two wordings are *the same* when they differ in case, marks and spaces only, and *near* when a reader would
call one a rewording of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

from trellis.roles.definitions.names import spelled, words

T = TypeVar("T")

NEAR = 90.0
"""The least similarity (0 to 100) of two wordings, their words in order of the alphabet, that are one text
reworded.
"""


@lru_cache(maxsize=32768)
def sorted_words(text: str) -> str:
    """The words of a text in order of the alphabet: what its similarity to another text is measured on."""
    return " ".join(sorted(words(text)))


def likeness(first: str, second: str) -> float:
    """How alike two wordings are: 100 for the same words in any order, 0 for nothing in common."""
    return fuzz.ratio(sorted_words(first), sorted_words(second))


class Near(NamedTuple, Generic[T]):
    """Two things that say nearly the same, and how alike they are."""

    first: T
    second: T
    likeness: float


class Pairing(NamedTuple, Generic[T]):
    """Two lists laid side by side; pairs stand in the order of the first list."""

    same: tuple[tuple[T, T], ...]
    near: tuple[Near[T], ...]
    only_first: tuple[T, ...]
    only_second: tuple[T, ...]


def pair_up(first: Sequence[T], second: Sequence[T], text: Callable[[T], str]) -> Pairing[T]:
    """Lay two lists side by side: what is in both, what is reworded, what only one has.

    Each entry has at most one partner, the most alike first. Swapping the lists swaps the result and changes
    nothing else.
    """
    places: dict[str, list[int]] = {}
    for at, entry in enumerate(second):
        places.setdefault(spelled(text(entry)), []).append(at)
    partners: dict[int, tuple[int, float]] = {}
    for at, entry in enumerate(first):
        left_over = places.get(spelled(text(entry)))
        if left_over:
            partners[at] = (left_over.pop(0), -1.0)
    taken = {at for at, _ in partners.values()}
    open_first = [at for at in range(len(first)) if at not in partners]
    open_second = [at for at in range(len(second)) if at not in taken]
    for one, other, score in _near_pairs(
        {at: text(first[at]) for at in open_first}, {at: text(second[at]) for at in open_second}
    ):
        partners[one] = (other, score)
        taken.add(other)
    made = sorted(partners.items())
    return Pairing(
        same=tuple((first[at], second[other]) for at, (other, score) in made if score < 0),
        near=tuple(Near(first[at], second[other], score) for at, (other, score) in made if score >= 0),
        only_first=tuple(entry for at, entry in enumerate(first) if at not in partners),
        only_second=tuple(entry for at, entry in enumerate(second) if at not in taken),
    )


def _near_pairs(first: dict[int, str], second: dict[int, str]) -> list[tuple[int, int, float]]:
    """Pairs of near wordings, the most alike first, each entry at most once; ties go by the words, never by
    the side.
    """
    folded = {at: sorted_words(text) for at, text in second.items()}
    candidates = []
    for at, text in first.items():
        mine = sorted_words(text)
        for _, score, other in process.extract(
            mine, folded, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
        ):
            both = sorted((spelled(text), spelled(second[other])))
            candidates.append((-score, both, at, other))
    candidates.sort()
    used_first: set[int] = set()
    used_second: set[int] = set()
    made = []
    for score, _, at, other in candidates:
        if at not in used_first and other not in used_second:
            used_first.add(at)
            used_second.add(other)
            made.append((at, other, -score))
    return made
