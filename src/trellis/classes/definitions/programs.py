"""The kind `program`: `programs/*.md`, a development program that a cohort walks through week by week.

---
title: Leading for the first time
description: Eight weeks in which new managers learn from each other.
program:
  owner: Manager, Learning and Development
  goal: Everybody has a manager whom they can tell the truth.
  goal-page: company/goals.md
---

## Outcomes

- Talks with everybody on the team every two weeks. {#talks}

## Weeks

### Arriving

1. Kick-off (class, 90 minutes) {#kick-off}
2. [Giving feedback](/courses/giving-feedback/course.md)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from trellis.classes.definitions import codes
from trellis.classes.definitions.plans import Part, Week, parts_of
from trellis.courses.definitions.coursekind import CoursePage, key_of
from trellis.courses.definitions.courses import COURSE, LESSON, PATH, Lesson
from trellis.courses.definitions.outlines import Listed, Written, listed, section_called, written
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, stem_of, whole_span
from trellis.handbook.settings import Settings

PROGRAM = "program"
_PATH = re.compile(r"(?:.*/)?programs/(?!index\.md$|README\.md$)[^/]+\.md$")
_OUTCOMES = ("outcomes", "outcome goals", "ergebnisse")
_WEEKS = ("weeks", "plan", "wochen")
MOST_WEEKS = 104


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFront(Declared):
    """What `program:` in the front matter says. `goal_page` is the path of the page that says more of the goal."""

    owner: str = ""
    goal: str = ""
    goal_page: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A development program as its page says it. `outcomes` are what it is to bring, each with its key."""

    key: str
    path: str
    title: str
    description: str = ""
    owner: str = ""
    goal: str = ""
    goal_page: str = ""
    outcomes: tuple[tuple[str, str], ...] = ()
    weeks: tuple[Week, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order."""
        return tuple(parts_of(self.weeks))


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """What a page says of a program by itself; `weeks`, each with its title, become those of it."""

    program: Program
    weeks: tuple[tuple[str, tuple[Written, ...]], ...]
    goal_at: Listed


class ProgramKind:
    """Pages of the folder `programs` whose front matter says `program`. Assembled: the programs by key."""

    name = PROGRAM
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)
    also = (COURSE, LESSON, PATH)
    """It looks at the definitions of these kinds, too."""

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether it lies in the folder and says that it is one."""
        if _PATH.match(page.path) is None or page.front is None:
            return False
        return page.front.get(PROGRAM) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> ProgramPage | None:
        """What the page says; `None` where that cannot be read."""
        node = page.front.get(PROGRAM) if page.front is not None else None
        front = read(node, ProgramFront, reporter, "the program") if node is not None else None
        if front is None:
            return None
        owner = page.front_value("owner")
        outcomes = listed(page, section_called(page, _OUTCOMES))
        program = Program(
            key=stem_of(page.path).rpartition("/")[2], path=page.path, title=page.title,
            description=page.description or "",
            owner=front.owner or (" ".join(owner.split()) if isinstance(owner, str) else ""),
            goal=" ".join(front.goal.split()), goal_page=front.goal_page.strip().lstrip("/"),
            outcomes=tuple((each.key, each.text) for each in outcomes),
        )  # fmt: skip
        weeks = tuple(_weeks(page))
        _check_itself(program, weeks, page, reporter)
        return ProgramPage(program, weeks, Listed("", program.goal_page, front.node.span))

    def assemble(
        self,
        definitions: Mapping[str, ProgramPage | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Mapping[str, Program]:
        """The programs by key, with parts that lead to what there is; of two under one key the first counts."""
        found: dict[str, Program] = {}
        for path, page in definitions.items():
            if page is None or page.program.key in found:
                continue
            reporter = reporter_for(path)
            goal = page.program.goal_page
            if goal and goal not in handbook.pages:
                reporter.report(codes.UNKNOWN_GOAL, page.goal_at.span, f"There is no page “{goal}”.")
            made = replace(page.program, weeks=_Resolving(page, handbook, reporter).weeks())
            found[made.key] = made
        return found


class _Resolving:
    """Makes parts of what a page lists, each under a key of its own."""

    def __init__(self, page: ProgramPage, handbook: Handbook, reporter: Reporter) -> None:
        self._page, self._handbook, self._reporter = page, handbook, reporter
        self._links = handbook.links.get(page.program.path, ())
        self._courses: Mapping[str, CoursePage | None] = handbook.definitions.get(COURSE, {})
        self._lessons: Mapping[str, Lesson] = handbook.definitions.get(LESSON, {})
        self._keys: set[str] = set()
        self._taught: set[tuple[str, str]] = set()

    def weeks(self) -> tuple[Week, ...]:
        """The weeks with their parts."""
        return tuple(Week(title, tuple(self._parts(rows))) for title, rows in self._page.weeks)

    def _parts(self, rows: tuple[Written, ...]) -> Iterator[Part]:
        for each in rows:
            part = self._part(each)
            if part is not None:
                yield part._replace(key=self._own_key(part.key))

    def _own_key(self, key: str) -> str:
        """A key that no part before has: the second gets a number."""
        made = next(
            k
            for n in range(1, len(self._keys) + 2)
            if (k := key if n == 1 else f"{key}-{n}") not in self._keys
        )
        self._keys.add(made)
        return made

    def _part(self, said: Written) -> Part | None:
        target = (
            self._links[said.link].target if said.link is not None and said.link < len(self._links) else None
        )
        made = Part(
            said.key or said.fallback, said.title, "page", minutes=said.minutes, is_optional=said.is_optional
        )
        if said.kind == "class":
            return self._class(made, said, target)
        if said.kind in ("milestone", "practical"):
            return made._replace(kind="milestone", path=target or "")
        if said.kind == "external" and said.destination.lower().startswith(("https://", "http://")):
            return made._replace(kind="external", url=said.destination)
        if target is None or target not in self._handbook.pages:
            told = f"“{said.title}” leads to nothing, and says no kind that needs no page."
            self._reporter.report(codes.LEADS_NOWHERE, said.span, told)
            return None
        found = self._of_page(made, target)
        return found._replace(key=said.key or found.course or key_of(target))

    def _of_page(self, made: Part, target: str) -> Part:
        course = self._courses.get(target)
        if course is not None:
            return made._replace(kind="course", course=course.course.key, path=target)
        if target in (self._handbook.definitions.get(PATH) or {}):
            return made._replace(kind="path", path=stem_of(target).rpartition("/")[2])
        return made._replace(kind="lesson" if target in self._lessons else "page", path=target)

    def _class(self, made: Part, said: Written, target: str | None) -> Part | None:
        """A class of its own; or, where it is linked to a course, the next class that this course has."""
        made = made._replace(kind="class")
        if target is None:
            return made
        course = self._courses.get(target)
        parts = [each.key or each.fallback for each in course.parts if each.kind == "class"] if course else []
        if course is None or not parts:
            told = f"“{said.title}” is no course that is taught in classes."
            self._reporter.report(codes.NO_CLASS, said.span, told)
            return None
        free = [each for each in parts if (course.course.key, each) not in self._taught]
        part = made.key if made.key in parts else (free or parts)[0]
        self._taught.add((course.course.key, part))
        return made._replace(course=course.course.key, part=part, path=target)


def _weeks(page: Page) -> Iterator[tuple[str, tuple[Written, ...]]]:
    """The weeks as headings below the section; the section itself where it has none."""
    section = section_called(page, _WEEKS)
    if section is None:
        return
    below = [page.sections[at] for at in section.children]
    for each in (below or [section])[:MOST_WEEKS]:
        yield (each.title if below else "", written(page, each))


def _check_itself(
    program: Program, weeks: tuple[tuple[str, tuple[Written, ...]], ...], page: Page, reporter: Reporter
) -> None:
    for is_there, code, told in (
        (program.owner, codes.NO_OWNER, "has no owner"), (program.goal, codes.NO_GOAL, "serves no goal"),
        (any(parts for _title, parts in weeks), codes.NO_WEEKS, "has no week with a part"),
    ):  # fmt: skip
        if not is_there:
            reporter.report(code, whole_span(page), f"“{program.title}” {told}.")
