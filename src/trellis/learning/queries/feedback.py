"""What learners said of a course."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Avg, Count, QuerySet
from django.urls import reverse

from trellis.courses.definitions.courses import Course
from trellis.discussions.queries.threads import open_threads
from trellis.learning.models import Demand, Rating
from trellis.learning.queries import describing
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.history import changes

LEAST_SHOWN = 5
"""So many have to have said how a course was before anybody sees the average."""


@dataclass(frozen=True, slots=True)
class Stars:
    """The average of what so many people said of a course, from 1 to 5."""

    average: float
    count: int


def stars(courses: Collection[str] | None = None) -> dict[str, Stars]:
    """The averages of courses that enough people have rated. One query."""
    rows = Rating.objects.order_by()
    if courses is not None:
        rows = rows.filter(course__in=courses)
    found = rows.values_list("course").annotate(a=Avg("stars"), n=Count("stars"))
    return {course: Stars(round(float(average), 1), n) for course, average, n in found if n >= LEAST_SHOWN}


def said_of(course: str) -> QuerySet[Rating]:
    """What was said of a course in words, what waits for an answer first."""
    rows = Rating.objects.filter(course=course).exclude(words="")
    return rows.select_related("enrollment__person", "answered_by").order_by("answered_at", "-said_at")


@dataclass(frozen=True, slots=True)
class OfLesson:
    """What was said of a lesson and is not settled: so many threads; `is_changed` where its text was changed since."""

    title: str
    address: str
    count: int
    newest: datetime
    is_changed: bool


def said_of_lessons(course: Course) -> list[OfLesson]:
    """The lessons of a course of which something was said that is not settled, in the order they have. One query."""
    parts = {describing.lesson_key(each.path): each for each in course.parts if each.kind == "lesson"}
    open_, when = open_threads(describing.LESSON, parts), changes(current_edition())
    return [
        OfLesson(
            part.title, reverse("discussions:discussion", args=[describing.LESSON, key]), said.count, said.newest,
            (change := when.get(part.path)) is not None and change.when > said.newest,
        )
        for key, part in parts.items()
        if (said := open_.get(key)) is not None
    ]  # fmt: skip


def rating_for(key: UUID, course: str) -> Rating | None:
    """One of those."""
    return said_of(course).filter(pk=key).first()


def waiting(course: str, part: str = "") -> int:
    """How many people wait for a course, or a part of it, to be held. One query."""
    return Demand.objects.filter(course=course, part=part, ended_at=None).count()
