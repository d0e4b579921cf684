"""Quiet hours and the hour of summaries, in the time zone of whoever is told: arithmetic with clocks, without a clock.

Times of day are those on the wall of the reader. One that a change of clocks leaves out is taken as the moment after
the gap; of one that comes twice, the next that lies ahead counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SUMMARY_AT = time(7)
"""When the mail of a day or week is made, in the reader's zone."""
MONDAY, SATURDAY = 0, 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, over midnight too; both the same means never. Week-ends may be quiet as well."""

    begin: time
    end: time
    on_weekends: bool = False

    def covers(self, wall: datetime) -> bool:
        """Whether a moment, as the reader's clock shows it, is quiet."""
        now = wall.time()
        if self.on_weekends and wall.weekday() >= SATURDAY:
            return True
        if self.begin <= self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end


def quiet_until(quiet: Quiet, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet that lies over a moment ends, in UTC; `None` where none does."""
    moment = now.astimezone(UTC)
    for _step in range(12):  # a week-end and a night are three; no arrangement needs more
        wall = moment.astimezone(zone)
        if not quiet.covers(wall):
            break
        if quiet.on_weekends and wall.weekday() >= SATURDAY:
            moment = at_wall(wall.date() + _DAY, time(0), zone, after=moment)
        else:
            day = wall.date() if wall.time() < quiet.end else wall.date() + _DAY
            moment = at_wall(day, quiet.end, zone, after=moment)
    return moment if moment > now else None


def at_wall(day: date, at: time, zone: ZoneInfo, *, after: datetime) -> datetime:
    """The first moment after another at which the reader's clock shows a time on a day, or on a later day."""
    while True:
        for fold in (0, 1):
            moment = datetime.combine(day, at, tzinfo=zone).replace(fold=fold).astimezone(UTC)
            if moment > after:
                return moment
        day += _DAY


def summary_due(oldest: datetime, zone: ZoneInfo, *, weekly: bool) -> datetime:
    """When a summary that is to hold something told at `oldest` is made: the next seven, or that of a Monday."""
    day = oldest.astimezone(zone).date()
    if not weekly:
        return at_wall(day, SUMMARY_AT, zone, after=oldest)
    day += timedelta(days=(MONDAY - day.weekday()) % 7)
    due = at_wall(day, SUMMARY_AT, zone, after=oldest)
    # Told on a Monday after seven: the summary is that of the next one.
    return (
        due
        if due.astimezone(zone).weekday() == MONDAY
        else at_wall(day + 7 * _DAY, SUMMARY_AT, zone, after=oldest)
    )
