"""What classes know of courses, and how attendance counts there: the one module that knows how those rooms speak.

A session may be of a class part of a course. Whoever attended gets that part credited. That somebody waits for a course
to be held is written down in `learning`; here it is met.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from trellis.classes.definitions.plans import Part
from trellis.core import defined
from trellis.core.rules import Account, Person
from trellis.courses import terms
from trellis.courses.addresses import course_address
from trellis.learning.queries import demand, playing, shown, standing
from trellis.learning.services import crediting, enrolling, pathing, rating, taking_back
from trellis.learning.services import demand as wishes
from trellis.learning.services.errors import LearningError
from trellis.people.days import today

CLASS = "class"
"""The kind of the parts that are taught in sessions."""
BY_RULE = "rule"
"""Why somebody takes what a rule of the handbook assigned and has them begin."""
ASSIGNED = "assigned"
"""Why whoever is in a cohort takes its courses."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A part of a course that is taught in sessions."""

    course: str
    course_title: str
    part: str
    part_title: str
    minutes: int = 0

    @property
    def key(self) -> str:
        """Course and part as one text, for forms."""
        return f"{self.course}/{self.part}"

    @property
    def title(self) -> str:
        """What a session of it is called."""
        return f"{self.course_title}: {self.part_title}"

    @property
    def address(self) -> str:
        """The page of the course."""
        return course_address(self.course)


def parts() -> Sequence[Taught]:
    """Every part of a course that is taught in sessions, by title; made once for each edition."""
    return defined.derive(_parts)


def part_of(course: str, part: str) -> Taught | None:
    """One of them; `None` where the handbook has it no more."""
    return next((each for each in parts() if (each.course, each.part) == (course, part)), None)


def courses() -> dict[str, str]:
    """The courses that have such a part, by key, with their titles."""
    return {each.course: each.course_title for each in parts()}


def courses_of(plan: Iterable[Part]) -> frozenset[str]:
    """The courses that the parts of a plan ask for, those of its paths with them."""
    paths, keys = terms.all_courses().paths, set[str]()
    for each in plan:
        path = paths.get(each.path) if each.kind == "path" else None
        keys |= {key for part in path.parts for key in part.courses} if path is not None else {each.course}
    return frozenset(keys - {""})


def credit(*, person: Person, course: str, part: str, session: UUID) -> None:
    """Have a part count as completed by somebody who attended a session of it; again it changes nothing.

    Raises LearningError for a course or part that there is no more.
    """
    crediting.credit(person, course, part, evidence=_evidence(session))


def take_back(*, person: Person, course: str, part: str, session: UUID) -> None:
    """Have a part count no more that this session was the evidence of; again it changes nothing."""
    taking_back.take_back(person, course, part, evidence=_evidence(session))


def wait_for(*, course: str, part: str = "", by: Account) -> None:
    """Want to be told of sessions; again changes nothing. Raises LearningError, NotAllowedError."""
    rating.wait_for(course=course, part=part, by=by)


def wait_no_more(*, course: str, people: Collection[UUID], part: str | None = None) -> None:
    """Have people wait no more for a course; with `part`, for that one and the course as a whole."""
    wishes.end(course=course, part=part, people=people)


def asked_by_rule(enrollment: UUID) -> Person | None:
    """Whom the handbook itself enrolled by this; `None` for who chose it or was chosen by somebody."""
    found = playing.enrollment_for(enrollment)
    return found.person if found is not None and found.reason == BY_RULE else None


def classes_left(person: UUID, course: str) -> list[Taught]:
    """The classes of a course that somebody has not done. Two queries at most."""
    here = [each for each in parts() if each.course == course]
    done = learned([person], (), (), [(course, each.part) for each in here]).parts if here else ()
    return [each for each in here if (person, course, each.part) not in done]


def who_waits(course: str, part: str) -> list[Person]:
    """Who waits for a session of a class, with their accounts. One query."""
    return demand.people(course, part)


def waiting_of(person: UUID) -> list[str]:
    """The courses that somebody waits for and that are taught in sessions. One query."""
    known = courses()
    return [each for each in demand.courses_of(person) if each in known]


def waiting() -> list[tuple[str, int]]:
    """For each course how many people wait for a session, most first. One query."""
    known = courses()
    return [(course, n) for course, n in demand.counts() if course in known]


Pair = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Learned:
    """What people have shown: pairs of person and course, person and path, and of person, course and part."""

    courses: frozenset[Pair]
    paths: frozenset[Pair]
    parts: frozenset[tuple[UUID, str, str]]


def learned(
    people: Collection[UUID],
    courses: Collection[str],
    paths: Collection[str],
    parts: Collection[tuple[str, str]],
) -> Learned:
    """Which of some courses, paths and parts people have done, by what counts today. Four queries for any number."""
    covered = standing.covers(courses, people, today()) if courses and people else {}
    walked = shown.paths_done(people, paths, today()) if paths and people else ()
    done = shown.parts_done(people, parts) if parts and people else ()
    return Learned(
        frozenset(covered), frozenset((each.person, each.path) for each in walked),
        frozenset((each.person, each.course, each.part) for each in done),
    )  # fmt: skip


def have_take(*, person: Person, course: str, because: str) -> str:
    """Enroll somebody in a course of their program unless they take it or have completed it; what stands against it.

    Nothing where nothing does. For services that have checked who may.
    """
    if standing.completed(person, course, today()) is not None:
        return ""
    try:
        enrolling.enroll(person, course, reason=ASSIGNED, because=because)
    except LearningError as error:
        return error.message
    return ""


def have_walk(*, person: Person, path: str) -> str:
    """Have somebody take a path of their program, as `have_take`."""
    if (person.pk, path) in learned([person.pk], (), [path], ()).paths:
        return ""
    try:
        pathing.begin(person, path, reason=ASSIGNED)
    except LearningError as error:
        return error.message
    return ""


def _evidence(session: UUID) -> str:
    return f"class session {session}"


def _parts(_edition: object) -> tuple[Taught, ...]:
    found = (
        Taught(course.key, course.title, part.key, part.title, part.minutes)
        for course in terms.all_courses().by_key.values()
        for part in course.parts
        if part.kind == CLASS
    )
    return tuple(sorted(found, key=lambda each: (each.course_title.casefold(), each.part_title.casefold())))
