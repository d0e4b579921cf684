"""The numbers that this room can compute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trellis.growth.queries import promotions


def promotion_rate(day: date) -> Decimal | None:
    """Promotion rate over twelve months: promotions in effect in the twelve months until a day ÷ people employed on
    it × 100.

    `None` where nobody is employed. A guideline and no quota; what is planned with stands in compensation.yml.
    """
    return promotions.rate_until(day)
