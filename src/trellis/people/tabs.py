"""The parts of People, as tabs over their pages. Whoever adds a page to this room, or to one above, adds it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from trellis.core.granted import Somebody
from trellis.web.tabs import Tab


def _everybody(_who: Somebody) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of People: who has it among their tabs, and its place among them."""

    title: str | Promise
    url_name: str
    allowed: Callable[[Somebody], bool] = _everybody
    order: int = 100


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add a part; the same address again replaces it. Called when Django starts."""
    _parts[part.url_name] = part


def tabs_for(who: Somebody, current: str) -> tuple[Tab, ...]:
    """The tabs that somebody has; `current` is the name of the address of the page. None where there is one alone."""
    found = [each for each in _parts.values() if each.allowed(who)]
    found.sort(key=lambda each: each.order)
    shown = tuple(Tab(each.title, reverse(each.url_name), each.url_name == current) for each in found)
    return shown if len(shown) > 1 else ()
