"""Grading by hand: taking from the queue, marking, finishing; a second marker, and a third where two differ.

Nobody grades their own. Whoever leaves in the midst of it leaves the attempt to the queue, with what they marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.assessments import papers, reckoning, rules
from trellis.assessments.addresses import grading_address
from trellis.assessments.definitions.questions import ByHand, Question
from trellis.assessments.models import Answer, Attempt, Grading, Mark
from trellis.assessments.rules import Account
from trellis.assessments.services import waits
from trellis.assessments.services.attempts import locked
from trellis.assessments.services.closing import settle
from trellis.assessments.services.errors import AttemptError, NoAttemptError, TakenError
from trellis.core.keepable import keepable
from trellis.work.services import items

LONGEST_COMMENT = 8000
_CENT = Decimal("0.01")
_TENTH = Decimal("0.1")


class UnmarkedError(AttemptError):
    """Some answers have no points yet; `keys` are those of their questions."""

    code = "unmarked"

    def __init__(self, keys: list[str]) -> None:
        super().__init__(_("Some answers have no points yet."), hint=_("They are marked below."))
        self.keys = keys


def take(*, grading: UUID, by: Account) -> Grading:
    """Take a grading from the queue; again changes nothing. Raises NoAttemptError, TakenError."""
    with transaction.atomic():
        row = _open(grading, by)
        if row.grader_id == by.person_id:
            return row
        if row.grader_id is not None or row.attempt.gradings.filter(grader=by.person_id).exists():
            raise TakenError
        row.grader_id, row.claimed_at = by.person_id, timezone.now()
        row.save(update_fields=["grader", "claimed_at"])
        waits.mine(row)
        waits.queue(row.attempt.quiz, row.attempt.title)
    return row


def give_back(*, grading: UUID, by: Account) -> Grading:
    """Put a grading back into the queue, without what was marked in it. Raises NoAttemptError."""
    with transaction.atomic():
        row = _mine(grading, by)
        if row.again:
            raise AttemptError(_("You were asked to look at your own marks again: nobody else can."))
        row.marks.all().delete()
        _to_queue(row)
    return row


def mark(*, grading: UUID, marks: Mapping[str, Mapping[str, Any]], by: Account) -> Grading:
    """Keep what a grader gives: by the key of the question, `points` or `bands` (points of criteria) and `comment`.

    Raises NoAttemptError, AttemptError for points that there are not.
    """
    with transaction.atomic():
        row = _mine(grading, by)
        questions = _questions(row.attempt)
        answers = {each.key: each for each in to_mark(row.attempt)}
        known = {each.answer_id: each for each in row.marks.all()}
        for key, said in marks.items():
            if key in answers:
                made = known.get(answers[key].pk) or Mark(grading=row, answer=answers[key])
                _fill(made, questions[key], said)
                made.save()
    return row


def finish(*, grading: UUID, by: Account) -> Grading:
    """Be done with a grading; what all markers say together makes the result. Raises as `mark`, and UnmarkedError."""
    with transaction.atomic():
        row = _mine(grading, by)
        marked = {each.answer_id for each in row.marks.filter(points__isnull=False)}
        lacking = [each.key for each in to_mark(row.attempt) if each.pk not in marked]
        if lacking:
            raise UnmarkedError(lacking)
        row.finished_at = timezone.now()
        row.save(update_fields=["finished_at"])
        items.settle(waits.MINE, row.pk, done_by=by)
        _conclude(row.attempt, by)
        waits.queue(row.attempt.quiz, row.attempt.title)
    return row


def release_of(people: list[UUID]) -> int:
    """Put what some people took and did not finish back into the queue; how many. Their marks stay as a start."""
    return sum(map(_release, _taken().filter(grader__in=people).values_list("pk", "grader")))


def release_gone() -> int:
    """Put back what was taken by people who may grade it no more: their account is closed, or the grant is. Hourly."""
    held = list(_taken().values_list("pk", "grader", "attempt__quiz"))
    may = {
        path: {each.person_id for each in waits.graders_of(path)} for path in {path for _pk, _p, path in held}
    }
    return sum(_release((pk, person)) for pk, person, path in held if person not in may[path])


def _taken() -> QuerySet[Grading]:
    return Grading.objects.filter(
        finished_at=None, grader__isnull=False, attempt__state=Attempt.State.HANDED_IN
    ).order_by("pk")


def _release(taken: tuple[UUID, UUID | None]) -> int:
    """Put one grading back, if the same person still has it."""
    with transaction.atomic():
        row = _locked(taken[0])
        if row is None or row.grader_id != taken[1] or row.finished_at is not None:
            return 0
        _to_queue(row)
    return 1


def to_mark(attempt: Attempt) -> list[Answer]:
    """The answers of an attempt that wait for a person: those that the machine could not score, and that count."""
    found = attempt.answers.filter(auto_points=None).exclude(override=Answer.Override.VOID)
    return list(found.exclude(override=Answer.Override.FULL).order_by("position"))


def step_of(question: Question) -> Decimal:
    """By how much two markers may differ: the smallest step of the rubric's bands, else a tenth of the points."""
    if isinstance(question, ByHand) and question.rubric.criteria:
        steps = [each.points / max(len(each.bands) - 1, 1) for each in question.rubric.criteria]
        return max(min(steps), _CENT)
    return max(question.points * _TENTH, _CENT)


