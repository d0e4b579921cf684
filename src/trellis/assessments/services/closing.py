"""The end of an attempt: the machine scores what it can, people are asked for the rest, a result is made of all.

Everything that makes or changes a result goes through `settle`: so the score that is kept is what the answers come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from trellis.assessments import papers, reckoning, terms
from trellis.assessments.definitions.questions import FileUpload
from trellis.assessments.events import AttemptGraded, AttemptSubmitted
from trellis.assessments.models import Answer, Appeal, Attempt, Grading, Regrade, ScoreChange
from trellis.assessments.services import waits
from trellis.core import attachments
from trellis.core.attachments import Shown
from trellis.core.prepared import Written
from trellis.core.rules import Account
from trellis.core.services.events import publish

ANSWER = "quiz_answer"
"""The kind of object that files of answers hang on."""


_HANDED_IN = Written(Attempt, "state", "by_time", "handed_in_at", "version")
_GRADED = Written(Attempt, "points", "out_of", "score", "passed", "state", "graded_at", "version")


def close(attempt: Attempt, *, by: Account | None, now: datetime, by_time: bool) -> Attempt:
    """Hand an attempt in, which is locked and open. In a transaction."""
    answers = list(attempt.answers.order_by("position"))
    for each in answers:
        if each.type == FileUpload.type:
            each.value = files_in(each.pk) or None
            each.save(update_fields=["value"])
    score_all(attempt, answers)
    attempt.state, attempt.by_time = Attempt.State.HANDED_IN, by_time
    attempt.handed_in_at = min(now, attempt.ends_at) if by_time and attempt.ends_at else now
    attempt.version += 1
    _HANDED_IN.change(attempt)
    publish(
        AttemptSubmitted(
            attempt.pk, by.pk if by else None, attempt.person_id, attempt.quiz, attempt.subject, by_time
        )
    )
    if not settle(attempt, answers, by=by):
        _ask_graders(attempt)
    return attempt


def score_all(attempt: Attempt, answers: list[Answer]) -> None:
    """Score what the machine can score, by the questions that were asked or those that a regrade put in their place."""
    asked = {each.key: each for each in papers.asked_in(attempt.paper)}
    penalty = terms.percent(attempt.rule("penalty"), "0")
    earned: defaultdict[Decimal | None, list[UUID]] = defaultdict(list)
    for answer in answers:
        found = papers.scored(asked[answer.key], answer.value, answer.newer, penalty)
        answer.auto_points = papers.earned(found) if found is not None else None
        earned[answer.auto_points].append(answer.pk)
    # Many answers earn the same: to say so takes a tenth of what a statement with a case for each takes.
    for points, keys in earned.items():
        Answer.objects.filter(pk__in=keys).update(auto_points=points)


def files_in(answer: UUID) -> list[str]:
    """The files that somebody handed in as an answer, by their identifiers."""
    return [str(each.pk) for each in attachments.attachments_of(ANSWER, answer)]


def handed_in(files: Iterable[Shown], answer: Answer) -> list[Shown]:
    """Those of the files at an answer that were handed in with it; what came later is no part of it."""
    known = answer.value if isinstance(answer.value, list) else []
    return [each for each in files if str(each.key) in known]


def settle(
    attempt: Attempt, answers: list[Answer] | None = None, *, by: Account | None,
    regrade: Regrade | None = None, appeal: Appeal | None = None,
) -> bool:  # fmt: skip
    """Make the result of what is known; false while something is not graded. In a transaction, the attempt locked.

    A result that was there and becomes another leaves a trace, and whoever took the quiz is told.
    """
    rows = answers if answers is not None else list(attempt.answers.all())
    found = reckoning.total(rows, terms.percent(attempt.rule("pass")))
    if found is None or not attempt.is_over:
        return False
    was_graded = attempt.state == Attempt.State.GRADED
    before = (attempt.score, attempt.passed)
    if was_graded and (before, attempt.points, attempt.out_of) == (
        (found.score, found.passed), found.points, found.out_of,
    ):  # fmt: skip
        return True
    attempt.points, attempt.out_of = found.points, found.out_of
    attempt.score, attempt.passed, attempt.state = found.score, found.passed, Attempt.State.GRADED
    attempt.graded_at = attempt.graded_at or timezone.now()
    attempt.version += 1
    _GRADED.change(attempt)
    if was_graded and before == (found.score, found.passed):
        return True
    if was_graded:
        _trace(attempt, before, regrade, appeal)
        waits.tell_taker(attempt, waits.CHANGED, f"changed {attempt.version}")
    elif attempt.gradings.exists():
        waits.tell_taker(attempt, waits.GRADED, "graded")
    who = by.pk if by else None
    publish(AttemptGraded(attempt.pk, who, attempt.person_id, attempt.quiz, attempt.subject))
    return True


def _trace(
    attempt: Attempt,
    before: tuple[Decimal | None, bool | None],
    regrade: Regrade | None,
    appeal: Appeal | None,
) -> None:
    (score, passed), after = before, (attempt.score, attempt.passed)
    assert score is not None  # it was graded before, and is
    assert passed is not None
    assert after[0] is not None
    assert after[1] is not None
    ScoreChange.objects.create(
        attempt=attempt, regrade=regrade, appeal=appeal if regrade is None else None, score_before=score,
        score_after=after[0], passed_before=passed, passed_after=after[1],
    )  # fmt: skip


def _ask_graders(attempt: Attempt) -> None:
    rounds = (1, 2) if attempt.rule("second_marker") else (1,)
    Grading.objects.bulk_create(Grading(attempt=attempt, round=each) for each in rounds)
    waits.queue(attempt.quiz, attempt.title)
