"""How many plans there are and how they end, for People Operations: numbers of five and more, without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from trellis.performance.definitions.states import State
from trellis.performance.models import SupportPlan

LEAST = 5
"""Of fewer plans nothing is told."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is told; `None` for what there are too few plans of. `met` is a percentage in tens."""

    under_way: int | None
    ended: int | None
    met: int | None


def numbers() -> Numbers:
    """Plans that are under way, those that ended in the last twelve months, and how many of a hundred ended as met.

    The share is rounded to tens, so that one plan that ends does not tell by the difference how. One query.
    """
    since = timezone.now() - timedelta(days=365)
    ended = Q(state=str(State.ENDED), ended_at__gte=since)
    found = SupportPlan.objects.aggregate(
        under_way=Count("pk", filter=Q(state__in=[str(State.RUNNING), str(State.DECIDED)])),
        ended=Count("pk", filter=ended),
        met=Count("pk", filter=ended & Q(counts="met")),
    )
    number = found["ended"]
    share = round(10 * found["met"] / number) * 10 if number >= LEAST else None
    return Numbers(_enough(found["under_way"]), _enough(number), share)


def _enough(number: int) -> int | None:
    return number if number >= LEAST else None
