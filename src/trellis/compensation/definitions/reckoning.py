"""The arithmetic of pay: pure functions of numbers, each with the rule that it follows.

The rules are those of a company that writes its practice down in public; each number that is policy is a parameter here
and stands in `compensation.yml`. Amounts are yearly, in one currency; nothing is rounded unless the name says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.core.definitions.formulas import EXACT, round_up
from trellis.core.definitions.rates import RateTable

ONE, HUNDRED = Decimal(1), Decimal(100)
LEAST, MOST = Decimal("0.80"), Decimal("1.20")
"""A range of ±20 % around the middle, within which the compa ratio lies."""
DAYS_OF_A_YEAR = 365
MONTHS = 12
FIXED_IN = (6, 12)
"""June and December, when exchange rates are fixed."""


def product(*factors: Decimal) -> Decimal:
    """Factors multiplied, exactly."""
    found = ONE
    for each in factors:
        found = EXACT.multiply(found, each)
    return found


# -- ranges and the position in them


@dataclass(frozen=True, slots=True)
class Range:
    """From which to which amount pay reaches, and its middle."""

    least: Decimal
    middle: Decimal
    most: Decimal

    def holds(self, pay: Decimal) -> bool:
        """Whether pay lies in it, both ends included."""
        return self.least <= pay <= self.most


def range_of(middle: Decimal, least: Decimal = LEAST, most: Decimal = MOST) -> Range:
    """The range around a middle: 0.80 to 1.20 of it."""
    return Range(product(middle, least), middle, product(middle, most))


def compa_ratio(pay: Decimal, middle: Decimal) -> Decimal:
    """Where pay lies: 1 in the middle. The inverse of `pay_at`. Raises ZeroDivisionError for a middle of nothing."""
    if not middle:
        raise ZeroDivisionError("A range needs a middle.")
    return EXACT.divide(pay, middle)


def pay_at(ratio: Decimal, middle: Decimal) -> Decimal:
    """The pay of a compa ratio."""
    return product(middle, ratio)


def over_band_weight(pay: Decimal, most: Decimal) -> Decimal:
    """How much pay above its range counts: up to 4.9 % over 0.25, up to 9.9 % 0.5, up to 14.9 % 0.75, beyond 1.

    The sum of the weights, divided by the people, is to stay below one in a hundred. Between the written bounds (4.9
    and 5) the lower one counts: a step begins at 5, 10 and 15 %.
    """
    if pay <= most:
        return Decimal(0)
    over = EXACT.multiply(EXACT.subtract(EXACT.divide(pay, most), ONE), HUNDRED)
    steps = ((Decimal(5), Decimal("0.25")), (Decimal(10), Decimal("0.5")), (Decimal(15), Decimal("0.75")))
    return next((weight for bound, weight in steps if over < bound), ONE)


# -- benchmarks


@dataclass(frozen=True, slots=True)
class Parts:
    """Total target cash in its two parts: `base` and `variable`."""

    base: Decimal
    variable: Decimal

    @property
    def total(self) -> Decimal:
        """Both together."""
        return EXACT.add(self.base, self.variable)


def parts_of(total: Decimal, percentage_variable: Decimal, *, from_base: bool) -> Parts:
    """Total target cash as base and variable pay; the percentage is one of the base, or else one of the total."""
    share = EXACT.divide(percentage_variable, HUNDRED)
    base = EXACT.divide(total, ONE + share) if from_base else product(total, ONE - share)
    return Parts(base, EXACT.subtract(total, base))


def raised_benchmark(market_median: Decimal, current: Decimal) -> Decimal:
    """A benchmark after its yearly look at the market: the median there, never less than what it is."""
    return max(market_median, current)


def requisition_range(
    benchmark: Decimal,
    level_factor: Decimal,
    low: Decimal = Decimal("0.45"),
    high: Decimal = Decimal("0.80"),
) -> tuple[Decimal, Decimal]:
    """What a vacancy is planned with before the place is known: benchmark × level factor × 0.45 to × 0.8."""
    return product(benchmark, level_factor, low), product(benchmark, level_factor, high)


# -- places


def kept_factor(known: Decimal | None, market: Decimal) -> Decimal:
    """The location factor of somebody: that of their market, never lower than what they have already."""
    return market if known is None else max(known, market)


def metro_factor(sources: Sequence[Decimal], floor: Decimal) -> Decimal:
    """The factor of a city: the mean of the surveys rounded to 0.01, never below the current or the area's factor."""
    if not sources:
        return floor
    mean = EXACT.divide(sum(sources, Decimal()), Decimal(len(sources)))
    return max(mean.quantize(Decimal("0.01"), context=EXACT), floor)


def floored_factor(factor: Decimal, floor: Decimal | None) -> Decimal:
    """The factor of a level with a floor of its own, as directors have."""
    return factor if floor is None else max(factor, floor)


def relocated(pay: Decimal, old_middle: Decimal, new: Range, *, same_country: bool) -> Decimal:
    """The pay of somebody who moves: towards a lower factor usually no cut within the country while it is in range;
    towards a higher one the compa ratio stays, at most 1.
    """
    ratio = compa_ratio(pay, old_middle)
    if new.middle <= old_middle:
        return pay if same_country and new.holds(pay) else pay_at(ratio, new.middle)
    # A ratio above 1 is not carried over in full, yet nobody loses by moving to a dearer market.
    return max(pay_at(min(ratio, ONE), new.middle), pay)


# -- currencies


def fixed_on(day: date, months: Iterable[int] = FIXED_IN) -> date:
    """The first of the month in which the rate of a day was fixed: June or December, the last one before or on it."""
    found = [date(year, month, 1) for year in (day.year - 1, day.year) for month in months]
    return max(each for each in found if each <= day)


