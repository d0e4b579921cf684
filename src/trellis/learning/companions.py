"""What rooms above put onto the pages of learning: panels of the home page, and what a part of a course is done by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from trellis.core.rules import Account


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a panel: what it is, where it leads, and a few words under it."""

    title: str
    url: str
    under: str = ""
    tone: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of the home page: `url` leads to all of it."""

    title: str | Promise
    lines: tuple[Line, ...]
    url: str = ""
    icon_name: str = "star"


Companion = Callable[[Account], Panel | None]
PartCompanion = Callable[[HttpRequest, str, str], SafeString]
"""Gives what the player shows at a part, by the keys of course and part: markup that was escaped, or nothing."""
_companions: dict[str, Companion] = {}
_of_parts: dict[str, PartCompanion] = {}


def register(name: str, companion: Companion) -> None:
    """Let a room put a panel onto the home page of learning; the same name again replaces it. When Django starts."""
    _companions[name] = companion


def panels_for(who: Account) -> list[Panel]:
    """The panels that somebody has; rooms that have nothing for them are left out."""
    found: Iterable[Panel | None] = (each(who) for each in _companions.values())
    return [each for each in found if each is not None and each.lines]


def register_part(kind: str, companion: PartCompanion) -> None:
    """Let the room in which parts of a kind are done show what there is of it; the same kind again replaces it."""
    _of_parts[kind] = companion


def beside_part(request: HttpRequest, kind: str, course: str, part: str) -> SafeString:
    """What the player shows at a part; empty where no room has anything for whoever asks."""
    companion = _of_parts.get(kind)
    return companion(request, course, part) if companion is not None else SafeString("")
