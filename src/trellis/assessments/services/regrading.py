"""Regrading: a question was wrong. First a preview of who changes, then one job that changes them, with a trace.

What is declared of a question holds for all who were asked it, also for those who are still taking the quiz, but not
for whoever declares it: nobody grades their own. Of a question that is asked in other words by now, each attempt keeps
the one that it had.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.assessments import regrading, rules, terms
from trellis.assessments.definitions import stored
from trellis.assessments.definitions.permissions import GRADE
from trellis.assessments.events import QuestionRegraded
from trellis.assessments.models import Answer, Attempt, Regrade
from trellis.assessments.regrading import Declared
from trellis.assessments.rules import Account, NotAllowedError
from trellis.assessments.services import waits
from trellis.assessments.services.attempts import locked
from trellis.assessments.services.closing import settle
from trellis.assessments.services.errors import AttemptError, NoAttemptError
from trellis.core import defined, tasks
from trellis.core.keepable import keepable
from trellis.core.services import jobs
from trellis.core.services.events import publish
from trellis.work.services import items

APPLY = "assessments.regrade"
Step = Callable[[], AbstractContextManager[object]]


def declare(*, quiz: str, key: str, kind: str, because: str, fingerprint: str = "", by: Account) -> Regrade:
    """Declare something of a question, of one revision of it (`fingerprint`) or of all; a job applies it.

    Raises NotAllowedError, NoAttemptError where nobody was asked it, AttemptError without a reason, or where the page
    has no such question any more whose key could count.
    """
    if not rules.can_grade_quiz(by, quiz):
        raise NotAllowedError(_("Only those who grade this quiz regrade it."), permission=GRADE.name)
    if kind not in Regrade.Kind.values:
        raise AttemptError(_("Choose what holds for this question."), field="kind")
    if not keepable(because).strip():
        raise AttemptError(_("Say why: the learners read it."), field="because")
    if not concerned(quiz, key, fingerprint, by=by).exists():
        raise NoAttemptError(_("Nobody was asked this question."))
    said = declared(quiz, key, kind)
    with transaction.atomic():
        title = said.question["stem"].split("\n", 1)[0] if said.question else key
        row = Regrade.objects.create(
            quiz=quiz, key=key, title=str(title)[:300], kind=kind, fingerprint=fingerprint,
            question=said.question if kind == Regrade.Kind.NEWER else None, revision=defined.revision()[:200],
            because=keepable(because).strip()[:500], by=by,
        )  # fmt: skip
        task = tasks.task_named(APPLY)
        assert task is not None  # declared in `regular`, which is loaded when Django starts
        jobs.start(task, by=by, positional=[str(row.pk)], what=title[:200], key=f"{APPLY} {row.pk}")
        publish(QuestionRegraded(row.pk, by.pk, quiz, key, kind))
    return row


def declared(quiz: str, key: str, kind: str) -> Declared:
    """What a kind of regrade says of a question today. Raises AttemptError where the page has it no more."""
    found = terms.quiz_at(quiz)
    question = found.by_key.get(key) if found is not None else None
    if kind == Regrade.Kind.NEWER and question is None:
        raise AttemptError(_("The page has no such question any more."), field="kind")
    return Declared(key, kind, stored.to_json(question) if question is not None else None)


def concerned(quiz: str, key: str, fingerprint: str = "", *, by: Account | None = None) -> QuerySet[Answer]:
    """The answers that a regrade by somebody is about: not those of void attempts, and nobody's own."""
    found = Answer.objects.filter(attempt__quiz=quiz, key=key).exclude(attempt__state=Attempt.State.VOID)
    if by is not None and by.person_id is not None:
        found = found.exclude(attempt__person=by.person_id)
    return found.filter(fingerprint=fingerprint) if fingerprint else found


def apply(regrade: UUID, step: Step) -> int:
    """Apply a regrade, an attempt at a time; how many results became others. Again, it changes nothing twice."""
    row = Regrade.objects.filter(pk=regrade).first()
    if row is None or row.applied_at is not None:
        return 0
    said = Declared(row.key, row.kind, row.question)
    rows = concerned(row.quiz, row.key, row.fingerprint, by=row.by).order_by("attempt")
    for key in list(rows.values_list("attempt", flat=True)):
        with step():
            _apply_to(key, row, said)
    with step():
        n = row.changes.count()
        Regrade.objects.filter(pk=row.pk, applied_at=None).update(applied_at=timezone.now(), changed=n)
    return n


def _apply_to(key: UUID, row: Regrade, said: Declared) -> None:
    attempt = locked(key)
    if attempt is None or attempt.state == Attempt.State.VOID:
        return
    answers = list(attempt.answers.order_by("position"))
    answer = next((each for each in answers if each.key == said.key), None)
    if answer is None:
        return
    if attempt.state == Attempt.State.GRADED and regrading.outcome(attempt, answers, said) is None:
        return  # nobody graded it, since everybody got the points: what is known is not given away again
    if attempt.is_over:
        answer.auto_points = regrading.declared_on(attempt, answer, said).auto_points
    answer.override = said.kind if said.kind in (regrading.FULL, regrading.VOID) else ""
    if said.kind in (regrading.NEWER, regrading.NONE):
        answer.newer = dict(said.question) if said.kind == regrading.NEWER and said.question else None
    answer.save(update_fields=["auto_points", "override", "newer"])
    if not attempt.is_over:
        return
    if settle(attempt, by=row.by, regrade=row):
        for each in attempt.gradings.filter(finished_at=None):
            items.settle(waits.MINE, each.pk)
            each.delete()
        waits.queue(attempt.quiz, attempt.title)
