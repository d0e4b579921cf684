"""The numbers that this room can compute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Count

from trellis.reviews.definitions.reading import SEEN
from trellis.reviews.definitions.talent import STEPS, shares
from trellis.reviews.models import ReviewCycle
from trellis.reviews.queries import progress

LEAST = 5
"""Of fewer people no distribution is shown."""


def signed_in_time(month: date) -> Decimal | None:
    """The percentage of reviews that were signed off in time, of the cycles whose last day lies in a month.

    None where no cycle ended in it.
    """
    ended = ReviewCycle.objects.filter(acknowledge_by__year=month.year, acknowledge_by__month=month.month)
    found = [progress.signed_in_time(each) for each in ended]
    total = sum(all_ for _signed, all_ in found)
    return Decimal(100 * sum(signed for signed, _all in found)) / total if total else None


def distribution(cycle: ReviewCycle) -> dict[int, int] | None:
    """The percentages of the steps of performance in a cycle, of shared reviews; None of fewer than five."""
    rows = cycle.reviews.filter(state__in=[str(each) for each in SEEN], performance__in=STEPS).order_by()
    counts = {
        step: n for step, n in rows.values_list("performance").annotate(Count("pk")) if step is not None
    }
    return shares(counts) if sum(counts.values()) >= LEAST else None
