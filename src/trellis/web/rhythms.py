"""How often something is sent, on the clock of whoever gets it: arithmetic with days, without a clock."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    MONTH = "month"


LAST_DAY = {Every.WEEK: 7, Every.MONTH: 31}
"""The greatest day of a rhythm: 1 is Monday, or the first of a month."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A day of the week (1 is Monday) or of the month, and a time of day. A month that is too short gives its last."""

    every: Every
    day: int
    at: time

    def falls_on(self, day: date) -> bool:
        """Whether it is due on a day."""
        if self.every == Every.WEEK:
            return day.isoweekday() == self.day
        return day.day == min(self.day, monthrange(day.year, day.month)[1])

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first time after a moment, in UTC. A time that the clocks leave out comes with what follows the gap."""
        day = moment.astimezone(zone).date()
        while True:
            if self.falls_on(day):
                found = datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)
                if found > moment:
                    return found
            day += timedelta(days=1)
