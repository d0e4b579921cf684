"""What rooms above people have to tell of the example company: each registers a chapter, when Django starts.

    chapters.register(Chapter("reviews", write=write_reviews))

`write` is given the `Story` and yields one act after the other, each a function without arguments that goes through
services. It must yield the same acts in the same order whenever it is asked with the same story: a run that was cut off
goes on behind the acts that it has committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from trellis.config.demo.growing import Wish
from trellis.config.demo.living import Living
from trellis.config.demo.steps import Step

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Story:
    """What a chapter may build on: everything that happened, the people as records, and chance of its own."""

    wish: Wish
    steps: tuple[Step, ...]
    living: Living
    chance: Random


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story; chapters are written in the order in which they are registered."""

    name: str
    write: Callable[[Story], Iterator[Act]]


_chapters: dict[str, Chapter] = {}


def register(chapter: Chapter) -> None:
    """Have a chapter written; one of the same name takes its place. Called when Django starts."""
    _chapters[chapter.name] = chapter


def chapters() -> tuple[Chapter, ...]:
    """All chapters, in order."""
    return tuple(_chapters.values())