def _conclude(attempt: Attempt, by: Account | None) -> None:
    """Make the result once all rounds are done; where two differ, ask both again, and then a third."""
    rounds = list(attempt.gradings.order_by("round").prefetch_related("marks"))
    if any(each.finished_at is None for each in rounds):
        return
    answers, questions = to_mark(attempt), _questions(attempt)
    points = [{each.answer_id: each.points for each in one.marks.all()} for one in rounds]
    agreed: dict[UUID, Decimal | None] = {}
    for each in answers:
        said = [found for one in points if (found := one.get(each.pk)) is not None]
        if len(rounds) == 1 or len(rounds) > 2:
            agreed[each.pk] = said[-1] if said else None
        else:
            step = step_of(questions[each.key])
            agreed[each.pk] = reckoning.agreed(said[0], said[1], step) if len(said) > 1 else None
    if None in agreed.values():
        _disagree(attempt, rounds)
        return
    for each in answers:
        each.hand_points = agreed[each.pk]
    Answer.objects.bulk_update(answers, ["hand_points"])
    settle(attempt, by=by)


def _disagree(attempt: Attempt, rounds: list[Grading]) -> None:
    if any(each.again for each in rounds):
        made = Grading.objects.create(attempt=attempt, round=3)
        waits.queue(attempt.quiz, attempt.title)
        before = [each.grader_id for each in rounds if each.grader_id is not None]
        people = waits.graders_of(attempt.quiz, without=[attempt.person_id, *before])
        waits.tell_graders(people, attempt.title, waits.DIFFERS, grading_address(made.pk), f"third {made.pk}")
        return
    for each in rounds:
        each.again, each.finished_at = True, None
        each.save(update_fields=["again", "finished_at"])
        each.attempt = attempt
        waits.mine(each)
        waits.tell_graders(
            waits.accounts_of([each.grader_id]), attempt.title, waits.DIFFERS, grading_address(each.pk),
            f"again {each.pk}",
        )  # fmt: skip


def _to_queue(row: Grading) -> None:
    row.grader, row.claimed_at, row.again = None, None, False
    row.save(update_fields=["grader", "claimed_at", "again"])
    items.settle(waits.MINE, row.pk)
    waits.queue(row.attempt.quiz, row.attempt.title)


def _questions(attempt: Attempt) -> dict[str, Question]:
    return {each.key: each.question for each in papers.asked_in(attempt.paper)}


def _locked(key: UUID) -> Grading | None:
    attempt = Grading.objects.filter(pk=key).values_list("attempt", flat=True).first()
    held = locked(attempt) if attempt is not None else None
    row = Grading.objects.select_for_update().filter(pk=key).first() if held is not None else None
    if row is not None and held is not None:
        row.attempt = held
    return row


def _open(key: UUID, by: Account) -> Grading:
    row = _locked(key)
    if row is None or not rules.can_grade(by, row.attempt):
        raise NoAttemptError(_("There is nothing to grade for you here."))
    if row.finished_at is not None or row.attempt.state != Attempt.State.HANDED_IN:
        raise AttemptError(_("This was graded already."))
    return row


def _mine(key: UUID, by: Account) -> Grading:
    row = _open(key, by)
    if row.grader_id is None or row.grader_id != by.person_id:
        raise NoAttemptError(_("Take this from the queue first."))
    return row


def _fill(made: Mark, question: Question, said: Mapping[str, Any]) -> None:
    rubric = question.rubric if isinstance(question, ByHand) else None
    if rubric is not None and rubric.criteria:
        bands = said.get("bands") or {}
        given = {each.key: _points(bands.get(each.key), each.points, each.title) for each in rubric.criteria}
        made.bands = {key: str(value) for key, value in given.items() if value is not None}
        # A rubric may have another sum than the question has points: what counts is the share of it.
        if None in given.values():
            made.points = None
        else:
            share = sum((each for each in given.values() if each is not None), Decimal(0)) / (
                rubric.points or 1
            )
            made.points = (share * question.points).quantize(_CENT)
    else:
        made.points = _points(said.get("points"), question.points)
    made.comment = keepable(str(said.get("comment", ""))).strip()[:LONGEST_COMMENT]
    made.marked_at = timezone.now()


def _points(said: Any, most: Decimal, of: str = "") -> Decimal | None:
    text = str(said if said is not None else "").strip().replace(",", ".")
    if not text:
        return None
    try:
        points = Decimal(text)
    except InvalidOperation:
        points = Decimal(-1)
    if not points.is_finite() or not 0 <= points <= most:
        told = _("Give between 0 and %(most)s points.") % {"most": most}
        if of:
            told = _("“%(of)s”: give between 0 and %(most)s points.") % {"of": of, "most": most}
        raise AttemptError(told, field="points")
    return points.quantize(_CENT)
