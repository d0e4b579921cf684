"""Taking back what was done: whoever said that somebody took part, or passed, says now that they did not.

What hangs on it is looked at again: a course that is not complete without it is under way again, and with it the paths
and assignments that it had completed. What was done, when and by what stays written down (`TakenBack`).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from trellis.core.rules import Person
from trellis.core.services.events import publish
from trellis.learning import terms
from trellis.learning.events import CompletionTakenBack, PartTakenBack, PathTakenBack
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Cause,
    Enrollment,
    EnrollmentState,
    Exemption,
    PartProgress,
    PartState,
    PathEnrollment,
    PathState,
    Reason,
    Subject,
    TakenBack,
)
from trellis.learning.queries import paths, standing
from trellis.learning.services import assigning, enrolling, telling

_NOT_DONE = {"state": PartState.OPENED, "done_at": None, "done_by": None, "evidence": "", "digest": ""}
_NOT_COMPLETED = {"completed_at": None, "completed_on": None, "ended_at": None}


def take_back(person: Person, course_key: str, part_key: str, *, evidence: str) -> int:
    """Have a part not done any more that was credited by this evidence; how many. Done by anything else it stays.

    For rooms above, which have checked who may. Again it is nothing.
    """
    with transaction.atomic():
        rows = PartProgress.objects.filter(
            enrollment__person=person, course=course_key, part=part_key, state=PartState.DONE, evidence=evidence[:200]
        )  # fmt: skip
        keys = list(rows.order_by("pk").values_list("pk", "enrollment"))
        return sum(
            _take(row, enrolling.locked(enrollment), evidence, Cause.CORRECTED) for row, enrollment in keys
        )


def attempt_counts_not(enrollment: UUID, attempt: UUID, *, instead: UUID | None, cause: Cause) -> int:
    """Have the part not done any more that an attempt had completed, which is void by now or not passed; how many.

    Where another attempt was passed (`instead`), it stays done, by that one. Again it is nothing, and so is an attempt
    that had completed nothing.
    """
    evidence = f"attempt:{attempt}"
    with transaction.atomic():
        rows = PartProgress.objects.filter(enrollment=enrollment, state=PartState.DONE, evidence=evidence)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            return 0
        found = enrolling.locked(enrollment)
        if instead is not None:
            rows.update(evidence=f"attempt:{instead}")
            return 0
        return sum(_take(key, found, evidence, cause) for key in keys)


def exemption_ended(row: Exemption) -> None:
    """Have what an exemption had settled be asked again, and the paths go on that it had completed.

    In the transaction in which it was taken back.
    """
    rows = Assignment.objects.filter(
        person=row.person_id, is_current=True, subject=Subject.COURSE, key=row.course, enrollment=None,
        state__in=(AssignmentState.DONE, AssignmentState.EXEMPT),
    )  # fmt: skip
    _ask_again(rows)
    assigning.look_at(row.person_id, row.course)
    _reopen_paths(row.person_id, row.course, Cause.EXEMPTION)


def _take(row: UUID, found: Enrollment, evidence: str, cause: Cause) -> int:
    """Take one part back under the lock of its enrollment; 0 where somebody has done so meanwhile."""
    part = PartProgress.objects.filter(pk=row, state=PartState.DONE, evidence=evidence[:200]).first()
    if part is None or part.done_at is None:
        return 0
    known = {each["key"]: each["title"] for each in found.version.outline}
    TakenBack.objects.create(
        person_id=found.person_id, enrollment=found, part=part.part, title=known.get(part.part, part.part)[:300],
        evidence=part.evidence, done_on=timezone.localtime(part.done_at).date(), cause=cause,
    )  # fmt: skip
    PartProgress.objects.filter(pk=row).update(**_NOT_DONE)
    publish(PartTakenBack(found.pk, None, found.person_id, found.course, part.part))
    _look_again(found, part.part, cause)
    return 1


def _look_again(found: Enrollment, part_key: str, cause: Cause) -> None:
    needed = found.version.required_keys
    done = list(found.parts.filter(state=PartState.DONE).values_list("part", flat=True))
    was_completed = found.state == EnrollmentState.COMPLETED and part_key in needed
    found.done = len({*done} & {*needed})
    if was_completed:
        TakenBack.objects.create(
            person_id=found.person_id, enrollment=found, title=found.version.title, done_on=found.completed_on,
            cause=cause,
        )  # fmt: skip
        _reopen(found)
    found.save()
    if was_completed:
        publish(CompletionTakenBack(found.pk, None, found.person_id, found.course))
        telling.tell_taken_back(found, cause)
        _reopen_assignments(found)
        _reopen_paths(found.person_id, found.course, cause)
    if found.is_open and found.reason == Reason.CREDIT and not done and not found.last_part:
        # Nobody enrolled them: the enrollment was made by the credit, and goes with it.
        enrolling.end(found, EnrollmentState.WITHDRAWN, None)


def _reopen(found: Enrollment) -> None:
    """Have a completed course go on; where it was begun once more, that one goes on, and this one has ended."""
    later = Q(state__in=OPEN) | Q(state=EnrollmentState.COMPLETED, enrolled_at__gt=found.enrolled_at)
    others = Enrollment.objects.filter(later, person=found.person_id, course=found.course)
    found.valid_until = found.expired_on = None
    ended = found.ended_at
    for name, value in _NOT_COMPLETED.items():
        setattr(found, name, value)
    found.state = EnrollmentState.ACTIVE
    if others.exclude(pk=found.pk).exists():
        found.state, found.ended_at = EnrollmentState.WITHDRAWN, ended


def _reopen_assignments(found: Enrollment) -> None:
    """What this completion had settled is to be done again, unless something else covers it."""
    rows = Assignment.objects.filter(
        person=found.person_id, is_current=True, state=AssignmentState.DONE, enrollment=found.pk, subject=Subject.COURSE
    )  # fmt: skip
    _ask_again(rows)
    assigning.look_at(found.person_id, found.course)


def _ask_again(rows: QuerySet[Assignment]) -> None:
    rows.update(state=AssignmentState.OPEN, done_on=None, ended_at=None, enrollment=None, waits=False)


def _reopen_paths(person: UUID, course: str, cause: Cause) -> None:
    """Have paths go on that were completed by a course; the assignments of such a path, too.

    A path stays completed where something else has ever shown what the course shows: that a completion has ended since
    takes no path back.
    """
    for row in PathEnrollment.objects.select_for_update().filter(person=person, state=PathState.COMPLETED):
        path = terms.path(row.path)
        served = [key for key in path.courses if course in terms.counting_as(key)] if path is not None else []
        if (
            path is None
            or not served
            or set(standing.completions(served, [person])) == {(person, key) for key in served}
        ):
            continue
        again = PathEnrollment.objects.filter(person=person, path=row.path, state=PathState.ACTIVE).exists()
        if again or paths.progress_of(row, path).is_complete:
            continue
        TakenBack.objects.create(
            person_id=person, path=row, title=row.title, done_on=row.completed_on, cause=cause
        )
        row.state = PathState.ACTIVE
        for name, value in _NOT_COMPLETED.items():
            setattr(row, name, value)
        row.save()
        publish(PathTakenBack(row.pk, None, person, row.path))
        _ask_again(
            Assignment.objects.filter(
                person=person, is_current=True, state=AssignmentState.DONE, key=row.path, subject=Subject.PATH
            )
        )
        assigning.look_at(person, row.path, Subject.PATH)
