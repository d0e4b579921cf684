"""What of quizzes waits on whom in My work, and what people are told.

A queue waits as one item a quiz, however many attempts are in it; an attempt that somebody took waits on them alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from trellis.assessments import terms
from trellis.assessments.addresses import attempt_address
from trellis.assessments.definitions.notices import GRADING, RESULT
from trellis.assessments.definitions.permissions import GRADE
from trellis.assessments.models import Appeal, Attempt, Grading
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.work import holders
from trellis.work.phrases import filled
from trellis.work.services import items

QUEUE, MINE, APPEAL = "assessments-queue", "assessments-grading", "assessments-appeal"
QUIZ, OF_GRADING, OF_APPEAL = "quiz", "attempt_grading", "appeal"

GRADED = gettext_lazy("Your result: %(title)s")
CHANGED = gettext_lazy("Your result has changed: %(title)s")
DECIDED = gettext_lazy("Your appeal was answered: %(title)s")
APPEALED = gettext_lazy("Somebody appeals against a result: %(title)s")
DIFFERS = gettext_lazy("Two who graded differ: %(title)s")
VOIDED = gettext_lazy("An attempt of yours does not count: %(title)s")


def graders_of(path: str, *, without: Iterable[UUID] = ()) -> list[Account]:
    """Who may grade a quiz, but for some people."""
    owner = terms.owner_of(path)
    found = {each.pk: each for each in holders.holders_of_permission(GRADE.name)}
    if owner:
        found |= {each.pk: each for each in holders.holders_of_role(owner)}
    away = set(without)
    return [each for each in found.values() if each.person_id and each.person_id not in away]


def accounts_of(people: Iterable[UUID | None]) -> list[Account]:
    """The open accounts of people."""
    return list(Account.objects.filter(person__in=[each for each in people if each], is_active=True))


def queue(path: str, title: str) -> None:
    """Have the queue of a quiz wait on those who grade it while anything is in it that they may take."""
    waiting = list(
        Grading.objects.filter(
            Q(attempt__quiz=path), attempt__state=Attempt.State.HANDED_IN, grader=None, finished_at=None
        ).values_list("attempt__person", "attempt")
    )
    people = graders_of(path) if waiting else []
    # Whose own attempt is all that waits has nothing to do.
    busy = [each for each in people if any(person != each.person_id for person, _attempt in waiting)]
    items.wait_on(QUEUE, QUIZ, terms.quiz_key(path), busy, title=title)


def mine(grading: Grading) -> None:
    """Have a grading wait on whoever took it, until it is finished."""
    people = accounts_of([grading.grader_id]) if grading.grader_id and grading.finished_at is None else []
    items.wait_on(MINE, OF_GRADING, grading.pk, people, title=grading.attempt.title)


def appeal(row: Appeal) -> None:
    """Have an appeal wait on those who may answer it; rather on those who did not grade the attempt."""
    if row.state != Appeal.State.OPEN:
        items.settle(APPEAL, row.pk)
        return
    attempt = row.attempt
    people = graders_of(attempt.quiz, without=[attempt.person_id])
    graded = set(attempt.gradings.exclude(grader=None).values_list("grader", flat=True))
    others = [each for each in people if each.person_id not in graded]
    items.wait_on(APPEAL, OF_APPEAL, row.pk, others or people, title=attempt.title)


def tell_taker(attempt: Attempt, says: str | Promise, key: str) -> None:
    """Tell whoever took a quiz something of it."""
    notices.notify(
        RESULT, accounts_of([attempt.person_id]), subject=filled(says, title=attempt.title),
        address=attempt_address(attempt.pk), key=f"assessments {attempt.pk} {key}", about=("attempt", attempt.pk),
    )  # fmt: skip


def tell_graders(
    people: Iterable[Account],
    title: str,
    says: str | Promise,
    address: str,
    key: str,
    by: Account | None = None,
) -> None:
    """Tell those who grade something."""
    notices.notify(
        GRADING,
        people,
        subject=filled(says, title=title),
        address=address,
        key=f"assessments {key}",
        actor=by,
    )
