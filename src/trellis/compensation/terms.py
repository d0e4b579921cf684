"""What the current handbook says of pay, and what comes out by it for a role, a place and a currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from trellis.compensation.definitions import compensation as definitions
from trellis.compensation.definitions import reckoning
from trellis.compensation.definitions.compensation import (
    BENCHMARK,
    COMPA,
    LEVEL,
    LOCATION,
    MIDPOINT,
    RATE,
    Benchmark,
    Compensation,
    Location,
    grade_key,
)
from trellis.compensation.definitions.reckoning import MeanRate, Range
from trellis.core import defined
from trellis.core.definitions import rates
from trellis.core.definitions.rates import RateTable
from trellis.core.money import Money
from trellis.people import terms as of_people
from trellis.roles.definitions.graph import Role

_NOTHING = Compensation()


def compensation() -> Compensation:
    """What `compensation.yml` says; what is usual without one."""
    found: Compensation | None = defined.defined(definitions.NAME)
    return found or _NOTHING


def own_currency() -> str:
    """The currency that midpoints and benchmarks are in: that of the file, else of the organisation."""
    return compensation().currency or defined.edition().handbook.settings.currency or "EUR"


def currency_of(entity: str) -> str:
    """The currency in which an entity pays."""
    found = of_people.all_entities().get(entity)
    return (found.currency if found is not None else "") or own_currency()


def market_of(place: str, entity: str) -> tuple[str, Location] | None:
    """The labour market of a place; where the handbook has none such, that of the entity's country."""
    found = of_people.all_entities().get(entity)
    return compensation().location_of(place, found.country if found is not None else "")


@dataclass(frozen=True, slots=True)
class Step:
    """A number that goes into the formula: its name there, what it is in words, and its value."""

    name: str
    label: str
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """What the formula gives for a role, a place and a currency, with everything that went into it.

    `middle` is exact, in the currency; `range` is rounded up as pay is. With benchmarks it is about total target cash
    (`is_total`), of which `parts` are base and variable; else about base pay.
    """

    grade: str
    location: str
    factor: Decimal
    currency: str
    formula: str
    steps: tuple[Step, ...]
    rate: MeanRate
    middle: Decimal
    range: Range
    parts: reckoning.Parts
    is_total: bool

    def money(self, amount: Decimal) -> Money:
        """An amount in the currency."""
        return Money(amount, self.currency)

    def ratio(self, base: Money, variable: Decimal) -> Decimal | None:
        """The compa ratio of pay; `None` for pay in another currency."""
        if base.currency != self.currency or not self.middle:
            return None
        return reckoning.compa_ratio(self.compared(base, variable), self.middle)

    def compared(self, base: Money, variable: Decimal) -> Decimal:
        """The amount of pay that is laid against the range: the base, or total target cash."""
        if not self.is_total:
            return base.amount
        return reckoning.raised(base.amount, variable)


def calculate(role: Role, *, factor: Decimal, location: str, currency: str, day: date) -> Calculation | None:
    """What the formula gives; `None` where the handbook says too little for it: no range, no exchange rate."""
    said, grade = compensation(), grade_key(role.grade)
    if not grade or not said.has_range(role.family.slug, grade):
        return None
    table: RateTable = defined.defined(rates.NAME) or RateTable()
    rate = reckoning.mean_rate(table, own_currency(), currency, day, said.rates_fixed_in)
    if rate is None:
        return None
    formula = said.read_formula()
    level = said.level_factor(grade)
    factor = reckoning.floored_factor(factor, level.least_location_factor if level is not None else None)
    benchmark = said.benchmark_of(role.family.slug, grade)
    values = {LOCATION: factor, RATE: rate.rate, COMPA: reckoning.ONE}
    if grade in said.midpoints:
        values[MIDPOINT] = said.midpoints[grade]
    if benchmark is not None and level is not None:
        values |= {BENCHMARK: benchmark.compensation, LEVEL: level.factor}

    def at(ratio: Decimal) -> Decimal:
        found = formula.result({**values, COMPA: ratio})
        found = found if COMPA in formula.names else reckoning.product(found, ratio)
        return found if RATE in formula.names else reckoning.product(found, rate.rate)

    spread, middle = said.spread(), at(reckoning.ONE)
    is_total = BENCHMARK in formula.names
    return Calculation(
        grade=grade, location=location, factor=factor, currency=currency, formula=formula.text,
        steps=_steps(values, formula.names, rate, currency, location), rate=rate, middle=middle,
        range=Range(*(reckoning.rounded_pay(at(each), said.rounding) for each in (
            spread.least, reckoning.ONE, spread.most,
        ))),
        parts=_parts(middle, benchmark if is_total else None), is_total=is_total,
    )  # fmt: skip


def calculate_for(
    title: str, *, place: str, known_factor: Decimal | None, entity: str, day: date
) -> Calculation | None:
    """The same for somebody: by their title, place and entity. A factor that they have already is never lowered."""
    role, market = of_people.role_titled(title), market_of(place, entity)
    if role is None or (market is None and known_factor is None):
        return None
    factor = reckoning.kept_factor(known_factor, market[1].factor) if market is not None else known_factor
    assert factor is not None  # the condition above
    return calculate(
        role, factor=factor, location=market[1].title if market is not None else place,
        currency=currency_of(entity), day=day,
    )  # fmt: skip


def _parts(middle: Decimal, benchmark: Benchmark | None) -> reckoning.Parts:
    if benchmark is None:
        return reckoning.Parts(middle, Decimal(0))
    return reckoning.parts_of(middle, benchmark.percentage_variable, from_base=benchmark.from_base)


def _steps(
    values: Mapping[str, Decimal], names: tuple[str, ...], rate: MeanRate, currency: str, location: str
) -> tuple[Step, ...]:
    labels = {
        MIDPOINT: _("Midpoint of the grade"), BENCHMARK: _("Benchmark of the family"), LEVEL: _("Level factor"),
        LOCATION: _("Location factor"), COMPA: _("Compa ratio"), RATE: _("Exchange rate"),
    }  # fmt: skip
    notes = {
        MIDPOINT: own_currency(), BENCHMARK: own_currency(), LOCATION: location,
        COMPA: _("1 in the middle of the range"), RATE: _rate_note(rate, currency),
    }  # fmt: skip
    shown = (*names, *(() if RATE in names or currency == own_currency() else (RATE,)))
    return tuple(Step(name, labels[name], values[name], notes.get(name, "")) for name in shown)


def _rate_note(rate: MeanRate, currency: str) -> str:
    return _("1 %(from)s in %(to)s, mean of %(months)d months, fixed for %(day)s") % {
        "from": own_currency(), "to": currency, "months": rate.months, "day": rate.fixed_on.isoformat(),
    }  # fmt: skip


def own(amount: Decimal) -> Money:
    """An amount in the currency of midpoints and benchmarks."""
    return Money(amount, own_currency())
