"""Taking over quizzes that were taken before, such as in another system: what was answered, and what it came to.

Each answer is scored as any other is; nobody is told, and nothing happens that hangs on a result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.assessments import papers, reckoning, terms
from trellis.assessments.definitions.permissions import GRADE
from trellis.assessments.definitions.quizzes import Quiz
from trellis.assessments.models import Answer, Attempt
from trellis.assessments.papers import Asked
from trellis.assessments.rules import Account, NotAllowedError
from trellis.core import defined, granted
from trellis.core.rules import can_read

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that somebody made. `answer` says what they answered to a question, as its type documents it.

    `marks` is the share of the points, 0 to 1, that a grader gave for what the machine cannot score. `key` becomes the
    identifier of the attempt, from which the questions are drawn.
    """

    key: UUID
    person: UUID
    quiz: str
    subject: str
    number: int
    began_at: datetime
    minutes: int
    answer: Callable[[Asked], Any]
    marks: Decimal = Decimal(1)
    back_to: str = ""


def take_over(*, taken: Sequence[Taken], by: Account) -> dict[UUID, Attempt]:
    """Write attempts down as they were made, by the questions of today; by their keys. What is there stays.

    Of quizzes that the handbook has not, nothing is written. Raises NotAllowedError.
    """
    if not can_read(by) or not granted.may(by, GRADE.name):
        raise NotAllowedError(_("Only those who grade quizzes take results over."), permission=GRADE.name)
    quizzes = {path: terms.quiz_at(path) for path in {each.quiz for each in taken}}
    made: dict[UUID, Attempt] = {}
    answers: list[Answer] = []
    with transaction.atomic():
        there = Attempt.objects.in_bulk([each.key for each in taken])
        seen = _seen(taken)
        for each in taken:
            quiz = quizzes[each.quiz]
            if each.key not in there and quiz is not None and quiz.questions:
                made[each.key] = row = _attempt(
                    each, quiz, seen.setdefault((each.person, each.quiz), Counter())
                )
                answers += _answered(row, each)
        Attempt.objects.bulk_create(made.values(), batch_size=AT_ONCE)
        Answer.objects.bulk_create(answers, batch_size=AT_ONCE)
    return there | made


def _seen(taken: Sequence[Taken]) -> dict[tuple[UUID, str], Counter[str]]:
    """How often those who take a quiz again were asked each question."""
    again = {(each.person, each.quiz) for each in taken if each.number > 1}
    found: dict[tuple[UUID, str], Counter[str]] = {each: Counter() for each in again}
    rows = Answer.objects.filter(
        attempt__person__in={person for person, _quiz in again},
        attempt__quiz__in={quiz for _p, quiz in again},
    )
    for person, quiz, key in rows.values_list("attempt__person", "attempt__quiz", "key") if again else ():
        if (person, quiz) in found:
            found[person, quiz][key] += 1
    return found


def _attempt(each: Taken, quiz: Quiz, seen: Mapping[str, int]) -> Attempt:
    ended = each.began_at + timedelta(minutes=each.minutes)
    return Attempt(
        pk=each.key, person_id=each.person, quiz=quiz.path, title=quiz.title[:300], revision=defined.revision()[:200],
        subject=each.subject, back_to=each.back_to, number=each.number, rules=terms.rules_of(quiz.settings),
        began_at=each.began_at, handed_in_at=ended, graded_at=ended, state=Attempt.State.GRADED,
        paper=papers.paper_for(quiz, str(each.key), seen),
    )  # fmt: skip


def _answered(row: Attempt, each: Taken) -> list[Answer]:
    """The answers of an attempt, which gets its result by them."""
    penalty = terms.percent(row.rule("penalty"), "0")
    found = []
    for asked in papers.asked_in(row.paper):
        question = asked.question
        value = papers.cleaned(asked, each.answer(asked))
        score = papers.scored(asked, value, None, penalty)
        found.append(
            Answer(
                attempt=row, position=asked.at, key=asked.key, type=question.type, fingerprint=asked.fingerprint,
                out_of=question.points, value=value, version=1, saved_at=row.handed_in_at,
                auto_points=papers.earned(score) if score is not None else None,
                hand_points=(question.points * each.marks).quantize(Decimal("0.01")) if score is None else None,
            )
        )  # fmt: skip
    result = reckoning.total(found, terms.percent(row.rule("pass")))
    assert result is not None  # each answer has its points
    row.points, row.out_of, row.score, row.passed = result.points, result.out_of, result.score, result.passed
    return found
