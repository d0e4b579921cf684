"""The numbers that this room can compute."""

from __future__ import annotations

from decimal import Decimal

from trellis.conversations.queries import teams


def one_to_ones_on_time() -> Decimal | None:
    """Share of those who report to somebody with whom a one-to-one goes on that is not overdue, from 0 to 1.

    `None` where nobody reports to anybody.
    """
    lines = teams.overview()
    reports = sum(each.reports for each in lines)
    on_time = sum(each.going - each.late for each in lines)
    return Decimal(on_time) / reports if reports else None
