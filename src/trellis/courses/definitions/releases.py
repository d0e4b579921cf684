"""The kind `release`: a page that tells of something new, by topics, so that the courses about these are looked at.

---
title: What is new in November
release:
  topics: [CI]
  on: 2026-11-02
  days: 15
---

What has changed, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from trellis.courses.definitions import codes
from trellis.courses.definitions.coursekind import CoursePage
from trellis.courses.definitions.courses import COURSE, LESSON, Course, Courses, Lesson
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Between, Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings

RELEASE: Final = "release"
USUAL_DAYS = 15
"""Working days in which courses are looked at, where a page does not say how many."""
SKELETON = """\
---
title: "{title}"
release:
  topics: [a topic of the courses that it concerns]
---

Say what is new, and what people do otherwise from now on.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFront(Declared):
    """What `release:` in the front matter says."""

    topics: tuple[str, ...] = ()
    on: date | None = None
    days: Annotated[int, Between(1, 250)] = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Release:
    """That something is new, which concerns courses about some topics; they are looked at within so many working days.

    `on` is the day of the release, where the page says it.
    """

    path: str
    title: str
    topics: tuple[str, ...] = ()
    on: date | None = None
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Concerned:
    """A course that a release concerns: by a topic of its own, or of some of its lessons, which `parts` then are."""

    course: Course
    topics: tuple[str, ...]
    parts: tuple[Lesson, ...] = ()


class ReleaseKind:
    """Pages whose front matter says `release`. Assembled: the releases by path."""

    name = RELEASE
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.RELEASES)
    also = (COURSE, LESSON)
    """It looks at the definitions of these kinds, too."""

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether the page says that it is one."""
        return page.front is not None and page.front.get(RELEASE) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Release | None:
        """What the page says; `None` where that cannot be read."""
        node = page.front.get(RELEASE) if page.front is not None else None
        front = read(node, ReleaseFront, reporter, "the release note") if node is not None else None
        if front is None:
            return None
        if not front.topics:
            told = f"“{page.title}” names no topic: no course is looked at for it."
            reporter.report(codes.RELEASE_WITHOUT_TOPICS, whole_span(page), told)
        return Release(page.path, page.title, front.topics, front.on, front.days)

    def assemble(
        self,
        definitions: Mapping[str, Release | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Mapping[str, Release]:
        """The releases by path. Topics that no course has are reported: they may be spelled in another way."""
        found = {path: each for path, each in definitions.items() if each is not None}
        pages: Mapping[str, CoursePage | None] = handbook.definitions.get(COURSE, {})
        lessons: Mapping[str, Lesson] = handbook.definitions.get(LESSON, {})
        known = set(topics_in([each.course for each in pages.values() if each is not None], lessons.values()))
        for path, each in found.items():
            for topic in each.topics:
                if topic.casefold() not in known:
                    told = f"No course and no lesson is about “{topic}”."
                    reporter_for(path).report(
                        codes.TOPIC_OF_NO_COURSE, whole_span(handbook.pages[path]), told
                    )
        return found


def topics_in(courses: Iterable[Course], lessons: Iterable[Lesson]) -> Iterable[str]:
    """The topics and tags of some courses and lessons, in small letters."""
    for course in courses:
        yield from (each.casefold() for each in (*course.topics, *course.tags))
    for lesson in lessons:
        yield from (each.casefold() for each in lesson.topics)


def concerned_by(release: Release, courses: Courses) -> tuple[Concerned, ...]:
    """The courses that a release concerns, by title: those with one of its topics or tags, or with such a lesson."""
    wanted = {each.casefold(): each for each in release.topics}
    found = []
    for course in courses.by_key.values():
        own = {each.casefold() for each in (*course.topics, *course.tags)}
        lessons = [courses.lessons[each.path] for each in course.parts if each.path in courses.lessons]
        tagged = [(each, {topic.casefold() for topic in each.topics} & set(wanted)) for each in lessons]
        parts = tuple(each for each, topics in tagged if topics)
        topics = (own & set(wanted)).union(*(topics for _each, topics in tagged))
        if topics:
            # A course that is about it as a whole is looked at as a whole.
            said = tuple(wanted[each] for each in sorted(topics))
            found.append(Concerned(course, said, () if own & set(wanted) else parts))
    return tuple(sorted(found, key=lambda each: each.course.title.casefold()))
