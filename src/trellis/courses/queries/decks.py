"""A lesson as slides, with what the facilitator says to each and what participants get: all from the same page.

The page is rendered like every page of the handbook, with what it includes; its HTML is then cut at headings and lines.
So the numbers are the same wherever a slide is shown: on the wall, in the guide of the facilitator, in that of the
participants, on paper, and to programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from trellis.courses.definitions.courses import Course, Lesson, Part
from trellis.courses.definitions.slides import BREAKS_AT, FACILITATOR, HANDOUT, said_to
from trellis.courses.queries.pieces import exercise_in
from trellis.courses.terms import courses_in
from trellis.pages.blocks import Block, Element, blocks_of, without_ids
from trellis.pages.queries.current import Edition
from trellis.pages.queries.reading import rendered
from trellis.pages.queries.surroundings import surroundings_of

_HEADING = re.compile(r'<div class="heading h([1-6])"')
_LABEL = re.compile(r"^\s*<p>\s*<strong>(?P<label>[^<]{1,60})</strong>\s*:?\s*")


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: what stands on it, what is said to it, what participants are given besides.

    `continues` says that it goes on with the slide before, under its title; `minutes` is 0 where nobody said how long;
    `starts_after` is the minutes of all before it.
    """

    number: int
    title: str
    html: SafeString
    notes: SafeString
    handout: SafeString
    minutes: int = 0
    starts_after: int = 0
    continues: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it is the first, which names the lesson."""
        return self.number == 1


@dataclass(frozen=True, slots=True)
class Deck:
    """The slides of a lesson, the first of which names it."""

    path: str
    title: str
    description: str
    slides: tuple[Slide, ...]

    @property
    def minutes(self) -> int:
        """How long all of it takes, as far as that is said."""
        return sum(each.minutes for each in self.slides)


def with_slides(edition: Edition, course: Course) -> tuple[Part, ...]:
    """The parts of a course whose page is a deck of slides."""
    return tuple(each for each in course.parts if has_slides(edition, each))


def has_slides(edition: Edition, part: Part) -> bool:
    """Whether a part is a lesson, or a class with a page, that is shown as slides and that these readers see."""
    lesson: Lesson | None = courses_in(edition).lessons.get(part.path)
    return lesson is not None and lesson.slides and part.path in edition.handbook.pages


def deck(edition: Edition, path: str) -> Deck | None:
    """The slides of a page; `None` where there is no page for these readers. Costs as much as showing the page."""
    page = edition.handbook.pages.get(path)
    if page is None:
        return None
    made = rendered(edition, surroundings_of(edition, page))
    drafts = list(_cut(blocks_of(without_ids(str(made.html))), page.title))
    slides: list[Slide] = []
    for number, each in enumerate(drafts, 1):
        slides.append(each.made(number, sum(one.minutes for one in slides)))
    return Deck(path, page.title, page.description or "", tuple(slides))


@dataclass(frozen=True, slots=True)
class Task:
    """Something that participants do at a slide: an `exercise`, a `checklist`, or `code` to type. Counted through."""

    number: int
    kind: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Station:
    """A slide at which something is done."""

    slide: Slide
    tasks: tuple[Task, ...]


def stations_of(found: Deck) -> tuple[Station, ...]:
    """What is done at the slides of a lesson, in order: all that a lab guide holds."""
    made: list[Station] = []
    number = 0
    for slide in found.slides:
        several = []
        for kind, html in _done_in(blocks_of(slide.html)):
            number += 1
            several.append(Task(number, kind, _safe([html])))
        if several:
            made.append(Station(slide, tuple(several)))
    return tuple(made)


def has_tasks(edition: Edition, part: Part) -> bool:
    """Whether anything is done at the slides of a part, so that there is a lab guide; remembered for the edition."""

    def look() -> tuple[bool]:
        found = deck(edition, part.path)
        return (found is not None and bool(stations_of(found)),)

    return has_slides(edition, part) and edition.remember(("lab-guide", part.path), look)[0]


def _done_in(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if not isinstance(block, Element):
            continue
        if block.tag == "blockquote" and (exercise := exercise_in(block)):
            yield "exercise", exercise
        elif block.tag == "ul" and 'class="task' in block.html:
            yield "checklist", block.html
        elif block.tag == "pre" or (block.tag == "div" and "<pre" in block.html):
            yield "code", block.html


@dataclass(slots=True)
class _Draft:
    """A slide while it is read."""

    title: str
    continues: bool = False
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    handout: list[str] = field(default_factory=list)
    minutes: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.body or self.notes or self.handout)

    def made(self, number: int, before: int) -> Slide:
        html, notes, handout = (_safe(each) for each in (self.body, self.notes, self.handout))
        return Slide(number, self.title, html, notes, handout, self.minutes, before, self.continues)


def _cut(blocks: Sequence[Block], title: str) -> Iterable[_Draft]:
    """The slides: one that names the lesson, one for each heading, one more after each line."""
    now = _Draft(title)
    for block in blocks:
        if not isinstance(block, Element):
            if block.html.strip():
                now.body.append(block.html)
            continue
        level = _level(block)
        if level and level <= BREAKS_AT:
            words = _words(block.html)
            if level == 1 and words == title:
                continue
            # A line right before a heading is no slide of its own.
            if not (now.continues and now.is_empty):
                yield now
            now = _Draft(words)
        elif block.tag == "hr":
            if not (now.continues and now.is_empty):
                yield now
            now = _Draft(now.title, continues=True)
        else:
            _put(now, block)
    if not (now.continues and now.is_empty):
        yield now


def _put(slide: _Draft, block: Element) -> None:
    found = _LABEL.match(_inner(block)) if block.tag == "blockquote" else None
    said = said_to(unescape(found["label"])) if found is not None else None
    if said is None or found is None:
        slide.body.append(block.html)
        return
    text = f"<p>{_inner(block)[found.end() :]}"
    text = re.sub(r"^<p>\s*</p>\s*", "", text).strip()
    if said.whom == FACILITATOR:
        slide.notes.append(text)
        slide.minutes += said.minutes
    elif said.whom == HANDOUT:
        slide.handout.append(text)


def _inner(block: Element) -> str:
    return block.html[len(block.start) : len(block.html) - len(block.end)]


def _level(block: Element) -> int:
    found = _HEADING.match(block.start)
    return int(found[1]) if found is not None else 0


def _words(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def _safe(several: Sequence[str]) -> SafeString:
    # The pieces are cut from HTML that was cleaned.
    return mark_safe("\n".join(several))  # noqa: S308 - as above


def for_participants(found: Deck) -> Deck:
    """The same without what is said to the facilitator alone."""
    return replace(found, slides=tuple(replace(each, notes=SafeString("")) for each in found.slides))
