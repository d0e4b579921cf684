"""Appeals: a learner asks a person to look at a result again; the answer has a reason, and may change the result."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.assessments import rules
from trellis.assessments.addresses import appeal_address
from trellis.assessments.events import AppealDecided, AppealMade
from trellis.assessments.models import Answer, Appeal, Attempt
from trellis.assessments.rules import Account
from trellis.assessments.services import waits
from trellis.assessments.services.attempts import locked, make_void
from trellis.assessments.services.closing import settle
from trellis.assessments.services.errors import AttemptError, NoAttemptError
from trellis.core.keepable import keepable
from trellis.core.services.events import publish

LONGEST = 4000


def make(*, attempt: UUID, words: str, key: str = "", by: Account) -> Appeal:
    """Appeal against the result of an answer (by the key of its question), or of the whole attempt.

    Raises NoAttemptError, AttemptError: before there is a result, without words, or while another one waits.
    """
    with transaction.atomic():
        row = locked(attempt)
        if row is None or by.person_id is None or row.person_id != by.person_id or not rules.can_enter(by):
            raise NoAttemptError
        if row.state != Attempt.State.GRADED:
            raise AttemptError(_("There is no result yet to appeal against."))
        if not keepable(words).strip():
            raise AttemptError(_("Say what should be looked at again, and why."), field="words")
        answer = row.answers.filter(key=key).first() if key else None
        if key and answer is None:
            raise NoAttemptError(_("There is no such question."))
        if row.appeals.filter(answer=answer, state=Appeal.State.OPEN).exists():
            raise AttemptError(_("Your appeal waits for an answer already."))
        made = Appeal.objects.create(attempt=row, answer=answer, words=keepable(words).strip()[:LONGEST])
        waits.appeal(made)
        people = waits.graders_of(row.quiz, without=[row.person_id])
        waits.tell_graders(
            people, row.title, waits.APPEALED, appeal_address(made.pk), f"appeal {made.pk}", by
        )
        publish(AppealMade(made.pk, by.pk, row.pk))
    return made


def decide(
    *, appeal: UUID, because: str, points: Decimal | None = None, again: bool = False, by: Account
) -> Appeal:
    """Answer an appeal. With `points` the answer earns these; with `again` the attempt is void and may be repeated.

    With neither it is not upheld. Raises NoAttemptError, AttemptError: without a reason, for points that there are not,
    or where it was answered already.
    """
    with transaction.atomic():
        row = _locked(appeal)
        if row is None or not rules.can_decide(by, row):
            raise NoAttemptError(_("There is no such appeal."))
        if row.state != Appeal.State.OPEN:
            raise AttemptError(_("This appeal was answered already."))
        if not keepable(because).strip():
            raise AttemptError(_("Say why: the learner reads it."), field="because")
        row.state = Appeal.State.UPHELD if points is not None or again else Appeal.State.REJECTED
        row.because, row.decided_by_id, row.decided_at = (
            keepable(because).strip()[:LONGEST],
            by.person_id,
            timezone.now(),
        )
        row.save(update_fields=["state", "because", "decided_by", "decided_at"])
        if points is not None:
            _give(row, points, by)
        if again and row.attempt.state != Attempt.State.VOID:
            make_void(row.attempt, row.because, by)
        waits.appeal(row)
        waits.tell_taker(row.attempt, waits.DECIDED, f"decided {row.pk}")
        publish(AppealDecided(row.pk, by.pk, row.attempt_id))
    return row


def _give(row: Appeal, points: Decimal, by: Account) -> None:
    answer: Answer | None = row.answer
    if answer is None:
        raise AttemptError(_("Points are given for one answer; this appeal is about the whole attempt."))
    if not points.is_finite() or not 0 <= points <= answer.out_of:
        raise AttemptError(_("Give between 0 and %(most)s points.") % {"most": answer.out_of}, field="points")
    answer.appeal_points = points
    answer.save(update_fields=["appeal_points"])
    settle(row.attempt, by=by, appeal=row)


def _locked(key: UUID) -> Appeal | None:
    attempt = Appeal.objects.filter(pk=key).values_list("attempt", flat=True).first()
    held = locked(attempt) if attempt is not None else None
    row = Appeal.objects.select_for_update(of=("self",)).select_related("answer").filter(pk=key).first()
    if row is not None and held is not None:
        row.attempt = held
    return row
