"""Other views of a page: a room that understands a kind of definition can show the page in its own way.

Rooms above register a function from a page's path to the address of that view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from trellis.pages.queries.current import Edition


@dataclass(frozen=True, slots=True)
class Companion:
    """Another view of a page: what the link says, its icon, its address. `is_for_authors` leaves out mere readers."""

    title: str | Promise
    icon: str
    url: str
    is_for_authors: bool = False


Finder = Callable[[Edition, str], Companion | None]
_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Let a room offer its view of a page; the same key again replaces it."""
    _finders[key] = finder


def companions_of(edition: Edition, path: str) -> tuple[Companion, ...]:
    """The other views of a page, in the order in which the rooms registered."""
    found = (finder(edition, path) for finder in _finders.values())
    return tuple(companion for companion in found if companion is not None)
