"""Groups of people who learn together, as rooms above know them: reports are broken down by these as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Group:
    """Some people who learn some courses together from a day on, and the page that tells more of them."""

    key: str
    title: str
    address: str
    people: frozenset[UUID]
    courses: frozenset[str]
    since: date


Finder = Callable[[], Iterable[Group]]
_groups: dict[str, tuple[str | Promise, Finder]] = {}


def register(by: str, label: str | Promise, find: Finder) -> None:
    """Let reports be broken down by groups of a kind; the same name again replaces it. Called when Django starts."""
    _groups[by] = (label, find)


def labels() -> dict[str, str | Promise]:
    """What each kind of groups is called."""
    return {by: label for by, (label, _find) in _groups.items()}


def groups_of(by: str) -> list[Group]:
    """All groups of a kind."""
    known = _groups.get(by)
    return list(known[1]()) if known is not None else []
