"""Attempts that were passed, for rooms above that ask for many people at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from trellis.assessments.models import Attempt


@dataclass(frozen=True, slots=True)
class Passed:
    """An attempt that was passed: `score` in per cent, `on` the day on which it was handed in."""

    person: UUID
    attempt: UUID
    quiz: str
    title: str
    score: Decimal
    on: date
    revision: str


def passed(people: Collection[UUID], quizzes: Collection[str]) -> Iterator[Passed]:
    """The attempts of people at some quizzes that were passed, within whatever subject. One query."""
    rows = Attempt.objects.filter(
        person__in=people, quiz__in=quizzes, state=Attempt.State.GRADED, passed=True
    )
    for each in rows.defer("paper").order_by("pk"):
        assert each.score is not None  # the database holds graded ones to it
        assert each.handed_in_at is not None  # likewise
        on = timezone.localtime(each.handed_in_at).date()
        yield Passed(each.person_id, each.pk, each.quiz, each.title, each.score, on, each.revision)


def titles_within(subject: str) -> list[tuple[UUID, str, int]]:
    """The attempts within a subject that were graded: each with its title and its number. One query."""
    rows = Attempt.objects.filter(subject=subject, state=Attempt.State.GRADED).order_by("quiz", "number")
    return list(rows.values_list("pk", "title", "number"))


def scores_of(attempts: Collection[UUID]) -> dict[UUID, Decimal]:
    """The scores of those of some attempts that are passed as they stand now. One query."""
    rows = Attempt.objects.filter(pk__in=attempts, state=Attempt.State.GRADED, passed=True)
    return {key: score for key, score in rows.values_list("pk", "score") if score is not None}
