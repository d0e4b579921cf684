"""Money in records: two columns, amount and currency, that are one value.

    class Order(Record):
        price_amount = AmountField()
        price_currency = CurrencyField()
        price = money_pair("price")

        class Meta:
            constraints = [money_constraint("order", "price")]

Amounts are kept as whole numbers of ten-thousandths: exact on every database, also in sums that it makes. SQLite would
keep a decimal as a floating-point number.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.definitions.currencies import is_currency
from trellis.core.money import Money

PLACES = 4
_UNITS = 10**PLACES
_SMALLEST = Decimal(1).scaleb(-PLACES)
LARGEST = Decimal(2**63 - 1) / _UNITS

if TYPE_CHECKING:
    _Amounts = models.BigIntegerField[Decimal | int | str | None, Decimal | None]
    _Letters = models.CharField[str, str]
else:
    _Amounts, _Letters = models.BigIntegerField, models.CharField


class AmountField(_Amounts):
    """An amount of money with four digits behind the point, up to 900 million millions."""

    description = _("Amount of money")
    default_error_messages = {  # noqa: RUF012 - as Django has it
        "invalid": _("“%(value)s” is no amount with at most four digits behind the point.")
    }

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        """The amount that a column, or a sum of it, holds."""
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)

    def to_python(self, value: Any) -> Any:
        """An amount from what somebody gave. Raises ValidationError."""
        if value is None or isinstance(value, Decimal):
            found = value
        elif isinstance(value, int) and not isinstance(value, bool):
            found = Decimal(value)
        else:
            try:
                found = Decimal(str(value))
            except InvalidOperation:
                raise self._invalid(value) from None
        if found is None:
            return None
        if not found.is_finite() or abs(found) > LARGEST or found != found.quantize(_SMALLEST):
            raise self._invalid(value)
        return found

    def get_prep_value(self, value: Any) -> Any:
        """The whole number that the column keeps. Raises ValidationError."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(self.to_python(value).scaleb(PLACES))

    @property
    def validators(self) -> list[Any]:
        """None of whole numbers: `to_python` knows the bounds."""
        return list(self._validators)  # type: ignore[attr-defined]

    def formfield(self, **options: Any) -> Any:
        """A field for decimals."""
        return models.Field.formfield(
            self, **{"form_class": forms.DecimalField, "decimal_places": PLACES, **options}
        )

    def _invalid(self, value: Any) -> ValidationError:
        return ValidationError(
            self.error_messages["invalid"], code="invalid", params={"value": str(value)[:60]}
        )


class CurrencyField(_Letters):
    """The three letters of a currency."""

    description = _("Currency")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max_length": 3, **options})

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raise ValidationError for what is no currency of ISO 4217."""
        super().validate(value, model_instance)
        if value and not is_currency(value):
            raise ValidationError(_("There is no such currency."), code="currency")


def money_pair(name: str) -> property:
    """The attribute that gives and takes both columns as `Money`, or `None` where there is no amount."""
    amount, currency = f"{name}_amount", f"{name}_currency"

    def get(record: models.Model) -> Money | None:
        found = getattr(record, amount)
        return None if found is None else Money(found, getattr(record, currency))

    def put(record: models.Model, value: Money | None) -> None:
        setattr(record, amount, None if value is None else value.amount)
        setattr(record, currency, "" if value is None else value.currency)

    return property(get, put)


def money_constraint(model: str, name: str) -> models.CheckConstraint:
    """That an amount never stands without a currency, nor a currency without an amount."""
    amount, currency = f"{name}_amount", f"{name}_currency"
    condition = Q(**{f"{amount}__isnull": True, currency: ""}) | (
        Q(**{f"{amount}__isnull": False}) & ~Q(**{currency: ""})
    )
    return models.CheckConstraint(condition=condition, name=f"{model}_{name}_has_currency")
