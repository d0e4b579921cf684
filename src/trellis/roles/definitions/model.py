"""Job families as the compiler understands them, and what a role means once inheritance is resolved.

The *own* part of a family is what its page says (`Family`, `Level` and what they hold); all values remember the span of
text that they came from. The *resolved* part lives in `graph`: it joins pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from trellis.handbook.text import Span


class Part(StrEnum):
    """Which list of a role an item or an inheritance belongs to."""

    RESPONSIBILITIES = "responsibilities"
    REQUIREMENTS = "requirements"


@dataclass(frozen=True, slots=True)
class Item:
    """One responsibility or requirement as its page states it.

    `id` is stable within the page (see `Page.item_ids`); `line` counts from 1; `depth` is 0 for a top item and its
    nested items follow it; `optional` marks a nice-to-have.
    """

    id: str
    text: str
    span: Span
    line: int
    depth: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A title that the text names, as written without articles and links, with the link's destination if it is one."""

    title: str
    span: Span
    destination: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """A statement that a level takes over what another level (or `None`: the family itself, "outlined above") states.

    `parts` says which lists; `target` is what the text names; `wording` the sentence or bullet that says it.
    """

    parts: tuple[Part, ...]
    target: Reference | None
    span: Span
    line: int
    wording: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A job grade as stated: its number, the sentence's place, the role that the sentence names (`None`: none)."""

    value: float
    span: Span
    line: int
    subject: str | None


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """Whom a role reports to: the titles named (several: one of them), the role that the sentence names, the place."""

    titles: tuple[Reference, ...]
    subject: str | None
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A performance indicator: its name, and target if one is stated.

    `operator` is one of `<`, `<=`, `=`, `>=`, `>`; `value` a number in `unit` (`%`, `days`, …, or empty); `target` is
    the target as a reader would say it ("< 21 days"); `destination` the link to the definition.
    """

    name: str
    span: Span
    line: int
    destination: str | None = None
    operator: str | None = None
    value: float | None = None
    unit: str = ""
    scope: str | None = None

    @property
    def target(self) -> str | None:
        """The target in words, such as `< 21 days`; `None` if none is stated."""
        if self.operator is None or self.value is None:
            return None
        number = f"{self.value:g}"
        glue = "" if self.unit == "%" or not self.unit else " "
        return f"{self.operator} {number}{glue}{self.unit}"


@dataclass(frozen=True, slots=True)
class HiringStep:
    """A step of a hiring process: its text, its minutes and the interviewers' titles if stated, whether it may be left
    out.
    """

    text: str
    span: Span
    line: int
    minutes: int | None = None
    interviewers: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class HiringProcess:
    """An ordered hiring process; `title` is its heading."""

    title: str
    span: Span
    line: int
    steps: tuple[HiringStep, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A move that a career ladder names: the family or role it leads to, for whom (`None`: all), if to the side."""

    target: Reference
    subject: str | None = None
    lateral: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """A career-ladder section: its text, the moves that it links or names, whether the next step is undefined."""

    title: str
    text: str
    span: Span
    line: int
    moves: tuple[Move, ...] = ()
    undefined: bool = False


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty or segment: something a level can be held in, with its own lists; never a level."""

    title: str
    span: Span
    line: int
    text: str = ""
    responsibilities: tuple[Item, ...] = ()
    requirements: tuple[Item, ...] = ()
    extends: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A role that somebody can hold: a level of a family, or the one role of a page (`implicit`).

    `slug` is unique within the family; `section` is the number of its section in `Page.sections` (0: it has no
    heading of its own); `aliases` are other names that the headings of its sections give it; `track` names the group
    of levels it stands in, if the page has several.
    """

    title: str
    slug: str
    span: Span
    line: int
    section: int = 0
    aliases: tuple[str, ...] = ()
    track: str | None = None
    implicit: bool = False
    intro: str = ""
    grade: Grade | None = None
    grades: tuple[Grade, ...] = ()
    reports_to: ReportingLine | None = None
    extends: tuple[Extension, ...] = ()
    responsibilities: tuple[Item, ...] = ()
    requirements: tuple[Item, ...] = ()
    nice_to_have: tuple[Item, ...] = ()
    hiring: tuple[HiringProcess, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    ladder: Ladder | None = None
    has_responsibilities: bool = False
    has_requirements: bool = False

    def items(self, part: Part) -> tuple[Item, ...]:
        """The level's own items of one part, without pointers and nice-to-haves."""
        return self.responsibilities if part is Part.RESPONSIBILITIES else self.requirements


@dataclass(frozen=True, slots=True)
class Track:
    """A group of levels of one page that share lists ("Lab Developer (track)"), named by its heading."""

    title: str
    span: Span
    line: int
    levels: tuple[str, ...]
    responsibilities: tuple[Item, ...] = ()
    requirements: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A job family: what one page says.

    `slug` is unique in the handbook (the page's address without slashes at its ends); `department` the folder above it.
    Family-wide lists hold what stands outside any level, tracks' lists included.
    """

    path: str
    url: str
    slug: str
    title: str
    description: str | None
    department: str
    intro: str
    levels: tuple[Level, ...]
    tracks: tuple[Track, ...] = ()
    responsibilities: tuple[Item, ...] = ()
    requirements: tuple[Item, ...] = ()
    nice_to_have: tuple[Item, ...] = ()
    extends: tuple[Extension, ...] = ()
    reports_to: ReportingLine | None = None
    hiring: tuple[HiringProcess, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    segments: tuple[Specialty, ...] = ()
    matrix: bool = False

    def level(self, slug: str) -> Level | None:
        """The level with a slug, or `None`."""
        return next((level for level in self.levels if level.slug == slug), None)

    def items(self, part: Part) -> tuple[Item, ...]:
        """The family-wide items of one part."""
        return self.responsibilities if part is Part.RESPONSIBILITIES else self.requirements

    @property
    def all_indicators(self) -> Iterator[Indicator]:
        """The indicators of the page, family-wide ones first, each name once."""
        seen: set[str] = set()
        for indicator in (*self.indicators, *(i for level in self.levels for i in level.indicators)):
            if indicator.name.casefold() not in seen:
                seen.add(indicator.name.casefold())
                yield indicator
