"""How unusual pay is that a promotion or a transfer asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.compensation import terms as of_pay
from trellis.compensation.queries import pay
from trellis.core.money import Money
from trellis.core.rules import Person
from trellis.growth.queries.standing import position_today


@dataclass(frozen=True, slots=True)
class PayFacts:
    """By how much pay rises, in per cent (`None`: unknown), and whether it lies outside the range of the new level."""

    percent: Decimal | None
    outside: bool | None


def facts_of(person: Person, *, base: Money | None, before: Money | None, title: str, day: date) -> PayFacts:
    """How unusual a base pay is for a level from a day on, after what was paid before. Two queries, or none."""
    if base is None:
        return PayFacts(Decimal(0), False)
    percent = None
    if before is not None and before.currency == base.currency and before.amount:
        percent = (base.amount - before.amount) * 100 / before.amount
    position = position_today(person)
    if position is None:
        return PayFacts(percent, None)
    calculation = of_pay.calculate_for(
        title, place=position.location, known_factor=position.location_factor, entity=position.entity, day=day
    )
    if calculation is None or calculation.currency != base.currency:
        return PayFacts(percent, None)
    now = pay.pay_on(position.employment, day)
    compared = calculation.compared(base, now.variable if now is not None else Decimal(0))
    return PayFacts(percent, not calculation.range.holds(compared))
