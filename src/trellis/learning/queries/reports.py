"""How much is learned: by course, department, role, entity or version, in a period; how far parts get; who complies.

What happened in a period is added up of daily sums, and of the days since the last of them. What is under way and what
is overdue is counted now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from trellis.core import defined
from trellis.core.kept import Kept
from trellis.core.rules import Person
from trellis.courses.definitions.courses import Course
from trellis.learning import terms
from trellis.learning.models import (
    Assignment,
    AssignmentState,
    DailySum,
    Enrollment,
    EnrollmentState,
    Followed,
    PartProgress,
    PartState,
    PathEnrollment,
    PathState,
    Subject,
)
from trellis.learning.queries import standing
from trellis.learning.queries.standing import Completion
from trellis.learning.queries.sums import counted_between
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.queries import audiences

BY = {
    "course": "course",
    "department": "department",
    "role": "title",
    "entity": "entity",
    "version": "number",
}
"""What reports are broken down by, and the field of the sums that says it; paths are counted by themselves."""
FILE = ("key", "title", "enrolled", "completed", "active", "overdue", "hours")
COMPLIANCE = (
    "person_id", "name", "title", "department", "complies", "how", "completed_on", "valid_until", "course", "revision",
    "enrollment", "exemption",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is of: broken down `by`, from a day until another (with it), of a course or of all."""

    by: str = "course"
    since: date | None = None
    until: date | None = None
    course: str = ""
    department: str = ""


@dataclass(slots=True)
class Row:
    """A line of a report."""

    key: str
    title: str
    enrolled: int = 0
    completed: int = 0
    active: int = 0
    overdue: int = 0
    seconds: int = 0
    address: str = ""

    @property
    def hours(self) -> float:
        """The time that was measured of what was completed, in hours."""
        return round(self.seconds / 3600, 1)


@dataclass(frozen=True, slots=True)
class Funnel:
    """A part of a course: how many have opened it and how many have done it."""

    key: str
    title: str
    opened: int
    done: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody had what a course asks for on a day, and by what."""

    person: UUID
    name: str
    title: str
    department: str
    completion: Completion | None = field(default=None)


def report(wanted: Wanted) -> list[Row]:
    """The lines of a report, the most first. A bounded number of queries."""
    if wanted.by == "path":
        return _by_path(wanted)
    name = BY.get(wanted.by, "course")
    rows: dict[str, Row] = {}
    for key, enrolled, completed, seconds in _sums(wanted, name):
        row = rows.setdefault(str(key), Row(str(key), ""))
        row.enrolled, row.completed, row.seconds = (
            row.enrolled + enrolled,
            row.completed + completed,
            row.seconds + seconds,
        )
    for key, n in _grouped(_now(Enrollment.objects.filter(state=EnrollmentState.ACTIVE), wanted), wanted.by):
        rows.setdefault(str(key), Row(str(key), "")).active += n
    if wanted.by != "version":
        for key, n in _grouped(_now(_late(), wanted), wanted.by):
            rows.setdefault(str(key), Row(str(key), "")).overdue += n
    for row in rows.values():
        row.title = _title(wanted.by, row.key)
    return sorted(rows.values(), key=lambda row: (-row.completed, -row.enrolled, row.title.casefold()))


def funnel(course: Course) -> list[Funnel]:
    """How far learners get, part by part, over all versions. One query, by its index alone."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = PartProgress.objects.filter(course=course.key).order_by().values_list("part", "state")
    # Of a column that the index holds: counted by the key, each row of the table would be looked up.
    for part, state, n in rows.annotate(n=Count("part")):
        counts[part][state] = n
    return [
        Funnel(each.key, each.title, sum(counts[each.key].values()), counts[each.key].get(PartState.DONE, 0))
        for each in course.parts
    ]


def compliance(course: Course, day: date, seen: Q) -> list[Standing]:
    """Who had to have a course on a day by the rules of today, and whether they had. Five queries for any number.

    `seen` narrows the people to those whom the reader sees.
    """
    asked = Q(pk__in=())
    for rule in course.assign:
        if rule.required:
            asked |= audiences.members(rule.audience, day)
    held = Q(positions__ends_on=None) | Q(positions__ends_on__gte=day)
    people = Person.objects.filter(asked).filter(seen, merged_into=None, erased_at=None)
    rows = people.filter(held, positions__starts_on__lte=day).order_by("name", "pk")
    has = standing.covers([course.key], None, day)
    return [
        Standing(pk, name, title, department, has.get((pk, course.key)))
        for pk, name, title, department in rows.values_list(
            "pk", "name", "positions__title", "positions__department"
        )
    ]


def evidence(rows: list[Standing], course: str) -> Iterator[dict[str, Any]]:
    """Standings as plain values for a file, with what proves them."""
    for row in rows:
        made = row.completion
        yield {
            "person_id": str(row.person), "name": row.name, "title": row.title, "department": row.department,
            "complies": made is not None, "how": str(made.how) if made else "",
            "completed_on": made.on if made else None,
            "valid_until": made.until if made else None, "course": made.course if made else course,
            "revision": made.revision if made else "", "enrollment": str(made.enrollment or "") if made else "",
            "exemption": str(made.exemption or "") if made else "",
        }  # fmt: skip


