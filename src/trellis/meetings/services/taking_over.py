"""Taking over regular meetings that took place before, such as from another system: days, and what both noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction

from trellis.core.records import uuid7
from trellis.core.rules import Account
from trellis.core.services.events import publish_all
from trellis.meetings.events import SeriesBegun
from trellis.meetings.models import Meeting, Series


@dataclass(frozen=True, slots=True)
class Kept:
    """A series as it was kept: the days on which the two met, each with what they noted; when next."""

    kind: str
    host: UUID
    guest: UUID
    weeks: int
    held: tuple[tuple[date, str], ...]
    next_on: date


def take_over(*, kept: Sequence[Kept], by: Account) -> int:
    """Write series down that there are not yet, and gives how many. Whether `by` may, the room of the kind asks.

    A few queries for any number of series.
    """
    with transaction.atomic():
        going = Series.objects.filter(ended_at=None, guest__in=[each.guest for each in kept])
        there = set(going.values_list("kind", "host", "guest"))
        new = [each for each in kept if (each.kind, each.host, each.guest) not in there]
        series, meetings = [], []
        for each in new:
            first = min((day for day, _notes in each.held), default=each.next_on)
            begun = datetime.combine(first, time(8), UTC)
            row = Series(
                kind=each.kind, host_id=each.host, guest_id=each.guest, weeks=each.weeks, begun_at=begun
            )
            series.append(row)
            for day, notes in each.held:
                held = Meeting(pk=uuid7(), series=row, planned_on=day, held_on=day, state=Meeting.State.HELD)
                held.notes = notes
                meetings.append(held)
            meetings.append(Meeting(series=row, planned_on=each.next_on))
        Series.objects.bulk_create(series)
        Meeting.objects.bulk_create(meetings)
        publish_all([SeriesBegun(row.pk, by.pk, row.kind) for row in series])
    return len(series)
