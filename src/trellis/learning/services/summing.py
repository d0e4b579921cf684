"""Adding up days that are over, so that reports over years read few rows."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from trellis.core.zones import organisation_zone
from trellis.learning.models import DailySum, Enrollment, Followed
from trellis.learning.queries.sums import counted_on
from trellis.learning.services.assigning import Step


def add_up(day: date, step: Step = transaction.atomic) -> int:
    """Add up all days before this one that were not yet; how many rows were written. Done again, it is nothing."""
    Followed.objects.get_or_create(pk=1)
    until = Followed.objects.get(pk=1).summed_until
    first = until + timedelta(days=1) if until is not None else _first_day()
    n = 0
    while first is not None and first < day:
        made = counted_on(first)  # before the transaction: counting takes longer than writing
        with step():
            row = Followed.objects.select_for_update().get(pk=1)
            if row.summed_until is None or row.summed_until < first:
                DailySum.objects.filter(day=first).delete()
                DailySum.objects.bulk_create(made, batch_size=500)
                n += len(made)
                row.summed_until, row.at = first, timezone.now()
                row.save(update_fields=["summed_until", "at"])
        first += timedelta(days=1)
    return n


def _first_day() -> date | None:
    first = Enrollment.objects.aggregate(at=Min("enrolled_at"))["at"]
    return first.astimezone(organisation_zone() or UTC).date() if first is not None else None
