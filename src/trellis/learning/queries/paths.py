"""How far somebody is on a path: its parts in order, which are open, which are done, and what is next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from trellis.courses.definitions.courses import LearningPath, PathPart
from trellis.learning import terms
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Enrollment,
    PathEnrollment,
    Step,
    Subject,
)
from trellis.learning.queries import standing
from trellis.learning.queries.standing import Completion
from trellis.people.days import today


@dataclass(frozen=True, slots=True)
class CourseOnPath:
    """A course of a part: who takes it has an `enrollment`, who is done a `completion`."""

    key: str
    title: str
    enrollment: Enrollment | None
    completion: Completion | None


@dataclass(frozen=True, slots=True)
class PathStep:
    """A part of a path: `is_open` where those before it are done, or the order does not count."""

    part: PathPart
    courses: tuple[CourseOnPath, ...]
    step: Step | None
    is_done: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class PathProgress:
    """A path as far as somebody is with it."""

    steps: tuple[PathStep, ...]

    @property
    def needed(self) -> int:
        """How many parts are needed."""
        return sum(not each.part.is_optional for each in self.steps)

    @property
    def done(self) -> int:
        """How many of those are done."""
        return sum(each.is_done and not each.part.is_optional for each in self.steps)

    @property
    def share(self) -> int:
        """The percentage that is done."""
        return 100 * self.done // self.needed if self.needed else 100

    @property
    def is_complete(self) -> bool:
        """Whether all parts that are needed are done; of a path that needs none, one."""
        return self.done == self.needed if self.needed else any(each.is_done for each in self.steps)

    @property
    def next(self) -> PathStep | None:
        """The first part that is open and not done."""
        return next((each for each in self.steps if each.is_open and not each.is_done), None)


def is_assigned(person: UUID, key: str) -> bool:
    """Whether a path is assigned to somebody and open. One query."""
    rows = Assignment.objects.filter(person=person, subject=Subject.PATH, key=key, is_current=True)
    return rows.filter(state=AssignmentState.OPEN).exists()


def progress_of(enrollment: PathEnrollment, path: LearningPath) -> PathProgress:
    """How far somebody is. Four queries."""
    return progress_of_several([(enrollment, path)], enrollment.person_id)[enrollment.pk]


def progress_of_several(
    several: Collection[tuple[PathEnrollment, LearningPath]],
    person: UUID,
    active: Iterable[Enrollment] | None = None,
) -> dict[UUID, PathProgress]:
    """How far one person is with some paths. Four queries for any number, one less with the `active` enrollments."""
    keys = {key for _row, path in several for key in path.courses}
    counting = standing.covers(keys, [person], today())
    has = {key: each for (_person, key), each in counting.items()}
    if active is None:
        active = Enrollment.objects.filter(person=person, course__in=keys, state__in=OPEN)
    taken = {each.course: each for each in active if each.course in keys}
    steps: dict[UUID, dict[str, Step]] = {row.pk: {} for row, _path in several}
    for each in Step.objects.filter(path__in=steps):
        steps[each.path_id][each.milestone] = each
    return {row.pk: _progress(path, has, taken, steps[row.pk]) for row, path in several}


def _progress(
    path: LearningPath, has: dict[str, Completion], taken: dict[str, Enrollment], steps: dict[str, Step]
) -> PathProgress:
    found: list[PathStep] = []
    is_open = True
    for part in path.parts:
        courses = tuple(
            CourseOnPath(key, terms.title_of("course", key), taken.get(key), has.get(key))
            for key in part.courses
        )
        step = steps.get(part.key)
        if part.kind == "milestone":
            is_done = step is not None and step.confirmed_at is not None
        else:
            is_done = sum(each.completion is not None for each in courses) >= min(part.needed, len(courses))
        found.append(PathStep(part, courses, step, is_done, is_open))
        is_open = is_open and (not path.is_ordered or is_done or part.is_optional)
    return PathProgress(tuple(found))
