"""When promotions take effect, and in which phase a day lies: plain arithmetic of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """What is done in a stretch of days before the effective day."""

    BEFORE = "before"
    PLANNING = "planning"
    CALIBRATION = "calibration"
    PROCESSING = "processing"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Quarter:
    """A day on which promotions take effect, with the weeks of the phases before it."""

    effective_on: date
    planning: int
    calibration: int
    processing: int

    @property
    def processing_from(self) -> date:
        """The first day of approving."""
        return self.effective_on - timedelta(weeks=self.processing)

    @property
    def calibration_from(self) -> date:
        """The first day of comparing; until the day before, documents are written."""
        return self.processing_from - timedelta(weeks=self.calibration)

    @property
    def planning_from(self) -> date:
        """The first day of writing."""
        return self.calibration_from - timedelta(weeks=self.planning)

    def phase(self, day: date) -> Phase:
        """In which phase a day lies."""
        if day < self.planning_from:
            return Phase.BEFORE
        if day < self.calibration_from:
            return Phase.PLANNING
        if day < self.processing_from:
            return Phase.CALIBRATION
        return Phase.PROCESSING if day < self.effective_on else Phase.AFTER

    def is_open(self, day: date) -> bool:
        """Whether documents can still be handed in: comparing has not ended."""
        return day < self.processing_from


def days_of_years(days: Iterable[str], first: int, last: int) -> list[date]:
    """Days such as 04-01 in each of some years, in order."""
    parts = sorted({(int(each[:2]), int(each[3:])) for each in days})
    return [date(year, month, day) for year in range(first, last + 1) for month, day in parts]


def whole_months(since: date, until: date) -> int:
    """How many whole months lie between two days; 0 where the second comes first."""
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    return max(0, months)