def first_days(last: date, number: int = MONTHS) -> tuple[date, ...]:
    """The first days of the months up to a month, the oldest first."""
    months = [last.year * 12 + last.month - 1 - back for back in reversed(range(number))]
    return tuple(date(each // 12, each % 12 + 1, 1) for each in months)


@dataclass(frozen=True, slots=True)
class MeanRate:
    """What one unit of a currency is worth in another, of how many months, fixed on which day."""

    rate: Decimal
    months: int
    fixed_on: date


def mean_rate(
    table: RateTable, base: str, currency: str, day: date, months: Iterable[int] = FIXED_IN
) -> MeanRate | None:
    """The mean of the rates at the beginning of twelve months, fixed in June and December; `None` without any.

    The rate of a month is the first that the table has in it: markets are closed on many a first. Months without one
    do not count, so a young table has a mean of fewer.
    """
    fixed = fixed_on(day, tuple(months))
    if base == currency:
        return MeanRate(ONE, MONTHS, fixed)
    found = []
    for first in first_days(fixed):
        sides = [_first_in(table, code, first) for code in (base, currency)]
        if sides[0] is not None and sides[1] is not None:
            found.append(EXACT.divide(sides[1], sides[0]))
    if not found:
        return None
    return MeanRate(EXACT.divide(sum(found, Decimal()), Decimal(len(found))), len(found), fixed)


def _first_in(table: RateTable, currency: str, first: date) -> Decimal | None:
    if currency == table.base:
        return ONE
    rates = table.by_currency.get(currency, ())
    return next(
        (each.value for each in rates if (each.since.year, each.since.month) == (first.year, first.month)),
        None,
    )


def acts_on_currency(
    previous: Decimal,
    new: Decimal,
    *,
    months_here: int,
    opted_out: bool,
    in_band: bool,
    beyond: Decimal = Decimal(5),
    at_least_months: int = 6,
) -> bool:
    """Whether pay in a currency that is not the local one follows a new rate.

    (new − previous) / previous has to be beyond ±5 %, the person here for more than six months and not opted out, and
    the pay has to stay in its range.
    """
    change = EXACT.multiply(EXACT.divide(EXACT.subtract(new, previous), previous), HUNDRED)
    return abs(change) > beyond and months_here > at_least_months and not opted_out and in_band


# -- changes


def percent_change(before: Decimal, after: Decimal) -> Decimal:
    """By how much per cent pay rises or falls."""
    return EXACT.multiply(EXACT.subtract(EXACT.divide(after, before), ONE), HUNDRED)


def raised(pay: Decimal, percent: Decimal) -> Decimal:
    """Pay after a rise of so much per cent."""
    return product(pay, EXACT.add(ONE, EXACT.divide(percent, HUNDRED)))


def interim_bonus(
    annual_pay: Decimal,
    days: int,
    least: Decimal = Decimal(1000),
    percent: Decimal = Decimal(10),
) -> Decimal:
    """For a higher role that is filled for a time: yearly pay / 365 × 10 % × calendar days, 1,000 at least."""
    return max(least, EXACT.divide(product(annual_pay, percent, Decimal(days)), HUNDRED * DAYS_OF_A_YEAR))


def earns_interim_bonus(days: int, *, higher_level: bool, least_days: int = 30) -> bool:
    """Whether a role is filled long enough, and above one's own: for more than 30 days."""
    return days > least_days and higher_level


@dataclass(frozen=True, slots=True)
class Budgets:
    """What there is for promotions in a year and in each quarter, and for the yearly review."""

    promotions: Decimal
    promotions_of_quarter: Decimal
    review: Decimal


def budgets(
    total_pay: Decimal,
    promoted: Decimal = Decimal(12),
    promotion_rise: Decimal = Decimal(10),
    review_rise: Decimal = Decimal(6),
) -> Budgets:
    """Promotions: total pay × 12 % of people × 10 % rise, a quarter of it each quarter, none rolls over.
    The review: 6 % of the pay of the other 88 %.
    """
    promotions = EXACT.divide(product(total_pay, promoted, promotion_rise), HUNDRED * HUNDRED)
    rest = EXACT.divide(product(total_pay, HUNDRED - promoted, review_rise), HUNDRED * HUNDRED)
    return Budgets(promotions, EXACT.divide(promotions, Decimal(4)), rest)


def needs_justification(
    percent: Decimal, least: Decimal, most: Decimal, without: Decimal = Decimal(10)
) -> bool:
    """Whether a change of the review has to be explained: outside what the assessment usually brings, or above 10 %."""
    return not least <= percent <= most or percent > without


def zone_factor(factor: Decimal, zones: Mapping[Decimal, Decimal]) -> Decimal:
    """The factor of the zone that a location factor lies in, for roles with a quota: by the zones' lower bounds.

    Usual: 0.01 → 0.60, 0.50 → 0.75, 0.70 → 0.85, 0.86 → 1.00. Raises LookupError below all of them.
    """
    found = [bound for bound in zones if bound <= factor]
    if not found:
        raise LookupError(f"No zone begins at or below {factor}.")
    return zones[max(found)]


def rounded_pay(pay: Decimal, step: Decimal = HUNDRED) -> Decimal:
    """Pay as it is paid: rounded up to the next hundred of its currency."""
    return round_up(pay, step)


def bonus_ratio(granted: int, people: int) -> Decimal | None:
    """Bonuses of a month for each person of the team; `None` without people."""
    return EXACT.divide(Decimal(granted), Decimal(people)) if people else None
