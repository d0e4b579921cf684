"""The kinds of series of meetings. Rooms above register theirs when Django starts; this room knows none by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from trellis.core.rules import Account, Person


def _nobody(_who: Account) -> Iterable[Person]:
    return ()


@dataclass(frozen=True, slots=True)
class Theme:
    """Points that may be put on the agenda, on one theme."""

    title: str
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """What a room shows beside the agenda: a template of its own, which is given `found`."""

    template: str
    found: Any = field(repr=False)


def _no_themes() -> Iterable[Theme]:
    return ()


def _no_aside(_who: Account, _guest: Person) -> Aside | None:
    return None


@dataclass(frozen=True, slots=True)
class SeriesKind:
    """A kind of series, such as one-to-ones of a manager and somebody who reports to them.

    The host sees to it that the meetings take place: `host` and `guest` say what the two are called. `may_host` says
    whether somebody may begin a series with a person, `suggested` with whom they probably want to. `weeks` is the usual
    time from one meeting to the next, `usual` says it where the handbook does; `after` gives the day that follows
    another, where it is not so many weeks later. `topics` are what the agenda of a first meeting begins with, `themes`
    what may be put on any, `aside` what is shown beside it.
    """

    key: str
    title: str | Promise
    host: str | Promise
    guest: str | Promise
    may_host: Callable[[Account, Person], bool]
    suggested: Callable[[Account], Iterable[Person]] = _nobody
    can_host: Callable[[Account], bool] = lambda _who: True
    weeks: int = 2
    topics: tuple[str | Promise, ...] = ()
    usual: Callable[[], int] | None = None
    after: Callable[[date], date] | None = None
    themes: Callable[[], Iterable[Theme]] = _no_themes
    aside: Callable[[Account, Person], Aside | None] = _no_aside

    @property
    def usual_weeks(self) -> int:
        """Every how many weeks such meetings usually take place."""
        return self.usual() if self.usual is not None else self.weeks


_kinds: dict[str, SeriesKind] = {}


def register(kind: SeriesKind) -> None:
    """Add a kind; the same key again replaces it."""
    _kinds[kind.key] = kind


def withdraw(key: str) -> None:
    """Forget a kind."""
    _kinds.pop(key, None)


def kinds() -> tuple[SeriesKind, ...]:
    """All kinds, in the order in which they were registered."""
    return tuple(_kinds.values())


def kind_named(key: str) -> SeriesKind | None:
    """The kind with this key; `None` where this version has none such."""
    return _kinds.get(key)
