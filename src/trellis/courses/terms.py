"""What the current handbook teaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trellis.core import defined
from trellis.courses.definitions.courses import (
    COURSE,
    PATH,
    WORDS_A_MINUTE,
    Course,
    Courses,
    LearningPath,
    Part,
)
from trellis.courses.definitions.lessons import texts_of
from trellis.courses.definitions.readability import counts_of
from trellis.courses.definitions.releases import RELEASE, Release
from trellis.handbook.handbook import Handbook
from trellis.handbook.transclude import expand
from trellis.pages.audience import EVERYBODY
from trellis.pages.queries.current import Edition


def all_courses() -> Courses:
    """Everything that the current handbook teaches; made once for each edition."""
    return defined.derive(_courses)


def courses_in(edition: Edition) -> Courses:
    """Everything that an edition teaches its readers; made once for it.

    They find the courses whose own page they see, with all of the outline that stands there: a quiz stays a part of it
    though nobody may read its page, where the answers are. What a part says is asked of the edition itself.
    """
    return edition.derive(_seen)


def course(key: str) -> Course | None:
    """A course of the current handbook by its key."""
    return all_courses().by_key.get(key)


def path(key: str) -> LearningPath | None:
    """A path of the current handbook by its key."""
    return all_courses().paths.get(key)


def releases_in(handbook: Handbook) -> Mapping[str, Release]:
    """The release notes of a handbook, by path."""
    found = handbook.assembled.get(RELEASE)
    return found if isinstance(found, dict) else {}


def courses_of(handbook: Handbook) -> Courses:
    """Everything that a handbook teaches, with what lessons take in from other pages counted as reading."""
    found = handbook.assembled.get(COURSE)
    if not isinstance(found, Courses):
        return Courses()
    paths = handbook.assembled.get(PATH)
    made = {key: counted(each, found, handbook) for key, each in found.by_key.items()}
    return replace(found, by_key=made, paths=paths if isinstance(paths, dict) else {})


def _courses(edition: Any) -> Courses:
    return courses_of(edition.handbook)


def _seen(edition: Edition) -> Courses:
    if edition.audience == EVERYBODY:
        return edition.derive(_courses)
    # Without the pages that are hidden an outline would lack parts, and a course would be another than is taken.
    every = edition.whole.derive(_courses)
    return replace(
        every,
        by_key={key: each for key, each in every.by_key.items() if edition.sees(each.path)},
        lessons={path: each for path, each in every.lessons.items() if edition.sees(path)},
        paths={key: each for key, each in every.paths.items() if edition.sees(each.path)},
    )


def counted(course: Course, courses: Courses, handbook: Handbook) -> Course:
    """The course whose lessons that include others take as long as all of their words."""
    parts = tuple(_counted_part(each, courses, handbook) for each in course.parts)
    if parts == course.parts:
        return course
    known = sum(each.minutes for each in course.required_parts)
    minutes = sum(each.minutes for each in parts if not each.is_optional)
    return replace(course, parts=parts, minutes=minutes if course.minutes == known else course.minutes)


def _counted_part(part: Part, courses: Courses, handbook: Handbook) -> Part:
    lesson = courses.lessons.get(part.path)
    if lesson is None or not lesson.includes or lesson.is_timed or part.minutes != lesson.minutes:
        return part
    page = handbook.pages[part.path]
    whole = expand(page, handbook.pages, handbook.environment).as_page(page.path)
    words = counts_of("\n".join(texts_of(block for each in whole.sections for block in each.blocks))).words
    own = -(-lesson.counts.words // WORDS_A_MINUTE)
    return part._replace(minutes=part.minutes - own + max(own, -(-words // WORDS_A_MINUTE)))
