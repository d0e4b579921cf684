"""What documents say of pay: filled in for whoever may see it, and each look is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from trellis.compensation import rules
from trellis.compensation.looking import note
from trellis.compensation.models import Pay
from trellis.compensation.queries.pay import pay_on
from trellis.core.money import Money
from trellis.core.rules import Account
from trellis.people import stating


def register() -> None:
    """Called when Django starts."""
    stating.register("pay.base", _of(lambda pay, part: _amount(pay.base, part)))
    stating.register("pay.base-full-time", _of(lambda pay, _part: _amount(pay.base, Decimal(1))))
    stating.register("pay.variable", _of(lambda pay, _part: f"{pay.variable.normalize():f}"))


def _of(say: Callable[[Pay, Decimal], str]) -> stating.State:
    """A fact of what counts on a day, with the part of full time that the position has."""

    def state(who: Account, employment: Any, position: Any, day: date) -> str:
        if not rules.can_see_pay(who, employment.person):
            return ""
        pay = pay_on(employment, day)
        if pay is None:
            return ""
        note(who, employment.person, "document")
        return say(pay, position.fte if position is not None else Decimal(1))

    return state


def _amount(base: Money, part: Decimal) -> str:
    """As a field of a document keeps an amount: no more places than it has."""
    amount = (base.amount * part).quantize(Decimal("0.01"))
    return (
        f"{amount.to_integral_value() if amount == amount.to_integral_value() else amount:f} {base.currency}"
    )
