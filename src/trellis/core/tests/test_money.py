"""Money loses no cent, and never mixes currencies."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Sum
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.definitions.currencies import MINOR_DIGITS
from trellis.core.definitions.rates import Rate, RateTable
from trellis.core.exchange import NoRateError, converted
from trellis.core.money import CurrenciesDifferError, Money, MoneyError, parsed, shown, sums, total
from trellis.core.moneyfields import AmountField, CurrencyField, money_constraint, money_pair

currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])
amounts = st.decimals(-(10**15), 10**15, places=4, allow_nan=False, allow_infinity=False)
monies = st.builds(Money, amounts, currencies)
euros = st.builds(Money, amounts, st.just("EUR"))
weights = st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12).filter(any)


def eur(amount):
    return Money(Decimal(amount), "EUR")


@given(monies, weights)
def test_parts_add_up_to_the_cent(money, shares):
    whole = money.rounded()
    parts = whole.allocated(shares)

    assert total(parts, money.currency) == whole
    assert all(part.is_whole for part in parts)


@given(monies, weights)
def test_each_part_is_within_a_unit_of_its_share(money, shares):
    whole = money.rounded()

    for part, share in zip(whole.allocated(shares), shares, strict=True):
        assert abs(part.amount - whole.amount * share / sum(shares)) < money.minor_unit * Decimal("1.0001")
        assert share or not part


@given(monies)
def test_rounding_moves_by_half_a_unit_at_most_and_to_the_even_one(money):
    rounded = money.rounded()

    assert abs(rounded.amount - money.amount) <= money.minor_unit / 2
    assert rounded.amount == money.amount.quantize(money.minor_unit, rounding=ROUND_HALF_EVEN)
    assert rounded.rounded() == rounded


@given(st.lists(monies, max_size=20))
def test_sums_are_grouped_by_currency(several):
    found = sums(several)

    assert found == {
        currency: total([each for each in several if each.currency == currency], currency)
        for currency in sorted({each.currency for each in several})
    }


@given(euros, euros)
def test_adding_and_taking_away_gives_back(one, other):
    assert one + other - other == one
    assert (-one).amount == -one.amount
    assert (one < other) == (one.amount < other.amount)


RATES = RateTable(
    "EUR",
    "The bank",
    {
        "USD": (Rate(date(2026, 1, 5), Decimal("1.0724")), Rate(date(2026, 2, 2), Decimal("1.0811"))),
        "JPY": (Rate(date(2026, 1, 9), Decimal("161.37")),),
        "KWD": (Rate(date(2026, 1, 9), Decimal("0.33214")),),
        "CLF": (Rate(date(2026, 1, 9), Decimal("0.02571")),),
    },
)
DAY = date(2026, 3, 1)


@given(monies, currencies)
def test_there_and_back_is_the_same_within_rounding(money, currency):
    there = converted(money.rounded(), currency, DAY, RATES)
    back = converted(there.money, money.currency, DAY, RATES)

    lost = there.money.minor_unit / 2 * back.rate + money.minor_unit / 2
    assert abs(back.money.amount - money.rounded().amount) <= lost * Decimal("1.0000001")


def test_the_rate_is_the_last_on_or_before_the_day_and_is_named():
    found = converted(eur("100"), "USD", date(2026, 2, 1), RATES, "abc")

    assert found.money == Money(Decimal("107.24"), "USD")
    assert (found.since, found.source, found.revision) == (date(2026, 1, 5), "The bank", "abc")
    assert found.provenance == "1 EUR = 1.0724 USD, rate of 2026-01-05, The bank"
    assert converted(eur("100"), "USD", date(2026, 2, 2), RATES).money == Money(Decimal("108.11"), "USD")


def test_two_currencies_meet_in_the_base_by_the_older_rate():
    found = converted(Money(Decimal("107.24"), "USD"), "JPY", date(2026, 1, 20), RATES)

    assert found.money == Money(Decimal(16137), "JPY")
    assert found.since == date(2026, 1, 5)


def test_without_a_rate_nothing_is_converted():
    with pytest.raises(NoRateError) as refused:
        converted(eur("1"), "USD", date(2026, 1, 4), RATES)
    assert refused.value.currency == "USD"
    with pytest.raises(NoRateError):
        converted(eur("1"), "GBP", DAY, RATES)
    with pytest.raises(MoneyError):
        converted(eur("1"), "XYZ", DAY, RATES)


def test_currencies_are_never_added():
    with pytest.raises(CurrenciesDifferError):
        eur("1") + Money(Decimal(1), "USD")
    with pytest.raises(CurrenciesDifferError):
        total([eur("1"), Money(Decimal(1), "USD")], "EUR")
    with pytest.raises(CurrenciesDifferError):
        _ = eur("1") < Money(Decimal(1), "USD")


@pytest.mark.parametrize(
    "amount", [1.5, "1", None, True, Decimal("NaN"), Decimal("Infinity"), Decimal(10) ** 30]
)
def test_only_decimals_are_amounts(amount):
    with pytest.raises(MoneyError):
        Money(amount, "EUR")


def test_only_currencies_of_the_standard_are_currencies():
    assert set(MINOR_DIGITS) <= list_currencies()
    with pytest.raises(MoneyError):
        Money(Decimal(1), "eur")


def test_money_is_no_factor():
    with pytest.raises(TypeError):
        eur("2") * eur("2")
    with pytest.raises(TypeError):
        eur("2") * 1.5
    assert eur("10") / 4 == eur("2.5")
    assert eur("10").ratio_to(eur("4")) == Decimal("2.5")


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_parts_need_weights(shares):
    with pytest.raises(MoneyError):
        eur("1").allocated(shares)


def test_what_holds_a_part_of_a_cent_is_not_parted():
    with pytest.raises(MoneyError):
        eur("1.005").split(2)


@pytest.mark.parametrize(
    ("language", "money", "text"),
    [
        ("en", eur("1234.5"), "€1,234.50"),
        ("de", eur("1234.5"), "1.234,50\xa0€"),
        ("en", Money(Decimal("1234.5"), "JPY"), "¥1,234"),
        ("de", Money(Decimal("1.0005"), "KWD"), "1,000\xa0KWD"),
        ("en", Money(Decimal("99.5"), "IDR"), "IDR\xa099.50"),
        ("en", eur("-0.004"), "€0.00"),
        ("en", eur("-3"), "-€3.00"),
        ("nowhere", eur("1"), "€1.00"),
    ],
)  # fmt: skip
def test_money_is_written_as_the_reader_writes_it(language, money, text):
    with translation.override(language):
        assert shown(money) == text
        assert str(money) == text


def test_texts_are_read():
    assert parsed(" 12.50", "eur ") == eur("12.50")
    with pytest.raises(MoneyError):
        parsed("12,50", "EUR")


@pytest.fixture
def order(transactional_db):
    with isolate_apps("trellis.core"):

        class Order(models.Model):
            price_amount = AmountField(null=True)
            price_currency = CurrencyField(blank=True, default="")
            price = money_pair("price")

            class Meta:
                app_label = "core"
                constraints = [money_constraint("order", "price")]

            def __str__(self):
                return str(self.price)

        with connection.schema_editor() as editor:
            editor.create_model(Order)
        yield Order
        with connection.schema_editor() as editor:
            editor.delete_model(Order)


def test_a_record_keeps_money_exactly_also_in_sums(order):
    price = eur("123456789012.3456")
    made = order(price=price)
    made.full_clean()
    made.save()
    order.objects.create(price=eur("0.0001"))

    assert order.objects.get(price_amount=Decimal("123456789012.3456")).price == price
    assert order.objects.filter(price_amount__lt=Decimal("0.001")).count() == 1
    found = order.objects.values("price_currency").annotate(whole=Sum("price_amount"))
    assert list(found) == [{"price_currency": "EUR", "whole": Decimal("123456789012.3457")}]


def test_an_amount_never_stands_without_its_currency(order):
    assert order(price=None).price is None
    with pytest.raises(IntegrityError), transaction.atomic():
        order.objects.create(price_amount=Decimal(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        order.objects.create(price_currency="EUR")
    with pytest.raises(ValidationError):
        order(price_amount=Decimal(1), price_currency="XYZ").full_clean()


@pytest.mark.parametrize("amount", ["1.00001", "many", Decimal("NaN"), Decimal(10) ** 16])
def test_an_amount_that_cannot_be_kept_is_refused(amount):
    with pytest.raises(ValidationError):
        AmountField().get_prep_value(amount)
