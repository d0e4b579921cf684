"""What somebody is paid who moves: what the rule of the handbook suggests for a place, for whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trellis.compensation import terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.queries.pay import Standing
from trellis.compensation.terms import Calculation
from trellis.core.money import Money


@dataclass(frozen=True, slots=True)
class Moved:
    """The pay that is suggested for another place, from what is paid now. `stays` says that it is the same."""

    title: str
    abroad: bool
    before: Calculation
    after: Calculation
    base: Money
    stays: bool

    @property
    def ratio(self) -> Decimal | None:
        """Where the suggested base pay lies, without a variable part."""
        return self.after.ratio(self.base, Decimal(0))


def moved_to(standing: Standing, location: str, day: date, *, abroad: bool = False) -> Moved | None:
    """What the rule suggests for somebody who moves to a location of the handbook.

    Nobody is lowered who stays in their country and in the new range; towards a dearer market the compa ratio is kept,
    at most 1. `None` where one of the two places has no range, or they are not paid in the currency of their entity.
    """
    pay, before, position = standing.pay, standing.calculation, standing.position
    market = terms.compensation().locations.get(location)
    if pay is None or before is None or market is None or pay.base.currency != before.currency:
        return None
    after = terms.calculate_for(
        position.title, place=location, known_factor=None, entity=position.employment.entity, day=day
    )
    if after is None:
        return None
    paid = before.compared(pay.base, pay.variable)
    there = replace(
        after.range, middle=after.middle
    )  # a ratio is one of the exact middle, not of the rounded one
    whole = reckoning.relocated(paid, before.middle, there, same_country=not abroad)
    if whole == paid:
        return Moved(market.title, abroad, before, after, pay.base, stays=True)
    base = reckoning.EXACT.divide(reckoning.product(pay.base.amount, whole), paid)
    # A ratio has no end: without its last digits, 41,400 would be rounded up to 41,500.
    rounded = reckoning.rounded_pay(round(base, 2), terms.compensation().rounding)
    return Moved(market.title, abroad, before, after, Money(rounded, before.currency), stays=False)
