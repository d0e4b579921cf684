"""Turnover for its pages: the last twelve rolling years, reasons and departments, and who left. Few queries each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from trellis.people import terms as people_terms
from trellis.people.queries import staying
from trellis.people.queries.staying import Leaver
from trellis.surveys import turnover
from trellis.surveys.turnover import MONTHS, Turnover

__all__ = ["KINDS", "Analysis", "Leaver", "Turnover", "Wanted", "analysis", "counted", "leavers"]

KINDS: Mapping[str, Callable[[Leaver], bool]] = {
    "voluntary": lambda each: each.voluntary,
    "growth": lambda each: each.voluntary and each.growth_related,
    "other": lambda each: not each.voluntary,
}
"""How somebody may have left, of which the page of turnover tells rates."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Rolling twelve months, month by month, the oldest first; the last of them by reason and by department."""

    months: tuple[Turnover, ...]
    reasons: tuple[tuple[str, int], ...]
    departments: tuple[tuple[str, Turnover], ...]


def analysis(day: date) -> Analysis:
    """As of the last month that is over on a day."""
    ends = turnover.ends_of_months(day, MONTHS)
    first = turnover.ends_of_months(day, 2 * MONTHS + 1)[0]
    stretches, leavers = staying.stretches(first, ends[-1]), staying.leavers(first, ends[-1])
    return Analysis(
        tuple(turnover.rolling(stretches, leavers, end) for end in ends),
        turnover.by_reason(leavers, ends[-1]),
        turnover.by_department(stretches, leavers, ends[-1], people_terms.all_departments().title_of),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of those who left are wanted: of a kind of `KINDS`, for a reason, from a department, by words of a name."""

    kind: str = ""
    reason: str = ""
    department: str = ""
    text: str = ""


def leavers(day: date, wanted: Wanted) -> list[Leaver]:
    """Who left in the twelve months that turnover counts on a day, narrowed. Two queries; for who sees all records."""
    end = turnover.ends_of_months(day, 1)[0]
    return [each for each in staying.leavers(turnover.first_day(end), end) if _fits(each, wanted)]


def counted(day: date, wanted: Wanted) -> dict[str, dict[str, int]]:
    """How many there would be with each kind, reason and department if they were not narrowed by it. Two queries."""
    every = leavers(day, Wanted())
    reasons, departments = (
        Counter(getattr(each, name) for each in every if getattr(each, name) and _fits(each, wanted, name))
        for name in ("reason", "department")
    )
    kinds = {
        name: sum(is_one(each) for each in every if _fits(each, wanted, "kind"))
        for name, is_one in KINDS.items()
    }
    return {
        "kind": {name: n for name, n in kinds.items() if n},
        "reason": dict(reasons),
        "department": dict(departments),
    }


def _fits(each: Leaver, wanted: Wanted, but: str = "") -> bool:
    if wanted.kind and but != "kind" and not (wanted.kind in KINDS and KINDS[wanted.kind](each)):
        return False
    if wanted.reason and but != "reason" and each.reason != wanted.reason:
        return False
    if wanted.department and but != "department" and each.department != wanted.department:
        return False
    return all(word in each.name.casefold() for word in wanted.text.casefold().split())
