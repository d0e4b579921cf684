"""The kind `path`: `paths/*.md`, a way through several courses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from trellis.courses.definitions import codes
from trellis.courses.definitions.checks import check_competencies, check_owner, competencies, titles_in
from trellis.courses.definitions.coursefront import AssignSaid
from trellis.courses.definitions.coursekind import CoursePage, closed
from trellis.courses.definitions.courses import COURSE, PATH, LearningPath, PathPart
from trellis.courses.definitions.outlines import PARTS, Written, section_called, written
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, stem_of, whole_span
from trellis.handbook.settings import Settings
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience

_PATH = re.compile(r"(?:.*/)?paths/(?!index\.md$|README\.md$)[^/]+\.md$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFront(Declared):
    """What `path:` in the front matter says."""

    owner: str = ""
    audience: Audience = EVERYBODY
    assign: tuple[AssignSaid, ...] = ()
    competencies: tuple[Slug, ...] = ()
    order: Literal["given", "free"] = "given"


@dataclass(frozen=True, slots=True)
class PathPage:
    """What a page says of a path; `parts` become those of it."""

    path: LearningPath
    front: PathFront
    parts: tuple[Written, ...]


class PathKind:
    """Pages of the folder `paths` whose front matter says `path`. Assembled: the paths by key."""

    name = PATH
    version = 2
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.PATHS)
    also = (COURSE, "job-family")
    """It looks at the definitions of these kinds, too."""

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether it lies in the folder and says that it is one."""
        if _PATH.match(page.path) is None or page.front is None:
            return False
        return page.front.get(PATH) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> PathPage | None:
        """What the page says; `None` where that cannot be read."""
        node = page.front.get(PATH) if page.front is not None else None
        made = read(node, PathFront, reporter, "the path") if node is not None else None
        if made is None:
            return None
        front = closed(made)
        owner = page.front_value("owner")
        path = LearningPath(
            key=stem_of(page.path).rpartition("/")[2], path=page.path, title=page.title,
            description=page.description or "",
            owner=front.owner or (" ".join(owner.split()) if isinstance(owner, str) else ""),
            audience=front.audience, assign=tuple(each.made for each in front.assign),
            competencies=front.competencies, is_ordered=front.order == "given",
        )  # fmt: skip
        for is_there, code, told in (
            (path.owner, codes.NO_OWNER, "has no owner"),
            (path.description, codes.NO_DESCRIPTION, "has no description"),
        ):
            if not is_there:
                reporter.report(code, whole_span(page), f"“{path.title}” {told}.")
        return PathPage(path, front, written(page, section_called(page, PARTS)))

    def assemble(
        self,
        definitions: Mapping[str, PathPage | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Mapping[str, LearningPath]:
        """The paths by key, with parts that lead to courses; of two under one key the first counts."""
        courses: Mapping[str, CoursePage | None] = handbook.definitions.get(COURSE, {})
        known = audiences.known_in(handbook) if definitions else audiences.Known()
        titles = titles_in(handbook) if definitions else set()
        found: dict[str, LearningPath] = {}
        for path, page in definitions.items():
            if page is None or page.path.key in found:
                continue
            reporter = reporter_for(path)
            for audience in (page.front.audience, *(each.audience for each in page.front.assign)):
                audiences.check(audience, known, reporter)
            check_competencies(page.front, set(competencies(handbook)), reporter)
            check_owner(page.path, page.front, handbook.pages[path], titles, reporter)
            made = _with_parts(page, courses, handbook, reporter)
            _check_order(made, page, courses, reporter)
            found[made.key] = made
        return found


def _with_parts(
    page: PathPage, courses: Mapping[str, CoursePage | None], handbook: Handbook, reporter: Reporter
) -> LearningPath:
    links = handbook.links.get(page.path.path, ())

    def course(said: Written) -> str:
        target = links[said.link].target if said.link is not None and said.link < len(links) else None
        there = courses.get(target or "")
        if there is None:
            reporter.report(codes.PATH_UNKNOWN_COURSE, said.span, f"“{said.title}” is no course.")
            return ""
        return there.course.key

    parts: list[PathPart] = []
    for each in page.parts:
        made = _part(each, course)
        if made is not None:
            parts.append(_apart(made, parts))
    return replace(page.path, parts=tuple(parts))


def _part(said: Written, course: Callable[[Written], str]) -> PathPart | None:
    if said.kind == "milestone":
        return PathPart(said.key or said.fallback, said.title, "milestone", (), 1, said.is_optional)
    if said.choices:
        several = tuple(key for key in map(course, said.choices) if key)
        if not several:
            return None
        needed = min(said.needed, len(several))
        return PathPart(
            said.key or said.fallback, said.title.rstrip(": "), "choice", several, needed, said.is_optional
        )
    key = course(said)
    return PathPart(said.key or key, said.title, "course", (key,), 1, said.is_optional) if key else None


def _apart(part: PathPart, before: list[PathPart]) -> PathPart:
    taken = {each.key for each in before}
    if part.key not in taken:
        return part
    return part._replace(
        key=next(k for n in range(2, len(before) + 3) if (k := f"{part.key}-{n}") not in taken)
    )


def _check_order(
    path: LearningPath, page: PathPage, courses: Mapping[str, CoursePage | None], reporter: Reporter
) -> None:
    """Nobody gets through where a course opens only after one that comes later and asks for it."""
    if not path.is_ordered:
        return
    asked = {each.course.key: each.course.prerequisites for each in courses.values() if each is not None}
    place = {key: at for at, part in reversed(list(enumerate(path.parts))) for key in part.courses}
    for key, later in _too_late(place, asked):
        told = f"“{key}” asks for “{later}” before, which comes after it."
        span = next((each.span for each in page.parts if key in each.destination), page.front.node.span)
        reporter.report(codes.PATH_CIRCLE, span, told)


def _too_late(place: Mapping[str, int], asked: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for key, at in place.items():
        for before in asked.get(key, ()):
            if place.get(before, -1) > at:
                yield key, before
