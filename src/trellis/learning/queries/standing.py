"""What somebody has shown: completions that count, with equivalent courses, earlier learning and exemptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, Value

from trellis.core.rules import Person
from trellis.learning import terms
from trellis.learning.definitions.needs import Cover, How, best
from trellis.learning.models import Enrollment, EnrollmentState, Exemption, ExemptionKind, ExemptionState


@dataclass(frozen=True, slots=True)
class Completion:
    """That somebody has shown what a course teaches: by which course, from when until when (with it), by which record.

    `enrollment` is empty where an exemption or earlier learning counts, which `exemption` then is.
    """

    how: How
    course: str
    on: date
    until: date | None
    enrollment: UUID | None
    exemption: UUID | None
    revision: str

    @property
    def cover(self) -> Cover:
        """For the arithmetic."""
        return Cover(self.how, self.on, self.until)


def completed(person: Person | UUID, course_key: str, on: date) -> Completion | None:
    """What counts as somebody's completion of a course on a day, with equivalents and exemptions; or `None`.

    Two queries.
    """
    key = person if isinstance(person, UUID) else person.pk
    return counting(completions([course_key], [key]).get((key, course_key), ()), on)


def counting(found: Iterable[Completion], on: date) -> Completion | None:
    """The one of some completions that counts on a day, and the longest from then on."""
    by_cover = {each.cover: each for each in found}
    cover = best(by_cover, on)
    return by_cover[cover] if cover is not None else None


def completions(
    courses: Collection[str],
    people: Collection[UUID] | None = None,
    taken: Iterable[Enrollment] | None = None,
) -> dict[tuple[UUID, str], list[Completion]]:
    """All that ever counted for some courses, of some people or of everybody, by person and course. One query.

    `taken` are all enrollments of these people, for whoever has them already: then it asks for the exemptions alone.
    """
    serves: dict[str, list[str]] = defaultdict(list)
    for key in courses:
        for other in terms.counting_as(key):
            serves[other].append(key)
    found: dict[tuple[UUID, str], list[Completion]] = defaultdict(list)
    for kind, pk, person, course, on, until, revision in _counted(courses, set(serves), people, taken):
        assert on is not None
        if kind:
            how = How.PRIOR if kind == ExemptionKind.PRIOR else How.EXEMPT
            found[person, course].append(Completion(how, course, on, until, None, pk, revision))
            continue
        for key in serves[course]:
            how = How.COMPLETED if key == course else How.EQUIVALENT
            found[person, key].append(Completion(how, course, on, until, pk, None, revision))
    return found


_NAMES = ("person_id", "course", "completed_on", "valid_until", "revision")


def _counted(
    courses: Collection[str],
    serving: Collection[str],
    people: Collection[UUID] | None,
    taken: Iterable[Enrollment] | None,
) -> list[tuple[Any, ...]]:
    """The completions of `serving` courses, then the exemptions of `courses`: an empty kind, or that of exemption."""
    rows = Enrollment.objects.filter(course__in=serving, state=EnrollmentState.COMPLETED)
    granted = Exemption.objects.filter(course__in=courses, state=ExemptionState.GRANTED)
    if people is not None:
        rows, granted = rows.filter(person__in=people), granted.filter(person__in=people)
    exempt = granted.order_by().values_list(
        "kind", "pk", "person_id", "course", "counts_from", "valid_until", "revision"
    )
    if taken is None:
        completed = rows.order_by().values_list(Value("", CharField()), "pk", *_NAMES)
        return sorted(completed.union(exempt, all=True), key=lambda row: (bool(row[0]), row[1]))
    ended = (each for each in taken if each.state == EnrollmentState.COMPLETED and each.course in serving)
    own = [("", each.pk, *(getattr(each, name) for name in _NAMES)) for each in ended]
    return [*sorted(own, key=lambda row: row[1]), *sorted(exempt, key=lambda row: row[1])]


def covers(
    courses: Collection[str],
    people: Collection[UUID] | None,
    on: date,
    taken: Iterable[Enrollment] | None = None,
) -> dict[tuple[UUID, str], Completion]:
    """What counts on a day, by person and course. Two queries; one with all enrollments of these people."""
    return {
        key: one
        for key, each in completions(courses, people, taken).items()
        if (one := counting(each, on)) is not None
    }


def missing_before(
    person: UUID, course_key: str, on: date, taken: Iterable[Enrollment] | None = None
) -> list[tuple[str, str]]:
    """The courses that somebody has to complete before a course, each with its title. Two queries; see `covers`."""
    course = terms.course(course_key)
    if course is None or not course.prerequisites:
        return []
    has = covers(course.prerequisites, [person], on, taken)
    return [(key, terms.title_of("course", key)) for key in course.prerequisites if (person, key) not in has]


def hours(person: Person | UUID, topic: str, since: date) -> Decimal:
    """How many hours of courses about a topic somebody completed since a day, by the length that each states.

    A course that was taken several times counts each time. An empty topic is any. One query.
    """
    key = person if isinstance(person, UUID) else person.pk
    rows = Enrollment.objects.filter(person=key, state=EnrollmentState.COMPLETED, completed_on__gte=since)
    minutes = sum(
        minutes
        for minutes, topics in rows.values_list("version__minutes", "version__topics")
        if not topic or topic in topics
    )
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
