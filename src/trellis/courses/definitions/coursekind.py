"""The kind `course`: the page `course.md` of a folder of courses, laid against all that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from trellis.assessments.definitions.recognising import is_quiz
from trellis.courses.definitions import checks, codes
from trellis.courses.definitions.coursefront import CourseFront
from trellis.courses.definitions.courses import (
    COURSE,
    LESSON,
    QUIZ,
    Course,
    Courses,
    Lesson,
    Objective,
    Part,
    PartKind,
)  # fmt: skip
from trellis.courses.definitions.durations import minutes_of, months_of
from trellis.courses.definitions.measuring import measured
from trellis.courses.definitions.outlines import OBJECTIVES, OUTLINE, Written, listed, section_called, written
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Group

D = TypeVar("D", bound=Declared)
_PATH = re.compile(r"(?:.*/)?courses/(?P<key>[^/]+)/course\.md$")
_NUMBERED = re.compile(r"^\d+[-_. ]+(?=\D)")
_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class CoursePage:
    """What a page `course.md` says by itself: `course` has no parts yet, which `parts` become."""

    course: Course
    front: CourseFront
    parts: tuple[Written, ...]
    has_outline: bool


class CourseKind:
    """The pages `courses/<key>/course.md`. Assembled: `Courses` without paths."""

    name = COURSE
    version = 2
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.COURSES)
    also = (LESSON, QUIZ, "job-family")
    """It looks at the definitions of these kinds, too."""

    def recognise(self, page: Page, settings: Settings) -> bool:
        """The pages of that name in a folder of `courses`."""
        return _PATH.match(page.path) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> CoursePage | None:
        """What the page says of the course; `None` where that cannot be read."""
        front = course_front(page, reporter)
        found = _PATH.match(page.path)
        if front is None or found is None:
            return None
        section = section_called(page, OUTLINE)
        course = _course(page, found["key"], front, settings)
        checks.check_page(course, page, front, reporter)
        return CoursePage(course, front, written(page, section), section is not None)

    def assemble(
        self,
        definitions: Mapping[str, CoursePage | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Courses:
        """All courses with their parts; of two under one key the first counts."""
        found: dict[str, Course] = {}
        pages: dict[str, CoursePage] = {}
        lessons: Mapping[str, Lesson] = handbook.definitions.get(LESSON, {})
        for path, page in definitions.items():
            if page is None:
                continue
            first = found.get(page.course.key)
            if first is not None:
                told = f"“{first.path}” is the course “{page.course.key}” as well."
                reporter_for(path).report(codes.SAME_KEY, whole_span(handbook.pages[path]), told)
                continue
            found[page.course.key] = whole(page, lessons, handbook, reporter_for(path))
            pages[page.course.key] = page
        made = Courses(found, {}, lessons)
        checks.check_all(made, {key: each.front for key, each in pages.items()}, handbook, reporter_for)
        return made


def course_front(page: Page, reporter: Reporter) -> CourseFront | None:
    """What `course:` says. An audience that cannot be read is nobody: a slip must not let everybody in."""
    node = page.front.get(COURSE) if page.front is not None else None
    if node is None:
        return CourseFront()
    made = read(node, CourseFront, reporter, "the course")
    return closed(made) if made is not None else None


def closed(made: D) -> D:
    """The same, for nobody where an audience was written that could not be read."""
    said = made.node.get("audience")
    if said is not None and getattr(made, "audience", None) == EVERYBODY != said.value:
        return replace(made, audience=Group(node=said))  # type: ignore[call-arg]
    return made


def key_of(path: str) -> str:
    """The key of a part that is a page: its file's name without number and ending."""
    stem = path.rpartition("/")[2].removesuffix(".md")
    return _KEY.sub("-", _NUMBERED.sub("", stem).casefold()).strip("-") or "part"


