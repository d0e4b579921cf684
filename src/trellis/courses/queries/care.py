"""How courses stand, for those who look after them: findings, reviews that are due, what serves which objective.

Whether a review is due is asked here and not by the compiler: what a handbook says is the same whenever it is compiled,
and a day that passes changes no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.courses import rules
from trellis.courses.definitions.courses import LEVELS, QUIZ, Course, Courses, Objective, Part
from trellis.courses.queries.catalogue import courses_now
from trellis.courses.rules import Seeker
from trellis.handbook.diagnostics import Diagnostic, Severity
from trellis.handbook.handbook import Handbook
from trellis.pages.queries.current import Edition
from trellis.people.days import today


@dataclass(frozen=True, slots=True)
class Review:
    """A page that is to be looked at again by a day."""

    path: str
    title: str
    by: date
    is_due: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a course stands. `untested` are objectives that no question tests, `unserved` those that no lesson names."""

    course: Course
    diagnostics: tuple[Diagnostic, ...]
    reviews: tuple[Review, ...]
    untested: tuple[Objective, ...]
    unserved: tuple[Objective, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(each.severity is Severity.ERROR for each in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many are warnings."""
        return sum(each.severity is Severity.WARNING for each in self.diagnostics)

    @property
    def due(self) -> int:
        """How many reviews are due."""
        return sum(each.is_due for each in self.reviews)

    @property
    def next_review(self) -> date | None:
        """The day by which somebody has to look at a page of it."""
        return min((each.by for each in self.reviews), default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """An objective against the parts of a course: what each does for it, a number of questions, or that it teaches."""

    objective: Objective
    cells: tuple[str, ...]


def cared_for(seeker: Seeker, edition: Edition) -> list[Standing]:
    """The courses that somebody looks after, those with the most to do first."""
    courses, day = courses_now(), today()
    found = [
        standing(edition, courses, each, day)
        for each in courses.by_key.values()
        if rules.can_care(seeker, each)
    ]
    return sorted(
        found, key=lambda each: (-each.errors, -each.due, -each.warnings, each.course.title.casefold())
    )


def cares(seeker: Seeker) -> bool:
    """Whether somebody looks after any course."""
    found = courses_now().by_key.values()
    return seeker.keeps or any(rules.is_owner(seeker, each) for each in found)


def standing(edition: Edition, courses: Courses, course: Course, day: date) -> Standing:
    """How one course stands on a day. Of a page that the reader may not see it is counted what it asks, no more."""
    handbook = edition.whole.handbook
    own = [each.path for each in courses.lessons.values() if each.folder == course.folder]
    paths = dict.fromkeys((course.path, *(each.path for each in course.parts if each.path), *own))
    served = {key for each in course.parts for key in _objectives(courses, each)}
    tested = {key for each in course.parts for key in questions_by_objective(handbook, each)}
    has_quiz = any(each.kind == "quiz" for each in course.parts)
    return Standing(
        course=course,
        diagnostics=tuple(
            found for path in paths if edition.sees(path) for found in handbook.diagnostics_of(path)
        ),
        reviews=tuple(_reviews(courses, course, paths, day)),
        untested=tuple(each for each in course.objectives if has_quiz and each.key not in tested),
        unserved=tuple(each for each in course.objectives if each.key not in served),
    )


def matrix(edition: Edition, courses: Courses, course: Course) -> tuple[Row, ...]:
    """The objectives of a course against its parts: `teaches`, a number of questions, or nothing."""
    handbook, rows = edition.whole.handbook, []
    for objective in course.objectives:
        cells = []
        for part in course.parts:
            questions = questions_by_objective(handbook, part).get(objective.key, 0)
            teaches = objective.key in _objectives(courses, part)
            cells.append(str(questions) if questions else "teaches" if teaches else "")
        rows.append(Row(objective, tuple(cells)))
    return tuple(rows)


def curriculum(courses: Sequence[Course]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """How many courses there are for each topic and level, in the order of `LEVELS`: where none is, and where many."""
    counted: Counter[tuple[str, str]] = Counter(
        (topic, each.level) for each in courses if not each.translation_of for topic in each.topics
    )
    topics = sorted({topic for topic, _level in counted}, key=str.casefold)
    return tuple((topic, tuple(counted[topic, level] for level in LEVELS)) for topic in topics)


def questions_by_objective(handbook: Handbook, part: Part) -> Mapping[str, int]:
    """How many questions of a quiz are for each objective; none for any other part."""
    quiz = handbook.definitions.get(QUIZ, {}).get(part.path) if part.kind == "quiz" else None
    return Counter(each.objective for each in getattr(quiz, "questions", ()) if each.objective)


def _objectives(courses: Courses, part: Part) -> tuple[str, ...]:
    lesson = courses.lessons.get(part.path)
    return lesson.objectives if lesson is not None else ()


def _reviews(courses: Courses, course: Course, paths: Mapping[str, None], day: date) -> Iterator[Review]:
    if course.review_by is not None:
        yield Review(course.path, course.title, course.review_by, course.review_by < day)
    for path in paths:
        lesson = courses.lessons.get(path)
        if lesson is not None and lesson.review_by is not None:
            yield Review(path, lesson.title, lesson.review_by, lesson.review_by < day)
