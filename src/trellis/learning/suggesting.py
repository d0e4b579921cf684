"""What rooms above suggest as goals of learning, and how they say what a goal is about that came of it.

A goal keeps no words of another room: only which object it is about. Somebody who may no longer see that object reads
nothing of it in the goal either, and words that change there change here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from trellis.core.rules import Account


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that somebody could want to learn: a course or competency by its `key`, or an `object` of a room."""

    kind: str
    title: str
    because: str
    key: str = ""
    source: str = ""
    object: UUID | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A room that suggests: `suggest` for somebody, `describe` objects of goals by title and address, as far as an
    account may see them. Both ask a bounded number of queries.
    """

    suggest: Callable[[Account], Iterable[Suggestion]]
    describe: Callable[[Account, Collection[UUID]], Mapping[UUID, tuple[str, str]]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a room suggest goals; the same name again replaces it. Called when Django starts."""
    _sources[name] = source


def suggested_by_rooms(who: Account) -> list[Suggestion]:
    """What all rooms suggest to somebody."""
    return [each for source in _sources.values() for each in source.suggest(who)]


def described(who: Account, about: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], tuple[str, str]]:
    """What goals are about, by title and address: of those objects that somebody may see now."""
    found: dict[tuple[str, UUID], tuple[str, str]] = {}
    for name, source in _sources.items():
        keys = {key for each, key in about if each == name}
        if keys:
            found |= {(name, key): said for key, said in source.describe(who, keys).items()}
    return found
