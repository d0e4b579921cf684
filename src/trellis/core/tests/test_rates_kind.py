"""`exchange-rates.yml` is read as the compiler reads all definitions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trellis.core.definitions.rates import ExchangeRatesKind, Rate, RateTable
from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource

TEXT = """\
base: EUR
source: The bank
rates:
  - {date: 2026-02-02, rates: {USD: 1.0811}}
  - {date: 2026-01-05, rates: {USD: 1.0724, GBP: 0.8412}}
"""


def compiled(**files):
    source = MemorySource({f"{name}.yml": text.encode() for name, text in files.items()})
    handbook = Compiler((ExchangeRatesKind(),)).compile(source).handbook
    return handbook.assembled["exchange-rates"], [
        (each.code, each.start.line) for each in handbook.diagnostics
    ]


def test_rates_are_read_in_the_order_of_their_days():
    table, told = compiled(**{"exchange-rates": TEXT})

    assert told == []
    assert table == RateTable(
        "EUR",
        "The bank",
        {
            "USD": (Rate(date(2026, 1, 5), Decimal("1.0724")), Rate(date(2026, 2, 2), Decimal("1.0811"))),
            "GBP": (Rate(date(2026, 1, 5), Decimal("0.8412")),),
        },
    )


def test_a_handbook_without_the_file_has_no_rates():
    assert compiled() == (RateTable(), [])


def test_what_is_wrong_is_left_out_and_told_at_its_line():
    table, told = compiled(
        **{"exchange-rates": TEXT + "  - {date: 2026-01-05, rates: {USD: 2, UKP: 1, JPY: -3, EUR: 1}}\n"}
    )

    assert told == [("MO002", 6), ("MO001", 6), ("MO003", 6)]
    assert table.rate_on("USD", date(2026, 1, 31)) == Rate(date(2026, 1, 5), Decimal("1.0724"))
    assert table.rate_on("JPY", date(2026, 1, 31)) is None


def test_a_base_that_does_not_exist_leaves_no_rates():
    assert compiled(**{"exchange-rates": TEXT.replace("EUR", "EURO")}) == (RateTable(), [("MO001", 1)])
