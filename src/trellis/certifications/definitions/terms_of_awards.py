"""How long a certificate counts, when it can be renewed, and who is reminded when: arithmetic of days.

All days are included: a certificate is valid on its last day, and lapsed on the one after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trellis.people.definitions.spans import add_months

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when a certificate counts; without an end, for good."""

    begins: date
    ends: date | None


def last_day(begins: date, months: int | None) -> date | None:
    """The last day of so many months: the day before the same day of a later month, or, where that month has no such
    day, its last one. Of 29 February 2024 and twelve months it is 28 February 2025.
    """
    if months is None:
        return None
    moved = add_months(begins, months)
    return moved if moved.day != begins.day else moved - ONE_DAY


def window_opens(ends: date | None, days: int) -> date | None:
    """The first day on which a certificate can be renewed."""
    return ends - timedelta(days=days) if ends is not None else None


def renewed_from(ends: date, day: date) -> date:
    """The day from which a renewed certificate counts: the one after the former ends, so that nobody loses days by
    being early; or today, where it has lapsed.
    """
    return max(ends + ONE_DAY, day)


def reminder_due(ends: date | None, ladder: Sequence[int], day: date) -> int | None:
    """Which reminder is due: of those whose day has come the last, in days before the end; `None` before and after."""
    if ends is None or day > ends:
        return None
    left = (ends - day).days
    return min((each for each in ladder if left <= each), default=None)


def goes_to_manager(ladder: Sequence[int], step: int) -> bool:
    """Whether a reminder goes to the manager as well: the last two do."""
    return step in sorted(ladder)[:2]
