"""Reports whatever they are broken down by; and by groups of people, of what these learn together.

A cohort is such a group: it learns the courses of its plan.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from trellis.learning import groups
from trellis.learning.groups import Group
from trellis.learning.models import Assignment, AssignmentState, Enrollment, EnrollmentState, Subject
from trellis.learning.queries import reports
from trellis.learning.queries.reports import Row, Wanted
from trellis.people.days import today
from trellis.people.queries import audiences


class _Taken(NamedTuple):
    person: UUID
    course: str
    state: str
    on: date
    completed: date | None
    seconds: int


def report(wanted: Wanted) -> list[Row]:
    """The lines of a report, the most first. A bounded number of queries."""
    return _by_group(wanted) if wanted.by in groups.labels() else reports.report(wanted)


def _by_group(wanted: Wanted) -> list[Row]:
    """A line for each group that has anybody in it."""
    found = [_narrowed(each, wanted.course) for each in groups.groups_of(wanted.by)]
    found = [each for each in found if each.courses or not wanted.course]
    people = _in_department({pk for each in found for pk in each.people}, wanted.department)
    courses = {key for each in found for key in each.courses}
    taken, late = _taken(people, courses), _late(people, courses)
    rows = [_row(each, people, taken, late, wanted) for each in found if each.people & people]
    return sorted(rows, key=lambda row: (-row.completed, -row.enrolled, row.title.casefold(), row.key))


def _narrowed(group: Group, course: str) -> Group:
    return replace(group, courses=group.courses & {course}) if course else group


def _in_department(people: set[UUID], department: str) -> set[UUID]:
    if not department:
        return people
    return {
        pk for pk, facts in audiences.facts_on(today(), people).items() if department in facts.departments
    }


def _taken(people: set[UUID], courses: set[str]) -> dict[UUID, list[_Taken]]:
    rows = Enrollment.objects.filter(person__in=people, course__in=courses).order_by()
    found: dict[UUID, list[_Taken]] = defaultdict(list)
    values = rows.values_list("person", "course", "state", "enrolled_at", "completed_on", "seconds")
    for person, course, state, at, done, seconds in values:
        found[person].append(_Taken(person, course, state, timezone.localdate(at), done, seconds))
    return found


def _late(people: set[UUID], courses: set[str]) -> dict[UUID, list[str]]:
    rows = Assignment.objects.filter(
        person__in=people, key__in=courses, subject=Subject.COURSE, is_current=True, state=AssignmentState.OPEN,
        due_at__lt=timezone.now(),
    )  # fmt: skip
    found: dict[UUID, list[str]] = defaultdict(list)
    for person, key in rows.order_by().values_list("person", "key"):
        found[person].append(key)
    return found


def _row(
    group: Group, people: set[UUID], taken: dict[UUID, list[_Taken]], late: dict[UUID, list[str]], wanted: Wanted
) -> Row:  # fmt: skip
    """What members did of the courses of their group since it began; what was over before is not counted for it."""
    row = Row(group.key, group.title, address=group.address)
    for person in group.people & people:
        for each in taken.get(person, ()):
            if each.course not in group.courses or (
                each.completed is not None and each.completed < group.since
            ):
                continue
            row.enrolled += _within(each.on, wanted)
            row.active += each.state == EnrollmentState.ACTIVE
            if each.completed is not None and _within(each.completed, wanted):
                row.completed += 1
                row.seconds += each.seconds
        row.overdue += sum(key in group.courses for key in late.get(person, ()))
    return row


def _within(day: date, wanted: Wanted) -> bool:
    return (wanted.since or date.min) <= day <= (wanted.until or date.max)
