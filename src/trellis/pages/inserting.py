"""What the editor can put into a page at a click, besides what every page may hold.

Rooms above register when Django starts: a function from a page's path to what its kind adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.functional import Promise


class Insert(NamedTuple):
    """A block to begin with: what its button says, and its Markdown."""

    label: str | Promise
    text: str


Finder = Callable[[str], Iterable[Insert]]
_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Let a room add to pages of its kinds; the same key again replaces it."""
    _finders[key] = finder


def inserts_for(path: str) -> tuple[Insert, ...]:
    """What can be put into a page."""
    return tuple(each for finder in _finders.values() for each in finder(path))
