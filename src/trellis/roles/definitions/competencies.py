"""The kind `competency`: pages that say how an ability looks, from its beginnings to mastery.

---
title: Feedback
description: Saying what one saw so that others can use it.
competency:
  owner: Senior Learning and Development Specialist
---

## Aware

- Tells an observation from a judgment when shown examples

## Leading

- Gives feedback upward and across teams

A page is a competency where it lies in a folder `competencies`, or its front matter says `competency`. Headings of the
second level are its levels, the lowest first; list items below are what can be seen of somebody who is there. Courses,
certifications and plans name a competency by its key: the name of its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from trellis.handbook import declaredcodes
from trellis.handbook.declared import Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.model import List, Section
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span
from trellis.roles.definitions import competencycodes as codes

NAME = "competency"
LEAST_LEVELS = 2
_PATH = re.compile(r"(?:^|/)competencies/(?!index\.md$|README\.md$)[^/]+\.md$")
_IDENTIFIER = re.compile(r"\s*\{:?\s*#[A-Za-z][\w.-]*\s*\}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Front(Declared):
    """What the front matter says below `competency`."""

    owner: str = ""


@dataclass(frozen=True, slots=True)
class Behavior:
    """What can be seen of somebody; `key` stays while the words do, `span` is where it stands in the page."""

    key: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class CompetencyLevel:
    """How far somebody is: its title and what can be seen then, beyond the levels before it."""

    title: str
    behaviors: tuple[Behavior, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Competency:
    """An ability; `levels` rise."""

    key: str
    path: str
    title: str
    description: str
    owner: str
    levels: tuple[CompetencyLevel, ...]

    @property
    def behaviors(self) -> int:
        """How many behaviors its levels have in all."""
        return sum(len(level.behaviors) for level in self.levels)


@dataclass(frozen=True, slots=True)
class Competencies:
    """All competencies by key, in the order of their titles."""

    by_key: Mapping[str, Competency] = field(default_factory=dict)


class CompetencyKind:
    """Pages that say how an ability looks. Assembled: `Competencies`."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether its path or its front matter says so."""
        says = page.front is not None and page.front.get(NAME) is not None
        return says or _PATH.search(page.path) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Competency:
        """What the page says; what it lacks is reported, and it stands all the same."""
        node = page.front.get(NAME) if page.front is not None else None
        front = read(node, Front, reporter, "the competency") if node is not None else None
        owner = (front.owner if front is not None else "") or _text(page.front_value("owner"))
        levels = tuple(_levels(page))
        _check(page, owner, levels, reporter)
        return Competency(
            page.name, page.path, page.title, _text(page.front_value("description")), owner, levels
        )

    def assemble(
        self,
        definitions: Mapping[str, Competency | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Competencies:
        """All competencies; of two with one key or title, the second is reported."""
        found: dict[str, Competency] = {}
        titles: dict[str, Competency] = {}
        for path, each in sorted(definitions.items()):
            if each is None:
                continue
            same = found.get(each.key) or titles.get(each.title.casefold())
            if same is not None:
                told = f"“{each.title}” is a competency already, in {same.path}."
                reporter_for(path).report(codes.TWICE, whole_span(handbook.pages[path]), told)
            found.setdefault(each.key, each)
            titles.setdefault(each.title.casefold(), each)
        return Competencies(dict(sorted(found.items(), key=lambda item: item[1].title.casefold())))


def _levels(page: Page) -> Iterator[CompetencyLevel]:
    for section in page.sections:
        if section.heading is not None and section.heading.level == 2:
            yield CompetencyLevel(section.title, tuple(_behaviors(page, section)), section.heading.span)


def _behaviors(page: Page, section: Section) -> Iterator[Behavior]:
    for block in section.blocks:
        for item in block.items if isinstance(block, List) else ():
            text = _IDENTIFIER.sub("", " ".join(item.text.split()))
            yield Behavior(page.item_ids[item.span.start], text, item.span)


def _check(page: Page, owner: str, levels: tuple[CompetencyLevel, ...], reporter: Reporter) -> None:
    if not owner:
        reporter.report(codes.NO_OWNER, whole_span(page), f"“{page.title}” has no owner.")
    if len(levels) < LEAST_LEVELS:
        told = f"“{page.title}” has {len(levels) or 'no'} level{'s' * (len(levels) != 1)}."
        reporter.report(codes.FEW_LEVELS, whole_span(page), told)
    seen: dict[str, str] = {}
    for level in levels:
        if not level.behaviors:
            reporter.report(codes.EMPTY_LEVEL, level.span, f"“{level.title}” does not say what can be seen.")
        for behavior in level.behaviors:
            before = seen.setdefault(behavior.text.casefold(), level.title)
            if before != level.title:
                told = f"This stands under “{before}” already, and cannot tell “{level.title}” from it."
                reporter.report(codes.SAME_BEHAVIOR, behavior.span, told)


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
