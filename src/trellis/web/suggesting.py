"""What a reader may have meant by an address that leads nowhere. Rooms register what they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Suggestion:
    """An address that exists and resembles the one that was asked for."""

    title: str
    url: str


Suggester = Callable[[HttpRequest, str], list[Suggestion]]
_suggesters: dict[str, Suggester] = {}


def register(key: str, suggester: Suggester) -> None:
    """Let a room suggest addresses that its reader may open; the same key again replaces it."""
    _suggesters[key] = suggester


def suggestions_for(request: HttpRequest, path: str, limit: int = 6) -> list[Suggestion]:
    """At most `limit` near addresses, in the rooms' own order, without repeats."""
    found: dict[str, Suggestion] = {}
    for suggester in _suggesters.values():
        for suggestion in suggester(request, path):
            found.setdefault(suggestion.url, suggestion)
    return list(found.values())[:limit]
