"""An end to waiting for a course to be held: somebody was told of a session, or does not want it any more."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from trellis.learning.models import Demand


def end(*, course: str, people: Collection[UUID], part: str | None = None) -> int:
    """End the wishes of some people for a course: all of them, or those of a part and of the course as a whole.

    For rooms above, which have checked who may. How many wishes ended; again it is nothing.
    """
    rows = Demand.objects.filter(course=course, person__in=people, ended_at=None)
    if part is not None:
        rows = rows.filter(Q(part="") | Q(part=part))
    return rows.update(ended_at=timezone.now())
