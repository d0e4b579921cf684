"""Reminding hosts of meetings that are overdue."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.core.queries import active
from trellis.core.services import notices
from trellis.meetings.definitions.notices import LATE
from trellis.meetings.kinds import kinds
from trellis.meetings.models import Meeting
from trellis.meetings.queries.standing import standings
from trellis.meetings.services.series import TO_COME
from trellis.people.days import today

PATIENCE = timedelta(days=2)
"""So long after its day a meeting counts as overdue; a reminder a week follows."""


def remind() -> int:
    """Tell each host of meetings that are overdue, once a week; gives how many were told."""
    day = today()
    late = Meeting.objects.filter(
        state__in=TO_COME, planned_on__lt=day - PATIENCE, series__ended_at=None
    ).select_related("series__host__account")
    told = 0
    for each in late.order_by("planned_on", "pk"):
        account = getattr(each.series.host, "account", None)
        if account is not None:
            weeks = (day - each.planned_on).days // 7
            told += notices.notify(
                LATE, [account], subject=_("A regular meeting is overdue"), key=f"meeting-late:{each.pk}:{weeks}",
                address=reverse("meetings:series", args=[each.series_id]), about=("series", each.series_id),
            )  # fmt: skip
    return told + _remind_of_left_out(day)


def _remind_of_left_out(day: date) -> int:
    """Tell hosts of series that were put off again and again, once a week."""
    left_out = [
        each
        for each in standings([kind.key for kind in kinds()])
        if each.is_late and (each.next_on is None or each.next_on >= day)
    ]
    accounts = {each.person_id: each for each in active().filter(person__in={each.host for each in left_out})}
    told = 0
    for each in left_out:
        if each.host in accounts:
            told += notices.notify(
                LATE, [accounts[each.host]], subject=_("You have not met for a long time"),
                key=f"meeting-left-out:{each.key}:{each.not_met_for // 7}",
                address=reverse("meetings:series", args=[each.key]), about=("series", each.key),
            )  # fmt: skip
    return told
