"""Money in another currency: by the handbook's rates, at a date, with where the rate comes from.

The rate of a day is the last one on or before it. What is converted says by which rate, of which day, from which
source and which revision of the handbook, so that the number can be made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.definitions import rates as definitions
from trellis.core.definitions.currencies import is_currency
from trellis.core.definitions.rates import RateTable
from trellis.core.money import Money, MoneyError

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


class NoRateError(MoneyError):
    """The handbook has no rate on or before the day."""

    code = "no-exchange-rate"

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(
            _("There is no exchange rate of %(currency)s on or before %(day)s.")
            % {"currency": currency, "day": day.isoformat()},
            hint=_("Add one to exchange-rates.yml."),
        )
        self.currency, self.day = currency, day


@dataclass(frozen=True, slots=True)
class Conversion:
    """Money in another currency, rounded to its minor unit, and how it was made.

    `rate` is how many units of the new currency one of the old is worth. `since` is the older of the two days that the
    rates are of, `None` where none was needed.
    """

    was: Money
    money: Money
    rate: Decimal
    since: date | None
    source: str
    revision: str

    @property
    def provenance(self) -> str:
        """Where the rate comes from, in a sentence; empty where nothing was converted."""
        if self.since is None:
            return ""
        return _("1 %(from)s = %(rate)s %(to)s, rate of %(day)s, %(source)s") % {
            "from": self.was.currency,
            "rate": f"{self.rate.normalize(Context(prec=8)):f}",
            "to": self.money.currency,
            "day": self.since.isoformat(),
            "source": self.source,
        }


def convert(money: Money, currency: str, on: date) -> Conversion:
    """Money in another currency by the handbook's rates of a day. Raises NoRateError, and MoneyError for a currency
    that there is not.
    """
    table: RateTable | None = defined.defined(definitions.NAME)
    return converted(money, currency, on, table or RateTable(), defined.revision())


def converted(money: Money, currency: str, on: date, table: RateTable, revision: str = "") -> Conversion:
    """The same by a table of rates."""
    if not is_currency(currency):
        raise MoneyError(_("There is no currency “%(code)s”.") % {"code": currency[:20]})
    if currency == money.currency:
        return Conversion(money, money.rounded(), Decimal(1), None, "", revision)
    found = []
    for each in (money.currency, currency):
        rate = table.rate_on(each, on)
        if rate is None:
            raise NoRateError(each, on)
        found.append(rate)
    old, new = found
    amount = _EXACT.divide(_EXACT.multiply(money.amount, new.value), old.value)
    since = min(
        rate.since for code, rate in zip((money.currency, currency), found, strict=True) if code != table.base
    )
    worth = _EXACT.divide(new.value, old.value)
    return Conversion(money, Money(amount, currency).rounded(), worth, since, table.source, revision)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over currencies: each currency's own sum converted once, and all of that added."""

    money: Money
    parts: tuple[Conversion, ...]
