"""Crediting somebody with a part of a course for what happened elsewhere: for rooms above, such as classes."""

from __future__ import annotations

from django.db import transaction

from trellis.core.rules import Person
from trellis.learning.models import OPEN, Enrollment, EnrollmentState, Reason
from trellis.learning.services import progress
from trellis.learning.services.enrolling import enroll, grant, locked


def credit(person: Person, course_key: str, part_key: str, *, evidence: str) -> Enrollment:
    """Have a part of a course done by somebody who took part in something; finds or makes the enrollment.

    An enrollment that waits for approval begins by it: who was let in has been let in. Where the course was completed
    last and nothing is under way, only the record is kept. The same evidence again changes nothing.
    Raises LearningError for a course or part that there is not.
    """
    with transaction.atomic():
        found = _found(person, course_key, part_key)
        if found.state == EnrollmentState.ASKED:
            grant(locked(found.pk), None)
        return progress.complete_part(found, part_key, evidence=evidence)


def _found(person: Person, course_key: str, part_key: str) -> Enrollment:
    rows = Enrollment.objects.filter(person=person, course=course_key)
    under_way = rows.filter(state__in=OPEN).first()
    if under_way is not None:
        return under_way
    completed = rows.filter(state=EnrollmentState.COMPLETED, expired_on=None).select_related("version")
    last = completed.order_by("-completed_at").first()
    if last is not None and any(each["key"] == part_key for each in last.version.outline):
        return last
    return enroll(person, course_key, reason=Reason.CREDIT)
