"""What people have shown by learning, for rooms above that ask for many people at once: with day, hours and text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from trellis.learning.models import (
    Enrollment,
    EnrollmentState,
    Exemption,
    ExemptionState,
    PartProgress,
    PartState,
    PathEnrollment,
    PathState,
)


@dataclass(frozen=True, slots=True)
class Learned:
    """A course of somebody, completed: how long it takes and what it is about, by the text that they were taught."""

    person: UUID
    enrollment: UUID
    course: str
    title: str
    on: date
    hours: Decimal
    topics: tuple[str, ...]
    revision: str


@dataclass(frozen=True, slots=True)
class PartDone:
    """A part of a course that somebody has done; `kind` is that of the part, by the text that they were taught."""

    person: UUID
    enrollment: UUID
    course: str
    part: str
    kind: str
    title: str
    on: date
    revision: str


@dataclass(frozen=True, slots=True)
class PathDone:
    """A path that somebody has completed."""

    person: UUID
    enrollment: UUID
    path: str
    title: str
    on: date
    revision: str


def learned(people: Collection[UUID], day: date) -> Iterator[Learned]:
    """The courses that people have completed by a day. One query."""
    rows = Enrollment.objects.filter(
        person__in=people, state=EnrollmentState.COMPLETED, completed_on__lte=day
    )
    rows = rows.select_related("version").defer("version__texts", "version__outline").order_by("pk")
    for each in rows:
        assert each.completed_on is not None  # the database holds completions to it
        hours = (Decimal(each.version.minutes) / 60).quantize(Decimal("0.01"))
        yield Learned(
            each.person_id, each.pk, each.course, each.version.title, each.completed_on, hours,
            tuple(each.version.topics), each.revision,
        )  # fmt: skip


def parts_done(people: Collection[UUID], parts: Collection[tuple[str, str]]) -> Iterator[PartDone]:
    """Who has done some parts of courses (key of the course, key of the part). One query."""
    rows = PartProgress.objects.filter(
        enrollment__person__in=people, state=PartState.DONE, done_at__isnull=False,
        course__in={course for course, _part in parts}, part__in={part for _course, part in parts},
    ).select_related("enrollment__version").defer("enrollment__version__texts")  # fmt: skip
    for each in rows.order_by("pk"):
        if (each.course, each.part) not in parts or each.done_at is None:
            continue
        taken = each.enrollment
        said: dict[str, Any] = next((one for one in taken.version.outline if one["key"] == each.part), {})
        yield PartDone(
            taken.person_id, taken.pk, each.course, each.part, said.get("kind", ""), said.get("title", each.part),
            timezone.localtime(each.done_at).date(), each.revision or taken.revision,
        )  # fmt: skip


def paths_done(people: Collection[UUID], paths: Collection[str], day: date) -> Iterator[PathDone]:
    """Who has completed some paths by a day. One query."""
    rows = PathEnrollment.objects.filter(
        person__in=people, path__in=paths, state=PathState.COMPLETED, completed_on__lte=day
    )
    for each in rows.order_by("pk"):
        assert each.completed_on is not None  # the database holds completions to it
        yield PathDone(each.person_id, each.pk, each.path, each.title, each.completed_on, each.revision)


def still_completed(enrollments: Collection[UUID]) -> set[UUID]:
    """Those of some enrollments whose completion was not taken back; that one has ended since does not matter."""
    rows = Enrollment.objects.filter(pk__in=enrollments, state=EnrollmentState.COMPLETED)
    return set(rows.values_list("pk", flat=True))


def still_done(parts: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Those of some parts (enrollment, key of the part) that were not taken back. One query."""
    rows = PartProgress.objects.filter(
        enrollment__in={key for key, _part in parts}, part__in={part for _key, part in parts}, state=PartState.DONE
    )  # fmt: skip
    return set(rows.values_list("enrollment", "part")) & set(parts)


def paths_still_completed(paths: Collection[UUID]) -> set[UUID]:
    """Those of some paths of people whose completion was not taken back. One query."""
    rows = PathEnrollment.objects.filter(pk__in=paths, state=PathState.COMPLETED)
    return set(rows.values_list("pk", flat=True))


def still_granted(exemptions: Collection[UUID]) -> set[UUID]:
    """Those of some exemptions that were not taken back; that one has ended since does not matter. One query."""
    rows = Exemption.objects.filter(pk__in=exemptions, state=ExemptionState.GRANTED)
    return set(rows.values_list("pk", flat=True))


def taught(enrollment: UUID) -> dict[str, dict[str, Any]]:
    """The texts by which somebody was taught: by path, each with title, text and sources, in order."""
    found = Enrollment.objects.filter(pk=enrollment).select_related("version").first()
    if found is None:
        return {}
    paths = [each["path"] for each in found.version.outline if each["path"]]
    return {path: found.version.texts[path] for path in paths if path in found.version.texts}
