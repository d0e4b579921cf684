"""Keeping the numbers of questions, so that a list of thousands of them need not reckon anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import transaction
from django.utils import timezone

from trellis.assessments.models import Attempt, QuestionSum
from trellis.assessments.queries import items
from trellis.assessments.statistics import advice_on

Step = Callable[[], AbstractContextManager[object]]


def reckon_all(step: Step = transaction.atomic) -> int:
    """Reckon the numbers of all quizzes that anybody was graded in, a quiz at a time; how many questions there are."""
    graded = Attempt.objects.filter(state=Attempt.State.GRADED).order_by("quiz")
    paths = list(graded.values_list("quiz", flat=True).distinct())
    gone = QuestionSum.objects.exclude(quiz__in=paths)
    with step():
        gone.delete()
    n = 0
    for path in paths:
        n += reckon(path, step)
    return n


def reckon(path: str, step: Step = transaction.atomic) -> int:
    """Reckon the numbers of the questions of one quiz anew; how many there are. Again, they are the same.

    Reckoned before the transaction, which takes long for a quiz that thousands have taken.
    """
    _found, report = items.report_of(path)
    rows = report.rows
    revisions = Counter(each.item.key for each in rows)
    now = timezone.now()
    with step():
        QuestionSum.objects.filter(quiz=path).delete()
        QuestionSum.objects.bulk_create(
            QuestionSum(
                quiz=path, key=each.item.key, fingerprint=each.item.fingerprint, asked=each.item.asked,
                facility=each.facility, discrimination=each.discrimination,
                flags=[str(flag.value) for flag in each.known.flags], advice=str(advice_on(each.known).value),
                revisions=revisions[each.item.key], reckoned_at=now,
            )
            for each in rows
        )  # fmt: skip
    return len(rows)
