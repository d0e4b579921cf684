"""The numbers that this room can compute."""

from __future__ import annotations

from decimal import Decimal

from trellis.performance.queries import numbers


def plans_met() -> Decimal | None:
    """Of a hundred plans that ended in the last twelve months, how many ended as met, in tens; `None` of too few."""
    found = numbers.numbers().met
    return Decimal(found) if found is not None else None
