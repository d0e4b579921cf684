"""Money: an amount with its currency. Amounts of different currencies are never added; see `exchange` to convert.

Nothing is rounded unless somebody says so. `rounded` rounds to the minor unit of the currency (cents; none for JPY),
half to even, so that sums of many amounts drift neither up nor down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.core.definitions.currencies import MINOR_DIGITS, is_currency
from trellis.handbook.errors import TrellisError

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_LETTERS_BEFORE_DIGITS = re.compile(r"([A-Za-z])(\d)")
LARGEST = Decimal(10) ** 24
Number = Decimal | int


class MoneyError(TrellisError):
    """Amounts that cannot be reckoned with as asked."""

    code = "money"


class CurrenciesDifferError(MoneyError):
    """Amounts of different currencies are not added or compared."""

    code = "currencies-differ"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            _("%(one)s and %(other)s cannot be reckoned together.") % {"one": one, "other": other},
            hint=_("Convert one of them first."),
        )
        self.one, self.other = one, other


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency of ISO 4217. Raises MoneyError for what is no amount or no currency."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, int) and not isinstance(self.amount, bool):
            object.__setattr__(self, "amount", Decimal(self.amount))
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite() or abs(self.amount) > LARGEST:
            raise MoneyError(_("%(amount)s is no amount of money.") % {"amount": repr(self.amount)[:60]})
        if not is_currency(self.currency):
            raise MoneyError(_("There is no currency “%(code)s”.") % {"code": str(self.currency)[:20]})

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Number) -> Money:
        if isinstance(factor, float | Money):
            return NotImplemented
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Number) -> Money:
        if isinstance(divisor, float | Money):
            return NotImplemented
        return Money(_EXACT.divide(self.amount, Decimal(divisor)), self.currency)

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __abs__(self) -> Money:
        return Money(self.amount.copy_abs(), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return shown(self)

    def _same(self, other: Money) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"{other!r} is no money.")
        if other.currency != self.currency:
            raise CurrenciesDifferError(self.currency, other.currency)
        return other.amount

    @property
    def minor_unit(self) -> Decimal:
        """The smallest amount that is paid: 0.01 for EUR, 1 for JPY."""
        return Decimal(1).scaleb(-MINOR_DIGITS[self.currency])

    @property
    def is_whole(self) -> bool:
        """Whether the amount has no part of a minor unit."""
        return self.rounded().amount == self.amount

    def rounded(self) -> Money:
        """The amount to the minor unit, half to even."""
        return Money(
            self.amount.quantize(self.minor_unit, rounding=ROUND_HALF_EVEN, context=_EXACT), self.currency
        )

    def ratio_to(self, other: Money) -> Decimal:
        """How many times another amount of the currency this is. Raises MoneyError where that is nothing."""
        if not self._same(other):
            raise MoneyError(_("Nothing can be divided by no money at all."))
        return _EXACT.divide(self.amount, other.amount)

    def allocated(self, weights: Sequence[Number]) -> list[Money]:
        """The amount in parts by weights, each a whole number of minor units, that add up to it to the cent.

        Each part is within one minor unit of its exact share; what is left over by rounding down goes to the parts
        that lose most by it, of equals to the first. Raises MoneyError for an amount that is not rounded, and for
        weights of which one is negative or all are nothing.
        """
        shares = [Fraction(weight) for weight in weights]
        whole = sum(shares)
        if not whole or min(shares) < 0:
            raise MoneyError(_("Parts need weights, of which none is negative and not all are nothing."))
        if not self.is_whole:
            raise MoneyError(
                _("The amount holds a part of the smallest unit and cannot be parted."),
                hint=_("Round it first."),
            )
        digits = MINOR_DIGITS[self.currency]
        units = int(self.amount.copy_abs().scaleb(digits, context=_EXACT))
        parts, rests = zip(*(divmod(units * share / whole, 1) for share in shares), strict=True)
        left = units - sum(parts)
        more = set(sorted(range(len(parts)), key=lambda place: (-rests[place], place))[:left])
        sign = -1 if self.amount < 0 else 1
        return [
            Money(Decimal(sign * (part + (place in more))).scaleb(-digits, context=_EXACT), self.currency)
            for place, part in enumerate(parts)
        ]

    def split(self, number: int) -> list[Money]:
        """The amount in as many parts, as equal as can be. Raises MoneyError."""
        return self.allocated([1] * number)


def sums(amounts: Iterable[Money]) -> dict[str, Money]:
    """The sum of the amounts of each currency, by currency in the order of the alphabet."""
    found: dict[str, Money] = {}
    for each in amounts:
        found[each.currency] = found[each.currency] + each if each.currency in found else each
    return dict(sorted(found.items()))


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts that are all in one currency; nothing at all is 0 of it. Raises CurrenciesDifferError."""
    found = Money(Decimal(), currency)
    for each in amounts:
        found += each
    return found


def parsed(amount: str, currency: str) -> Money:
    """Money from texts such as `1234.50` and `EUR`. Raises MoneyError."""
    try:
        return Money(Decimal(amount.strip()), currency.strip().upper())
    except ArithmeticError:
        raise MoneyError(_("%(amount)s is no amount of money.") % {"amount": amount[:60]}) from None


def shown(money: Money, language: str | None = None) -> str:
    """The amount as a reader of a language writes it, rounded to the minor unit: `€1,234.50`, `1.234,50 €`.

    The language is that of the reader unless given.
    """
    locale, pattern = _pattern(language or get_language() or "en", MINOR_DIGITS[money.currency])
    amount = money.rounded().amount
    text: str = pattern.apply(
        amount if amount else Decimal(), locale, currency=money.currency, currency_digits=False
    )
    return _LETTERS_BEFORE_DIGITS.sub("\\1\xa0\\2", text)


@lru_cache
def _pattern(language: str, digits: int) -> tuple[Locale, NumberPattern]:
    """How a language writes money with so many digits: those of ISO 4217, which Babel's own data knows differently."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return locale, pattern
