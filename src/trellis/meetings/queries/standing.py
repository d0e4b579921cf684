"""How series stand, without a word of what is in them: days and the two. For rooms that answer for a kind of series."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min, Q
from django.utils.timezone import localtime

from trellis.meetings.models import Meeting, Series
from trellis.people.days import today

TO_COME = (Meeting.State.NEXT, Meeting.State.RUNNING)
PATIENCE = timedelta(weeks=1)
"""So long after the usual time without a meeting one counts as left out, however often it was put off."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A series that goes on: who meets whom, since when, every how many weeks, when last and when next."""

    key: UUID
    kind: str
    host: UUID
    guest: UUID
    weeks: int
    begun_on: date
    last_on: date | None
    next_on: date | None
    day: date

    @property
    def not_met_for(self) -> int:
        """For how many days they have not met."""
        return max(0, (self.day - (self.last_on or self.begun_on)).days)

    @property
    def is_late(self) -> bool:
        """Whether the day is past, or they have not met for the usual time and a week."""
        missed = is_missed(self.last_on or self.begun_on, self.next_on, self.weeks, self.day)
        return missed or (self.next_on is not None and self.next_on < self.day)


def is_missed(since: date, next_on: date | None, weeks: int, day: date) -> bool:
    """Whether two have not met for the usual time and a week, though it was not agreed that they meet later."""
    over = day - since > timedelta(weeks=weeks) + PATIENCE
    return over and (next_on is None or next_on - since > timedelta(weeks=weeks) + PATIENCE or next_on < day)


def standings(
    kinds: Collection[str], *, hosts: Collection[UUID] | None = None, guests: Collection[UUID] | None = None
) -> list[Standing]:
    """The series of some kinds that go on; of some hosts, of some guests. One query."""
    rows = Series.objects.filter(kind__in=kinds, ended_at=None)
    if hosts is not None:
        rows = rows.filter(host__in=hosts)
    if guests is not None:
        rows = rows.filter(guest__in=guests)
    rows = rows.annotate(
        last=Max("meetings__held_on"), next=Min("meetings__planned_on", filter=Q(meetings__state__in=TO_COME))
    )
    day = today()
    found = rows.order_by("pk").values_list(
        "pk", "kind", "host", "guest", "weeks", "begun_at", "last", "next"
    )
    return [
        Standing(key, kind, host, guest, weeks, _day_of(begun), last, next_on, day)
        for key, kind, host, guest, weeks, begun, last, next_on in found
    ]


def _day_of(moment: datetime) -> date:
    return localtime(moment).date()