def _course(page: Page, key: str, front: CourseFront, settings: Settings) -> Course:
    owner = page.front_value("owner")
    objectives = tuple(
        Objective(each.key, each.text, measured(each.text).level)
        for each in listed(page, section_called(page, OBJECTIVES))
    )
    return Course(
        key=key, path=page.path, title=page.title, description=page.description or "",
        owner=front.owner or (" ".join(owner.split()) if isinstance(owner, str) else ""),
        minutes=minutes_of(front.duration) or 0 if front.duration else 0,
        modality=front.modality, level=front.level, topics=front.topics, tags=front.tags, audience=front.audience,
        enrollment=front.enrollment, languages=front.languages or settings.languages[:1] or ("en",),
        translation_of=front.translation_of, prerequisites=front.prerequisites, equivalent_to=front.equivalent_to,
        competencies=front.competencies, levels=front.levels,
        valid_for=months_of(front.valid_for) if front.valid_for else None, review_by=front.review_by,
        assign=tuple(each.made for each in front.assign), objectives=objectives,
    )  # fmt: skip


def whole(page: CoursePage, lessons: Mapping[str, Lesson], handbook: Handbook, reporter: Reporter) -> Course:
    """The course of a page with its parts, each under a key of its own; `handbook` has pages, links and definitions."""
    parts: list[Part] = []
    if page.has_outline:
        links = handbook.links.get(page.course.path, ())
        for each in page.parts:
            target = links[each.link].target if each.link is not None and each.link < len(links) else None
            part = _part(each, target, lessons, handbook, reporter)
            if part is not None:
                parts.append(_under_own_key(part, parts, each, reporter))
    else:
        for path in _pages_of(page.course.folder, lessons, handbook):
            parts.append(_under_own_key(_page_part(path, lessons, handbook), parts, None, reporter))
    minutes = page.course.minutes or sum(each.minutes for each in parts if not each.is_optional)
    return replace(page.course, parts=tuple(parts), minutes=minutes)


def _part(
    said: Written, target: str | None, lessons: Mapping[str, Lesson], handbook: Handbook, reporter: Reporter
) -> Part | None:
    key = said.key or said.fallback
    if said.kind in ("class", "practical", "external"):
        url = said.destination if said.kind == "external" else ""
        # Where learners are sent is an address of the web: nothing that a browser would run.
        if said.kind != "external" or url.lower().startswith(("https://", "http://")):
            path = target if target in handbook.pages and said.kind != "external" else ""
            kind = cast(PartKind, said.kind)
            return Part(key, said.title, kind, path or "", url, said.minutes, said.is_optional)
    if target is None or target not in handbook.pages:
        told = f"“{said.title}” leads to nothing that can be taken."
        reporter.report(codes.LEADS_NOWHERE, said.span, told)
        return None
    made = _page_part(target, lessons, handbook)
    return made._replace(
        key=said.key or made.key, title=said.title or made.title, minutes=said.minutes or made.minutes,
        is_optional=said.is_optional,
    )  # fmt: skip


def _page_part(path: str, lessons: Mapping[str, Lesson], handbook: Handbook) -> Part:
    page = handbook.pages[path]
    quizzes: Mapping[str, Any] = handbook.definitions.get(QUIZ, {})
    if path in quizzes or is_quiz(page):
        return Part(key_of(path), page.title, "quiz", path, "", checks.quiz_minutes(quizzes.get(path)))
    lesson = lessons.get(path)
    return Part(key_of(path), page.title, "lesson", path, "", lesson.minutes if lesson is not None else 0)


def _pages_of(folder: str, lessons: Mapping[str, Lesson], handbook: Handbook) -> list[str]:
    """The pages of a folder by name, quizzes last."""
    own = [path for path, each in lessons.items() if each.folder == folder]
    quizzes = [
        path
        for path, page in handbook.pages.items()
        if path.rpartition("/")[0] == folder and path not in lessons and is_quiz(page)
    ]
    return sorted(own) + sorted(quizzes)


def _under_own_key(part: Part, before: list[Part], said: Written | None, reporter: Reporter) -> Part:
    taken = {each.key for each in before}
    if part.key not in taken:
        return part
    span = said.span if said is not None else whole_span_of(reporter)
    told = f"Two parts have the key “{part.key}”."
    reporter.report(codes.SAME_PART_KEY, span, told)
    key = next(f"{part.key}-{n}" for n in range(2, len(before) + 3) if f"{part.key}-{n}" not in taken)
    return part._replace(key=key)


def whole_span_of(reporter: Reporter) -> Any:
    """The first line of a file: where something is told of all of it."""
    return reporter.source.line_span(0)
