"""The codes of money, `MO…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_GOOD = """\
base: EUR
source: European Central Bank, reference rates
most-days: 40
rates:
  - {date: 2026-01-05, rates: {USD: 1.0724, GBP: 0.8412}}
  - {date: 2026-02-02, rates: {USD: 1.0811, GBP: 0.8390}}
"""
_SETTINGS = {"handbook.yml": "currency: EUR\nentities:\n  - {name: Overspan Inc., currency: USD}\n"}


def _rates(text: str = _GOOD) -> Example:
    return Example({**_SETTINGS, "exchange-rates.yml": text})


UNKNOWN_CURRENCY = Code(
    "MO001",
    "unknown-currency",
    Severity.ERROR,
    "The exchange rates name a currency that does not exist.",
    "The rate is left out, and what it was meant for cannot be converted.",
    "Write the three letters of ISO 4217, such as USD.",
    _rates(_GOOD.replace("GBP: 0.8412", "UKP: 0.8412")),
    _rates(),
)
DAY_TWICE = Code(
    "MO002",
    "rates-of-a-day-twice",
    Severity.WARNING,
    "The exchange rates of a day stand twice.",
    "For each currency only the first counts. If the two differ, nobody knows which was meant.",
    "Put all rates of a day under one date.",
    _rates(_GOOD.replace("2026-02-02", "2026-01-05")),
    _rates(),
)
NOT_POSITIVE = Code(
    "MO003",
    "rate-not-positive",
    Severity.ERROR,
    "An exchange rate is zero or less.",
    "Nothing can be converted by it; it is left out.",
    "Write how many units of the currency one unit of the base is worth.",
    _rates(_GOOD.replace("0.8412", "0")),
    _rates(),
)
GAP = Code(
    "MO004",
    "gap-between-rates",
    Severity.WARNING,
    "Between two days with exchange rates lie more days than the file allows.",
    "What is converted within the gap is converted by a rate that is out of date.",
    "Add rates within the gap, or raise `most-days`.",
    _rates(_GOOD.replace("2026-02-02", "2026-04-02")),
    _rates(),
)
NO_RATE = Code(
    "MO005",
    "currency-without-rate",
    Severity.WARNING,
    "A currency of handbook.yml has no exchange rate.",
    "Amounts in it cannot be added to others, so that every sum over entities leaves them out.",
    "Add the currency to the rates of some day.",
    Example(
        {
            **_SETTINGS,
            "exchange-rates.yml": _GOOD.replace("USD: 1.0724, ", "").replace("USD: 1.0811, ", ""),
        }
    ),
    _rates(),
)
CODES: tuple[Code, ...] = (UNKNOWN_CURRENCY, DAY_TWICE, NOT_POSITIVE, GAP, NO_RATE)
