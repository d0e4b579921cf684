"""What a change of pages means, in sentences. Rooms above say it for their kinds when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from trellis.handbook.handbook import Handbook


class Told(NamedTuple):
    """What became of one thing: what it is called, and what changed about it, a sentence each."""

    title: str
    sentences: tuple[str, ...]


Teller = Callable[[Handbook, Handbook, Sequence[str]], Iterable[Told]]
"""Given the handbook before and after a change and the files that it edits, what the change means."""

_tellers: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    """Tell what changes of definitions mean; the same name again replaces it."""
    _tellers[name] = teller


def told(before: Handbook, after: Handbook, paths: Sequence[str]) -> tuple[Told, ...]:
    """What the change of some files means, as far as the kinds of their pages can tell."""
    return tuple(each for teller in _tellers.values() for each in teller(before, after, paths))
