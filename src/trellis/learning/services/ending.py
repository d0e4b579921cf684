"""What ends by itself: completions whose time is over, and everything that was asked of somebody who left."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trellis.core.rules import Account
from trellis.core.services.events import publish_all
from trellis.learning.events import AssignmentEnded, CompletionExpired
from trellis.learning.models import Assignment, AssignmentState, Enrollment, EnrollmentState
from trellis.learning.services import telling
from trellis.learning.services.assigning import AT_ONCE, WORK, Step
from trellis.people.days import today
from trellis.work.services import items

AHEAD = timedelta(days=7)
"""So long before it is due people are reminded, then on the day, then each week after."""


def expire(day: date, step: Step = transaction.atomic) -> int:
    """Tell of the completions that count no more; how many there were. Each is told once."""
    rows = Enrollment.objects.filter(
        state=EnrollmentState.COMPLETED, expired_on=None, valid_until__isnull=False, valid_until__lt=day
    ).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        with step():
            some = list(rows.select_for_update().filter(pk__in=keys[start : start + AT_ONCE]))
            Enrollment.objects.filter(pk__in=[each.pk for each in some]).update(expired_on=day)
            publish_all([CompletionExpired(each.pk, None, each.person_id, each.course) for each in some])
    return len(keys)


def person_left(person: UUID) -> int:
    """Ask nothing any more of somebody who left; how many assignments ended. What they have completed stays."""
    with transaction.atomic():
        rows = Assignment.objects.select_for_update().filter(
            person=person, is_current=True, state=AssignmentState.OPEN
        )
        found = list(rows.order_by("pk"))
        for row in found:
            row.state, row.ended_at, row.waits = AssignmentState.WITHDRAWN, timezone.now(), False
            row.by_hand, row.by_rule, row.hand_due_on = False, "", None
        Assignment.objects.bulk_update(
            found, ["state", "ended_at", "waits", "by_hand", "by_rule", "hand_due_on"]
        )
        items.settle_each(WORK, [each.pk for each in found])
        publish_all(
            [AssignmentEnded(each.pk, None, person, each.subject, each.key, each.state) for each in found]
        )
    return len(found)


def remind_by_the_clock(now: datetime, step: Step = transaction.atomic) -> int:
    """Remind people before something is due, on the day, and each week after; tell managers of what is required.

    How many were told. Nobody is told the same stage twice, however often this runs.
    """
    rows = Assignment.objects.filter(
        state=AssignmentState.OPEN, is_current=True, waits=True, due_at__lte=now + AHEAD
    ).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    n = 0
    for start in range(0, len(keys), AT_ONCE):
        with step():
            some = list(rows.filter(pk__in=keys[start : start + AT_ONCE]))
            accounts = {
                each.person_id: each
                for each in Account.objects.filter(person__in=[row.person_id for row in some], is_active=True)
            }
            n += sum(_remind(row, accounts[row.person_id]) for row in some if row.person_id in accounts)
    return n


def stage_of(due_on: date, day: date) -> tuple[int, str]:
    """Which reminder it is: 1 ahead, 2 on the day, and one more for each week since; with its name."""
    late = (day - due_on).days
    if late < 0:
        return 1, "ahead"
    return (2, "today") if late == 0 else (3 + (late - 1) // 7, f"late {(late - 1) // 7}")


def _remind(row: Assignment, account: Account) -> int:
    number, stage = stage_of(row.due_on, today())
    if row.told >= number:
        return 0
    told = telling.remind(row, account, stage)
    changed = {"told": number}
    if number >= 3 and row.is_required and row.escalated_at is None:
        telling.tell_manager(row, account)
        Assignment.objects.filter(pk=row.pk).update(escalated_at=timezone.now())
    Assignment.objects.filter(pk=row.pk).update(**changed)
    return told