def as_values(rows: list[Row]) -> Iterator[dict[str, Any]]:
    """The lines of a report as plain values for a file."""
    for row in rows:
        yield {name: getattr(row, name) for name in FILE}


REMEMBERED = 64
_added: Kept[list[tuple[Any, int, int, int]]] = Kept(REMEMBERED)
"""What the days that are over come to, for so many questions in each process: years of them are a hundred thousand
rows, which change at night alone."""


def _sums(wanted: Wanted, name: str) -> Iterator[tuple[Any, int, int, int]]:
    mark = Followed.objects.filter(pk=1).values_list("summed_until", "at").first()
    yield from _of_days(wanted, name, mark)
    below = of_people.all_departments().below(wanted.department) if wanted.department else ()
    first, last = _live(wanted, mark[0] if mark is not None else None)
    for each in counted_between(first, last) if first is None or first <= last else ():
        if wanted.course in ("", each.course) and (not wanted.department or each.department in below):
            yield getattr(each, name), each.enrolled, each.completed, each.seconds


def _of_days(wanted: Wanted, name: str, mark: tuple[Any, ...] | None) -> list[tuple[Any, int, int, int]]:
    """What stands in the sums of days; `mark` changes whenever any is added."""

    def make() -> list[tuple[Any, int, int, int]]:
        return list(_summed(wanted, name))

    if mark is None or mark[0] is None:
        return make()
    # The handbook says which departments lie below which.
    return _added.get((wanted, name), (mark, defined.state()), make)


def _summed(wanted: Wanted, name: str) -> QuerySet[Any, Any]:
    rows = DailySum.objects.all()
    if wanted.since is not None:
        rows = rows.filter(day__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(day__lte=wanted.until)
    if wanted.course:
        rows = rows.filter(course=wanted.course)
    if wanted.department:
        rows = rows.filter(department__in=of_people.all_departments().below(wanted.department))
    counts = {"e": Sum("enrolled"), "c": Sum("completed"), "s": Sum("seconds")}
    return rows.order_by().values_list(name).annotate(**counts)


def _live(wanted: Wanted, summed: date | None) -> tuple[date | None, date]:
    """The days of a report that are not added up yet: from when (ever, where none is) until when."""
    starts = [
        each for each in (summed + timedelta(days=1) if summed is not None else None, wanted.since) if each
    ]
    return max(starts, default=None), min(wanted.until or today(), today())


def _late() -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        is_current=True, state=AssignmentState.OPEN, due_at__lt=timezone.now(), subject=Subject.COURSE
    )


def _now(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """What is under way now, narrowed as the report is."""
    if wanted.course:
        name = "course" if rows.model is Enrollment else "key"
        rows = rows.filter(**{name: wanted.course})
    if wanted.department or wanted.by in ("department", "role", "entity"):
        day = today()
        held = Q(person__positions__ends_on=None) | Q(person__positions__ends_on__gte=day)
        rows = rows.filter(held, person__positions__starts_on__lte=day)
    if wanted.department:
        rows = rows.filter(
            person__positions__department__in=of_people.all_departments().below(wanted.department)
        )
    return rows


def _grouped(rows: QuerySet[Any], by: str) -> Iterator[tuple[Any, int]]:
    lookup = {
        "department": "person__positions__department", "role": "person__positions__title",
        "entity": "person__positions__entity", "version": "version__number",
    }.get(by, "course" if rows.model is Enrollment else "key")  # fmt: skip
    yield from rows.order_by().annotate(by_=F(lookup)).values_list("by_").annotate(n=Count("pk"))


def _by_path(wanted: Wanted) -> list[Row]:
    rows: dict[str, Row] = {}
    since, until = wanted.since or date.min, wanted.until or date.max
    values = PathEnrollment.objects.order_by().values_list(
        "path", "state", "enrolled_at__date", "completed_on"
    )
    for key, state, began, done, n in values.annotate(n=Count("pk")):
        row = rows.setdefault(key, Row(key, terms.title_of(Subject.PATH, key)))
        row.enrolled += n if since <= began <= until else 0
        row.completed += n if done is not None and since <= done <= until else 0
        row.active += n if state == PathState.ACTIVE else 0
    late = Assignment.objects.filter(
        is_current=True, state=AssignmentState.OPEN, due_at__lt=timezone.now(), subject=Subject.PATH
    )
    for key, n in late.order_by().values_list("key").annotate(n=Count("pk")):
        rows.setdefault(key, Row(key, terms.title_of(Subject.PATH, key))).overdue = n
    return sorted(rows.values(), key=lambda row: (-row.completed, row.title.casefold()))


def _title(by: str, key: str) -> str:
    if by == "course":
        return terms.title_of(Subject.COURSE, key)
    if by == "department":
        return of_people.all_departments().title_of(key) if key else ""
    return key
