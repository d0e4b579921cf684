"""Days as moments: in a zone, or where the reader is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)
"""Days before and after these are taken for these: near the end of the calendar no zone can be reckoned with."""


def begin_of(day: date, zone: tzinfo | None = None) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(min(max(day, FIRST), LAST), time(), zone or timezone.get_current_timezone())


def end_of(day: date, zone: tzinfo | None = None) -> datetime:
    """The moment at which a day is over: the next one begins."""
    return begin_of(min(day, LAST) + timedelta(days=1), zone)
