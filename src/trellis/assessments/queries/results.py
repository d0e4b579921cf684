"""Results of quizzes, for rooms above: the best attempt within a subject, and all of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from trellis.assessments.models import Attempt


def best(subject: str, quiz_path: str, *, person: UUID | None = None) -> Attempt | None:
    """The graded attempt with the highest score within a subject; the earlier of two that are the same.

    `person` narrows subjects that several people share, as `quiz:<path>`. One query.
    """
    return attempts_of(subject, quiz_path, person=person).filter(state=Attempt.State.GRADED).order_by(
        "-score", "graded_at", "pk"
    ).first()  # fmt: skip


def attempts_of(subject: str, quiz_path: str = "", *, person: UUID | None = None) -> QuerySet[Attempt]:
    """The attempts within a subject, in the order in which they were taken; those that are void left out."""
    found = Attempt.objects.filter(subject=subject).exclude(state=Attempt.State.VOID).defer("paper")
    if quiz_path:
        found = found.filter(quiz=quiz_path)
    if person is not None:
        found = found.filter(person=person)
    return found.order_by("quiz", "number")


def is_passed(attempt: UUID) -> bool:
    """Whether an attempt is passed as it stands now: what whoever hears of it asks. One query."""
    return _passed().filter(pk=attempt).exists()


def first_passed(subject: str, quiz_path: str) -> UUID | None:
    """The first attempt at a quiz within a subject that is passed as it stands now. One query."""
    rows = _passed().filter(subject=subject, quiz=quiz_path)
    return rows.order_by("handed_in_at", "pk").values_list("pk", flat=True).first()


def _passed() -> QuerySet[Attempt]:
    return Attempt.objects.filter(state=Attempt.State.GRADED, passed=True)
