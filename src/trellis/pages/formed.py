"""Forms for pages of a kind: a room that understands a definition can let people change it without Markdown.

Rooms above register a function from a page's path to the address of its form when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable

from trellis.handbook.handbook import Handbook

Finder = Callable[[Handbook, str], str | None]
"""Given the handbook and a page's path, the address of the form for it; `None` for a page of another kind."""

_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Let a room offer a form for its pages; the same key again replaces it."""
    _finders[key] = finder


def form_of(handbook: Handbook, path: str) -> str:
    """The address of the form for a page; empty where its kind has none."""
    return next((url for finder in _finders.values() if (url := finder(handbook, path))), "")
