"""What somebody has learned, year by year: for the transcript, its files, and those who look after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists

from trellis.core.rules import Person
from trellis.learning import terms
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Enrollment,
    EnrollmentState,
    Exemption,
    ExemptionState,
    PartProgress,
    PartState,
    PathEnrollment,
    PathState,
    TakenBack,
)

FILE = (
    "kind", "key", "title", "state", "enrolled_on", "completed_on", "valid_until", "minutes", "version", "revision",
    "sha256", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a course that somebody has done: when, by what, and in which course."""

    key: str
    title: str
    course: str
    on: date
    evidence: str
    revision: str
    enrollment: UUID


@dataclass(frozen=True, slots=True)
class Transcript:
    """What somebody has learned and learns. `minutes` is the length of all that was completed, as courses state it."""

    person: Person
    completed: list[Enrollment]
    active: list[Enrollment]
    paths: list[PathEnrollment]
    exemptions: list[tuple[Exemption, str]]
    open: list[Assignment]
    taken_back: list[TakenBack]
    modules: list[Module]

    @property
    def minutes(self) -> int:
        """How long all that was completed takes."""
        return sum(each.version.minutes for each in self.completed)

    @property
    def late(self) -> int:
        """How much is overdue."""
        return sum(each.is_late for each in self.open)


def transcript(person: Person) -> Transcript:
    """The transcript of somebody. Five queries; one more for those of whom anything was taken back, who are few."""
    taken_back = TakenBack.objects.filter(person=person).order_by("-at", "-pk")
    rows = Enrollment.objects.filter(person=person).select_related("version")
    rows = rows.exclude(state__in=(EnrollmentState.WITHDRAWN, EnrollmentState.REFUSED))
    rows = rows.defer("version__texts").annotate(any_taken_back=Exists(taken_back.order_by()))
    found = list(rows.order_by("-completed_at", "-enrolled_at"))
    # Without an enrollment there may have been a path.
    asks_taken_back = not found or found[0].any_taken_back
    asked = (
        Exemption.objects.filter(person=person).exclude(state=ExemptionState.REFUSED).order_by("-asked_at")
    )
    return Transcript(
        person,
        [each for each in found if each.state == EnrollmentState.COMPLETED],
        [each for each in found if each.state in OPEN],
        list(
            PathEnrollment.objects.filter(person=person)
            .exclude(state=PathState.WITHDRAWN)
            .order_by("-enrolled_at")
        ),
        [(each, terms.title_of("course", each.course)) for each in asked.select_related("decided_by")],
        list(
            Assignment.objects.filter(person=person, is_current=True, state=AssignmentState.OPEN).order_by(
                "due_at"
            )
        ),
        list(taken_back) if asks_taken_back else [],
        _modules(found),
    )


def _modules(enrollments: Sequence[Enrollment]) -> list[Module]:
    """The parts that are done of some enrollments, the newest first, by the titles of the text that was taught."""
    by_key = {each.pk: each for each in enrollments}
    rows = PartProgress.objects.filter(enrollment__in=by_key, state=PartState.DONE, done_at__isnull=False)
    done = list(rows.order_by("-done_at", "-pk"))
    versions = {each.version_id: each.version for each in enrollments}
    titles = {(pk, part["key"]): part["title"] for pk, each in versions.items() for part in each.outline}
    found = []
    for each in done:
        taken = by_key[each.enrollment_id]
        title = titles.get((taken.version_id, each.part), each.part)
        assert each.done_at is not None  # the query has asked
        found.append(
            Module(
                each.part,
                title,
                taken.version.title,
                each.done_at.date(),
                each.evidence,
                each.revision,
                taken.pk,
            )
        )
    return found


def rows_of(found: Transcript) -> Iterator[dict[str, Any]]:
    """A transcript as plain values for a file: what was taught by which text, so that others can check it."""
    for each in (*found.completed, *found.active):
        yield {
            "kind": "course", "key": each.course, "title": each.version.title, "state": each.state,
            "enrolled_on": each.enrolled_at.date(), "completed_on": each.completed_on, "valid_until": each.valid_until,
            "minutes": each.version.minutes, "version": each.version.number, "revision": each.revision,
            "sha256": each.version.digest, "id": str(each.pk),
        }  # fmt: skip
    for part in found.modules:
        yield {
            "kind": "module", "key": part.key, "title": f"{part.course}: {part.title}", "state": "completed",
            "enrolled_on": None, "completed_on": part.on, "valid_until": None, "minutes": None, "version": None,
            "revision": part.revision, "sha256": "", "id": str(part.enrollment),
        }  # fmt: skip
    for one in found.paths:
        yield {
            "kind": "path", "key": one.path, "title": one.title, "state": one.state,
            "enrolled_on": one.enrolled_at.date(), "completed_on": one.completed_on, "revision": one.revision,
            "id": str(one.pk),
        }  # fmt: skip
    for exemption, title in found.exemptions:
        yield {
            "kind": exemption.kind, "key": exemption.course, "title": title, "state": exemption.state,
            "completed_on": exemption.counts_from, "valid_until": exemption.valid_until,
            "revision": exemption.revision, "id": str(exemption.pk),
        }  # fmt: skip
