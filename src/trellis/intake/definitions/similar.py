"""Which requests say nearly the same: by the words that they share. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    "with that this they them from have what when will want need needs learn course training about could should would "
    "people everybody somebody able oder eine einen einer nicht auch sich werden kurs schulung können über".split()
)
ALIKE = 0.5
"""What share of the words of the shorter text must be in the other."""


def words_of(text: str) -> frozenset[str]:
    """The words that tell one request from another: their first six letters, so that endings do not matter."""
    return frozenset(word[:6] for word in _WORD.findall(text.casefold()) if word not in _COMMON)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the words of the shorter text that the other one has, too: 0 to 1, the same both ways."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def alike(text: str, others: Iterable[tuple[Key, str]], most: int = 5) -> list[Key]:
    """The keys of those texts that say nearly the same, the likest first."""
    wanted = words_of(text)
    found = ((likeness(wanted, words_of(said)), key) for key, said in others)
    return [key for share, key in sorted(found, key=lambda pair: -pair[0]) if share >= ALIKE][:most]
