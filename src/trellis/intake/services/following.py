"""What the rounds do with requests: those whose course the handbook has by now are published."""

from __future__ import annotations

from trellis.intake.definitions import stages
from trellis.intake.models import CourseRequest
from trellis.intake.services import staging
from trellis.intake.terms import has_course


def follow() -> int:
    """Publish what the handbook has by now; gives how many. One query where there is nothing to do."""
    rows = CourseRequest.objects.filter(stage__in=stages.WORK, course_was_there=False).exclude(course="")
    found = [each for each in rows if has_course(each.course)]
    for each in found:
        staging.publish_found(each)
    return len(found)
