"""A meeting whose day has come waits on its host in My work, until it took place, is skipped or put off."""

from __future__ import annotations

from datetime import timedelta

from trellis.core.rules import Account
from trellis.meetings.models import Meeting
from trellis.people.days import today
from trellis.work.dues import due_by
from trellis.work.services import items

HOLD = "meeting-hold"
TITLE = "A regular meeting"
AHEAD = timedelta(days=1)
"""So long before its day a meeting stands in My work, that both may put something on the agenda."""

LATELY = timedelta(days=4)
"""Nights that may have been left out without a meeting being forgotten."""


def wait(meeting: Meeting) -> None:
    """Have a meeting wait on its host, if its day has come; if it has been put off, it waits no more."""
    account = getattr(meeting.series.host, "account", None)
    if meeting.planned_on > today() + AHEAD:
        items.settle(HOLD, meeting.pk)
    elif account is not None:
        items.wait_on(
            HOLD, "meeting", meeting.pk, [account], title=TITLE, due_at=due_by(meeting.planned_on, account)
        )


def settle(meeting: Meeting, by: Account | None) -> None:
    """It waits no more."""
    items.settle(HOLD, meeting.pk, done_by=by)


def wait_for_all() -> int:
    """Have every meeting wait whose day has come lately; again changes nothing. Gives how many there are."""
    come = Meeting.objects.filter(
        state__in=(Meeting.State.NEXT, Meeting.State.RUNNING), series__ended_at=None,
        planned_on__lte=today() + AHEAD, planned_on__gt=today() - LATELY,
    )  # fmt: skip
    found = 0
    for each in come.select_related("series__host__account").iterator():
        wait(each)
        found += 1
    return found
