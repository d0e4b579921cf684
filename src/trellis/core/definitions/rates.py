"""`exchange-rates.yml`: what the currencies were worth on which day.

base: EUR
source: European Central Bank, reference rates
most-days: 40
rates:
  - {date: 2026-01-05, rates: {USD: 1.0724, GBP: 0.8412}}

One unit of the base is worth as many units of each currency as stand there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from trellis.core.definitions import ratecodes as codes
from trellis.core.definitions.currencies import is_currency
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node

NAME = "exchange-rates"
USUAL_GAP = 40
"""Days from one date to the next: rates that are written down once a month have no gap."""
LARGEST_RATE = Decimal(10) ** 9


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesOfDay(Declared):
    """What one unit of the base was worth on a day, by currency."""

    date: date
    rates: Mapping[str, Annotated[Decimal, Between(-LARGEST_RATE, LARGEST_RATE)]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRates(Declared):
    """All of `exchange-rates.yml`; `source` says where the rates come from."""

    base: str
    source: str
    rates: tuple[RatesOfDay, ...]
    most_days: Annotated[int, Between(1, 3660)] = USUAL_GAP


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of a currency one unit of the base was worth from a day on."""

    since: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates of each currency, the oldest first. `base` is empty where the handbook has no rates."""

    base: str = ""
    source: str = ""
    by_currency: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict)

    def rate_on(self, currency: str, day: date) -> Rate | None:
        """The last rate on or before a day; for the base itself 1; `None` where there is none."""
        if currency == self.base:
            return Rate(day, Decimal(1))
        known = self.by_currency.get(currency, ())
        at = bisect_right(known, day, key=lambda rate: rate.since)
        return known[at - 1] if at else None


class ExchangeRatesKind(DataKind[ExchangeRates | None]):
    """The kind `exchange-rates`. Joined, it is the `RateTable` of the first source that has the file."""

    name = NAME
    files = ("exchange-rates.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> ExchangeRates | None:
        """What a file says; None where it has no base that exists."""
        made = read(node, ExchangeRates, reporter, "exchange-rates.yml")
        if made is None or not _is_known(made.base, made.span_of("base"), reporter):
            return None
        seen: set[date] = set()
        for day in made.rates:
            if day.date in seen:
                reporter.report(
                    codes.DAY_TWICE, day.span_of("date"), f"The rates of {day.date} stand above already."
                )
            seen.add(day.date)
            _check_day(day, reporter)
        _check_gaps(made, reporter)
        return made

    def join(
        self,
        read: Mapping[str, ExchangeRates | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> RateTable:
        """The rates of the first file; what the currencies of handbook.yml lack is told there."""
        path, made = next(((path, made) for path, made in read.items() if made is not None), ("", None))
        if made is None:
            return RateTable()
        table = _table(made)
        settings = handbook.settings
        wanted = dict.fromkeys([settings.currency, *(entity.currency for entity in settings.entities)])
        for currency in wanted:
            if (
                currency
                and is_currency(currency)
                and currency != made.base
                and currency not in table.by_currency
            ):
                reporter_for(path).report(
                    codes.NO_RATE, made.key_span_of("rates"), f"No day has a rate of {currency}."
                )
        return table


def _table(made: ExchangeRates) -> RateTable:
    found: dict[str, dict[date, Decimal]] = {}
    for day in made.rates:
        for currency, value in day.rates.items():
            if is_currency(currency) and currency != made.base and value > 0:
                found.setdefault(currency, {}).setdefault(day.date, value)
    return RateTable(
        made.base,
        made.source,
        {
            currency: tuple(Rate(since, value) for since, value in sorted(rates.items()))
            for currency, rates in found.items()
        },
    )


def _check_day(day: RatesOfDay, reporter: Reporter) -> None:
    node = day.node.get("rates") or day.node
    for currency, value in day.rates.items():
        _is_known(currency, node.key_spans.get(currency, node.span), reporter)
        if value <= 0:
            written = node.get(currency)
            reporter.report(
                codes.NOT_POSITIVE,
                written.span if written is not None else node.span,
                f"The rate of {currency[:80]} is {value}.",
            )


def _check_gaps(made: ExchangeRates, reporter: Reporter) -> None:
    days = {day.date: day for day in reversed(made.rates)}
    for former, later in pairwise(sorted(days)):
        if (later - former).days > made.most_days:
            reporter.report(
                codes.GAP,
                days[later].span_of("date"),
                f"From {former} to {later} there are {(later - former).days} days without rates.",
            )


def _is_known(currency: str, span: Span, reporter: Reporter) -> bool:
    if is_currency(currency):
        return True
    reporter.report(codes.UNKNOWN_CURRENCY, span, f"There is no currency “{currency[:80]}”.")
    return False
