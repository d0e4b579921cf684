"""Reads of the yearly review: a manager's sheet with everybody who reports to them, and its budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from trellis.compensation import terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.definitions.compensation import Cycle
from trellis.compensation.models import ReviewLine, ReviewSheet
from trellis.compensation.queries import pay as pays
from trellis.compensation.queries.pay import Standing
from trellis.core.exchange import NoRateError, convert
from trellis.core.money import Money
from trellis.core.rules import Person
from trellis.people.days import today
from trellis.people.queries import directory


@dataclass(frozen=True, slots=True)
class Proposed:
    """One person of a sheet: where they stand, what is proposed, what it comes to, whether it has to be explained.

    `left_out` says why nothing is proposed for somebody: hired too late, leaving, without pay.
    """

    standing: Standing
    line: ReviewLine
    new: Money | None
    rise: Money | None
    unusual: bool
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet with all of its people, and its budget in the currency of the organisation; `None` without a rate.

    Budget and what is spent of it are reckoned for each person's part of full time.
    """

    sheet: ReviewSheet
    cycle: Cycle
    rows: tuple[Proposed, ...]
    budget: Money | None
    spent: Money | None

    @property
    def is_over(self) -> bool:
        """Whether more is proposed than there is; what cannot be counted counts as over."""
        return self.budget is None or self.spent is None or self.spent > self.budget


def cycle_now() -> tuple[str, Cycle] | None:
    """The cycle whose sheets are written now, else the next one, else the last."""
    cycles = sorted(terms.compensation().review.cycles.items(), key=lambda each: each[1].opens_on)
    ahead = [each for each in cycles if each[1].closes_on >= today()]
    return next(iter(ahead or cycles[-1:]), None)


def is_open(cycle: Cycle, day: date) -> bool:
    """Whether sheets of a cycle are written on a day."""
    return cycle.opens_on <= day <= cycle.closes_on


def sheet_of(name: str, manager: Person) -> ReviewSheet:
    """The sheet of a manager in a cycle; a new one, which is not saved, where there is none yet."""
    found = ReviewSheet.objects.filter(cycle=name, manager=manager).first()
    return found or ReviewSheet(cycle=name, manager=manager)


def sheet_page(sheet: ReviewSheet, cycle: Cycle) -> SheetPage:
    """Everything that a sheet shows. A few queries for any number of people."""
    positions = list(
        directory.reports_on(sheet.manager, today()).select_related("employment", "person", "manager")
    )
    lines = {each.employment_id: each for each in ReviewLine.objects.filter(sheet=sheet)}
    rows = []
    for each in pays.standings_of(positions, today()):
        line = lines.get(each.position.employment_id) or ReviewLine(
            sheet=sheet, employment=each.position.employment
        )
        rows.append(_proposed(each, line, cycle))
    own = terms.own_currency()
    paid = [
        each.standing.pay.base * each.standing.part
        for each in rows
        if each.standing.pay is not None and not each.left_out
    ]
    total = _sum(paid, own, cycle.effective_on)
    share = terms.compensation().review.budget / reckoning.HUNDRED
    rises = [(each.rise * each.standing.part).rounded() for each in rows if each.rise is not None]
    spent = _sum(rises, own, cycle.effective_on)
    return SheetPage(sheet, cycle, tuple(rows), None if total is None else (total * share).rounded(), spent)


def usual_of(assessment: str) -> tuple[Decimal, Decimal] | None:
    """What an assessment usually brings, in per cent."""
    found = terms.compensation().review.assessments.get(assessment)
    return (found.least, found.most) if found is not None else None


def is_unusual(assessment: str, percent: Decimal) -> bool:
    """Whether a proposal has to be explained."""
    usual = usual_of(assessment)
    if usual is None:
        return percent != 0
    return reckoning.needs_justification(percent, *usual, terms.compensation().review.justify_above)


def new_base(base: Money, percent: Decimal) -> Money:
    """Base pay after the review, rounded up as pay is; without a rise it stays as it is."""
    if not percent:
        return base
    return Money(
        reckoning.rounded_pay(reckoning.raised(base.amount, percent), terms.compensation().rounding),
        base.currency,
    )


def _proposed(standing: Standing, line: ReviewLine, cycle: Cycle) -> Proposed:
    why = _left_out(standing, cycle)
    pay = standing.pay
    if why or pay is None:
        return Proposed(standing, line, None, None, unusual=False, left_out=why)
    new = new_base(pay.base, line.percent)
    return Proposed(
        standing, line, new, new - pay.base,
        unusual=bool(line.assessment or line.percent) and is_unusual(line.assessment, line.percent),
    )  # fmt: skip


def _left_out(standing: Standing, cycle: Cycle) -> str:
    employment: Any = standing.position.employment
    if standing.pay is None:
        return "no-pay"
    if cycle.hired_by is not None and employment.starts_on > cycle.hired_by:
        return "hired-later"
    if employment.ends_on is not None and employment.ends_on < cycle.effective_on:
        return "leaving"
    return ""


def _sum(amounts: list[Money], currency: str, day: date) -> Money | None:
    total = Money(Decimal(0), currency)
    try:
        for each in amounts:
            total += convert(each, currency, min(day, today())).money
    except NoRateError:
        return None
    return total
