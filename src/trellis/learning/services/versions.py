"""Keeping what a course teaches as it was, so that whoever began with a text can go on with it."""

from __future__ import annotations

from django.db import transaction

from trellis.courses.definitions.courses import Course
from trellis.learning import terms
from trellis.learning.models import CourseVersion


def version_now(course: Course) -> CourseVersion:
    """The version of a course that the current handbook teaches; kept when somebody first begins with it.

    The same words are the same version, however many commits lie between. One query where it is known.
    """
    now = terms.snapshot(course)
    found = _newest(course.key)
    if found is not None and found.digest == now.digest:
        return found
    with transaction.atomic():
        # Whoever comes second waits here, and finds what the first has kept.
        before = CourseVersion.objects.select_for_update().filter(course=course.key)
        number = max(before.values_list("number", flat=True), default=0)
        found = _newest(course.key)
        if found is not None and found.digest == now.digest:
            return found
        made, _is_new = CourseVersion.objects.get_or_create(
            course=course.key, number=number + 1,
            defaults={
                "title": course.title[:300], "path": course.path, "revision": now.revision[:200],
                "digest": now.digest, "outline": now.outline, "texts": now.texts, "topics": list(course.topics),
                "minutes": course.minutes, "valid_months": course.valid_for,
            },
        )  # fmt: skip
    return made


def _newest(key: str) -> CourseVersion | None:
    return CourseVersion.objects.filter(course=key).defer("texts").order_by("-number").first()
