"""When things are due: in the working calendar and the time zone of whoever has them to do.

A day is due at its end where that person is.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from trellis.core import calendars
from trellis.core.rules import Account

LAST_MOMENT = time(23, 59, 59)


def zone_of(account: Account) -> ZoneInfo:
    """The time zone that somebody is in: their own, else that of their calendar."""
    return calendars.zone_of(account)


def today(account: Account, now: datetime) -> date:
    """The day that it is where somebody is."""
    return now.astimezone(zone_of(account)).date()


def start_of(day: date, account: Account) -> datetime:
    """The moment at which a day begins for somebody."""
    return datetime.combine(day, time(), zone_of(account))


def due_by(day: date, account: Account) -> datetime:
    """The moment until which something must be done that is due on a day."""
    return datetime.combine(day, LAST_MOMENT, zone_of(account))


def due_after_working_days(days: int, account: Account, now: datetime) -> datetime:
    """The moment until which something must be done within some working days of somebody from now."""
    calendar = calendars.calendar_of(account)
    return due_by(calendars.add_working_days(today(account, now), days, calendar), account)


def is_late_by(days: int, due: datetime, account: Account, now: datetime) -> bool:
    """Whether something has been overdue for that many working days of somebody."""
    day = due.astimezone(zone_of(account)).date()
    return now > due_by(calendars.add_working_days(day, days, calendars.calendar_of(account)), account)
