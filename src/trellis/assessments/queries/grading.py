"""What waits to be graded, one grading with all that its page shows, appeals, regrades and who they would change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from trellis.assessments import regrading, rules
from trellis.assessments.addresses import results_address
from trellis.assessments.models import Answer, Appeal, Attempt, ExtraTime, Grading, Mark, Regrade
from trellis.assessments.reckoning import Total
from trellis.assessments.regrading import Declared
from trellis.core.objects import Described
from trellis.core.rules import Account

MOST_SHOWN = 200
"""Attempts that a preview names; all of them are counted."""
_HEAVY = ("attempt__paper", "attempt__rules")


@dataclass(frozen=True, slots=True)
class Change:
    """What a regrade would make of one attempt."""

    attempt: Attempt
    before: Decimal
    after: Decimal
    passed_before: bool
    passed_after: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would change by a regrade: `changes` are shown, `changed` counts all; `asked` is how many were asked it."""

    asked: int
    changed: int
    newly_passed: int
    newly_failed: int
    changes: tuple[Change, ...]


def queue_for(who: Account, *, quiz: str = "", mine: bool = False) -> QuerySet[Grading]:
    """What somebody may grade or is grading, the oldest first; never of their own attempts.

    Of an attempt that two grade, nobody is offered the second round whose first they have.
    """
    found = Grading.objects.filter(finished_at=None, attempt__state=Attempt.State.HANDED_IN)
    found = found.filter(_graded(who)).exclude(attempt__person=who.person_id)
    own = Q(grader=who.person_id)
    if mine:
        found = found.filter(own)
    else:
        had = Grading.objects.filter(grader=who.person_id).values("attempt")
        found = found.filter(own | Q(grader=None) & ~Q(attempt__in=had))
    if quiz:
        found = found.filter(attempt__quiz=quiz)
    found = found.select_related("attempt__person", "grader").defer("attempt__paper")
    return found.order_by("attempt__handed_in_at", "attempt", "round")


def counts_of_queue(who: Account) -> dict[str, tuple[str, int]]:
    """The title of each quiz in somebody's queue, and how many wait in it. One query."""
    found: dict[str, tuple[str, int]] = {}
    for path, title in queue_for(who).values_list("attempt__quiz", "attempt__title"):
        found[path] = (title, found.get(path, ("", 0))[1] + 1)
    return found


def grading_for(who: Account, key: UUID) -> Grading | None:
    """A grading that somebody may look at."""
    found = Grading.objects.select_related("attempt__person", "grader").filter(pk=key).first()
    return found if found is not None and rules.can_grade(who, found.attempt) else None


def rounds_of(attempt: Attempt) -> list[Grading]:
    """Who grades an attempt, round by round."""
    return list(attempt.gradings.select_related("grader").order_by("round"))


def marks_of(grading: Grading) -> dict[UUID, Mark]:
    """What a grader gave, by answer."""
    return {each.answer_id: each for each in grading.marks.all()}


def others_marks(grading: Grading) -> list[Mark]:
    """What the other markers gave: shown only to those who were asked to look again, and to the third."""
    if not grading.again and grading.round < 3:
        return []
    found = Mark.objects.filter(grading__attempt=grading.attempt_id).exclude(grading=grading)
    return list(found.select_related("grading").order_by("grading__round"))


def appeals_for(who: Account) -> QuerySet[Appeal]:
    """The appeals that somebody may answer, those that wait first."""
    found = Appeal.objects.filter(_graded(who)).exclude(attempt__person=who.person_id)
    found = found.select_related("attempt__person", "answer", "decided_by").defer(*_HEAVY)
    waiting = Case(When(state=Appeal.State.OPEN, then=0), default=1)
    return found.order_by(waiting, "asked_at", "pk")


def appeal_for(who: Account, key: UUID) -> Appeal | None:
    """An appeal, for whoever made it and those who may answer it."""
    found = Appeal.objects.select_related("attempt__person", "answer", "decided_by").filter(pk=key).first()
    return found if found is not None and rules.can_see(who, found.attempt) else None


def appeals_of(attempt: Attempt) -> list[Appeal]:
    """The appeals against the result of an attempt, the oldest first."""
    return list(attempt.appeals.select_related("answer", "decided_by").order_by("asked_at"))


def preview(answers: QuerySet[Answer], said: Declared) -> Preview:
    """Who changes by a regrade, of those who were asked the question. Three queries; reckons every attempt."""
    keys = answers.values("attempt")
    attempts = Attempt.objects.filter(pk__in=keys, state=Attempt.State.GRADED).select_related("person")
    by_attempt: dict[UUID, list[Answer]] = {}
    for each in Answer.objects.filter(attempt__in=attempts.values("pk")).order_by("position"):
        by_attempt.setdefault(each.attempt_id, []).append(each)
    changes = list(_changes(attempts.order_by("person__name", "number").iterator(200), by_attempt, said))
    return Preview(
        answers.count(), len(changes), sum(each.passed_after and not each.passed_before for each in changes),
        sum(each.passed_before and not each.passed_after for each in changes), tuple(changes[:MOST_SHOWN]),
    )  # fmt: skip


def _changes(
    attempts: Iterable[Attempt], by_attempt: Mapping[UUID, list[Answer]], said: Declared
) -> Iterable[Change]:
    for each in attempts:
        found: Total | None = regrading.outcome(each, by_attempt.get(each.pk, []), said)
        if found is None or each.score is None or each.passed is None:
            continue
        if (found.score, found.passed) != (each.score, each.passed):
            yield Change(each, each.score, found.score, each.passed, found.passed)


def regrades_of(quiz: str) -> QuerySet[Regrade]:
    """The regrades of a quiz, the newest first."""
    return Regrade.objects.filter(quiz=quiz).select_related("by").order_by("-asked_at", "-pk")


def extra_times_for(who: Account) -> QuerySet[ExtraTime]:
    """Who has more time: all of it for those who give it, one's own for everybody else."""
    found = ExtraTime.objects.select_related("person", "given_by").order_by(
        "ended_at", "person__name", "-starts_on"
    )
    return found if rules.can_give_time(who) else found.filter(person=who.person_id)


def described_regrades(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Regrades as lists of other rooms show them: by the question."""
    rows = Regrade.objects.filter(pk__in=keys).values_list("pk", "title", "quiz")
    return {key: Described(title, results_address(quiz)) for key, title, quiz in rows}


def described_extra_time(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Arrangements have no name for anybody."""
    return {}


def _graded(who: Account) -> Q:
    if rules.can_grade_all(who):
        return ~Q(pk__in=())
    return Q(attempt__quiz__in=list(rules.graded_paths(who)))
