"""The plan of a program by weeks: what is learned alone, what together, and how it is kept with a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

PartKind = Literal["course", "lesson", "path", "class", "page", "external", "milestone"]
TICKED = ("page", "external", "milestone")
"""Kinds of parts that the site cannot see done: whoever does them says so."""
WEEK = timedelta(days=7)


class Part(NamedTuple):
    """A part of a week. `course` and `part` are keys of the handbook, also where a class credits one of a course.

    `path` is the page that it leads to, of a path its key; `url` the address of what is external.
    """

    key: str
    title: str
    kind: PartKind
    course: str = ""
    part: str = ""
    path: str = ""
    url: str = ""
    minutes: int = 0
    is_optional: bool = False


class Week(NamedTuple):
    """A week: what it is called, and its parts in order. One without parts is a pause."""

    title: str
    parts: tuple[Part, ...]


def plain(weeks: Iterable[Week]) -> list[dict[str, Any]]:
    """A plan as values that a record keeps."""
    return [{"title": each.title, "parts": [part._asdict() for part in each.parts]} for each in weeks]


def planned(said: Iterable[Mapping[str, Any]]) -> tuple[Week, ...]:
    """A plan as a record keeps it."""
    return tuple(Week(each["title"], tuple(Part(**part) for part in each["parts"])) for each in said)


def parts_of(weeks: Iterable[Week]) -> Iterator[Part]:
    """All parts in order."""
    for each in weeks:
        yield from each.parts


def part_called(weeks: Iterable[Week], key: str) -> Part | None:
    """A part by its key."""
    return next((each for each in parts_of(weeks) if each.key == key), None)


def days_of(starts: date, at: int) -> tuple[date, date]:
    """The first and the last day of a week, counted from 0."""
    first = starts + at * WEEK
    return first, first + timedelta(days=6)


def week_on(starts: date, weeks: Sequence[Week], day: date) -> int | None:
    """Which week a day is in, counted from 0; `None` before the first and after the last."""
    at = (day - starts) // WEEK
    return at if 0 <= at < len(weeks) else None


def last_day(starts: date, weeks: Sequence[Week]) -> date:
    """The last day of the plan."""
    return days_of(starts, max(len(weeks) - 1, 0))[1]
