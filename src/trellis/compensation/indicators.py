"""The numbers that this room can compute."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from trellis.compensation.queries import bonuses


def bonuses_per_person(month: date) -> Decimal | None:
    """Discretionary bonus per employee per month: bonuses approved in the month ÷ people employed on its last day.

    `None` where nobody was employed. It is a sign and no quota; the target stands in compensation.yml (usually 0.1).
    """
    last = date(month.year, month.month, monthrange(month.year, month.month)[1])
    return bonuses.ratio_in(month, last)
