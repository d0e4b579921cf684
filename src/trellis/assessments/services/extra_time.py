"""More time for those who need it: given and ended by whoever may, never to themselves; why is need-to-know."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.assessments import rules, terms
from trellis.assessments.definitions.permissions import EXTRA_TIME
from trellis.assessments.events import ExtraTimeKept
from trellis.assessments.models import ExtraTime
from trellis.assessments.rules import Account, NotAllowedError, Person
from trellis.assessments.services.errors import AttemptError, NoAttemptError
from trellis.core.keepable import keepable
from trellis.core.services.events import publish
from trellis.people.days import today

MOST_PERCENT = 300


def percent_for(person: UUID, path: str) -> int:
    """How much more time somebody has in a quiz today, in per cent of its usual time: the most that they were given."""
    day = today()
    rows = ExtraTime.objects.filter(person=person, ended_at=None, starts_on__lte=day, quiz__in=["", path])
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("-percent")
    return rows.values_list("percent", flat=True).first() or 0


def give(
    *, person: Person, percent: int, reason: str, quiz: str = "", starts_on: date | None = None,
    ends_on: date | None = None, by: Account,
) -> ExtraTime:  # fmt: skip
    """Give somebody more time in attempts that begin from a day on, in one quiz or in all.

    Raises NotAllowedError, AttemptError for what cannot be meant.
    """
    _may(by)
    if by.person_id == person.pk:
        raise NotAllowedError(_("Nobody gives themselves more time."), permission=EXTRA_TIME.name)
    starts = starts_on or today()
    if not 1 <= percent <= MOST_PERCENT:
        raise AttemptError(_("Say between 1 and %(n)d per cent.") % {"n": MOST_PERCENT}, field="percent")
    if ends_on is not None and ends_on < starts:
        raise AttemptError(_("The last day is before the first."), field="ends_on")
    if quiz and terms.quiz_at(quiz) is None:
        raise AttemptError(_("There is no such quiz."), field="quiz")
    if not keepable(reason).strip():
        raise AttemptError(_("Say what was agreed, in a few words."), field="reason")
    with transaction.atomic():
        row = ExtraTime(
            person_id=person.pk, percent=percent, quiz=quiz, starts_on=starts, ends_on=ends_on, given_by=by
        )
        row.reason = keepable(reason).strip()[:2000]
        row.save(force_insert=True)
        publish(ExtraTimeKept(row.pk, by.pk))
    return row


def end(*, extra_time: UUID, by: Account) -> ExtraTime:
    """End it from now on; attempts that are under way keep their time. Twice is once. Raises as `give`."""
    _may(by)
    with transaction.atomic():
        row = ExtraTime.objects.select_for_update().filter(pk=extra_time).first()
        if row is None:
            raise NoAttemptError(_("There is no such arrangement."))
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            publish(ExtraTimeKept(row.pk, by.pk))
    return row


def _may(by: Account) -> None:
    if not rules.can_give_time(by):
        raise NotAllowedError(_("You may not give more time."), permission=EXTRA_TIME.name)
