"""`compensation.yml`: how pay is set: the formula with worked examples, ranges, factors, the review, bonuses.

currency: EUR
formula: midpoint * location-factor * compa-ratio
midpoints: {5: 46000, 6: 58000}
range: {least: 0.80, most: 1.20}
rounding: 100
locations:
  hamburg: {title: Hamburg, factor: 1.00, places: [Hamburg]}
  rest-of-germany: {title: Rest of Germany, factor: 0.96, country: Germany}

Examples:
  - {title: An analyst, values: {midpoint: 58000, location-factor: 0.87, compa-ratio: 0.95}, result: 47937}

Instead of midpoints by grade, pay can be set by benchmarks of families and factors of levels: see `benchmarks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from trellis.compensation.definitions import codes, reckoning
from trellis.core.definitions.formulas import Formula, FormulaError, parsed
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Matching, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.roles.definitions.kind import NAME as JOB_FAMILY

NAME = "compensation"
MIDPOINT, BENCHMARK, LEVEL, LOCATION, COMPA, RATE = (
    "midpoint", "benchmark", "level-factor", "location-factor", "compa-ratio", "exchange-rate",
)  # fmt: skip
KNOWN_NAMES = (MIDPOINT, BENCHMARK, LEVEL, LOCATION, COMPA, RATE)
USUAL_FORMULA = f"{MIDPOINT} * {LOCATION} * {COMPA}"
GradeKey = Annotated[str, Matching(r"\d{1,2}(\.\d)?", "a grade such as 7 or 9.5")]
Amount = Annotated[Decimal, Between(Decimal(0), Decimal(10) ** 12)]
Factor = Annotated[Decimal, Between(Decimal("0.01"), Decimal(5))]
Percent = Annotated[Decimal, Between(Decimal(-50), Decimal(100))]
Currency = Annotated[str, Matching(r"[A-Z]{3}", "a currency such as EUR")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Declared):
    """How far pay lies around the middle: compa ratios."""

    least: Factor = reckoning.LEAST
    most: Factor = reckoning.MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Declared):
    """A labour market: its factor, the places (as positions name them) that are in it, and the country whose other
    places are in it too.
    """

    title: str
    factor: Factor
    places: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark(Declared):
    """Total target cash that a market pays for a type of job, at location factor 1; how much of it is variable.

    The percentage is one of the base pay (`from_base`), or else one of the total.
    """

    compensation: Amount
    percentage_variable: Annotated[Decimal, Between(Decimal(0), Decimal(99))] = Decimal(0)
    from_base: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFactor(Declared):
    """Which type of benchmark a grade takes, times what; `least_location_factor` is a floor for its places."""

    grade: GradeKey
    benchmark: Slug
    factor: Factor = reckoning.ONE
    least_location_factor: Factor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedExample(Declared):
    """Numbers put into the formula, and what must come out, before anything is rounded."""

    title: str = ""
    values: Mapping[Slug, Decimal] = field(default_factory=dict)
    result: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Declared):
    """What the yearly review usually brings, in per cent, to somebody who is assessed so."""

    title: str
    least: Percent
    most: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle(Declared):
    """One yearly review: until when proposals are written, from which day on the new pay counts, who is in it."""

    title: str
    opens_on: date
    closes_on: date
    effective_on: date
    hired_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Declared):
    """The yearly review: what each assessment brings, above what a change must be explained, the budget in per cent."""

    assessments: Mapping[Slug, Assessment] = field(default_factory=dict)
    justify_above: Percent = Decimal(10)
    budget: Percent = Decimal(6)
    cycles: Mapping[Slug, Cycle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds(Declared):
    """From where on a change of pay is unusual, for the steps of the rule `pay-change` in approvals.yml."""

    above_percent: Percent = Decimal(10)
    within_months: Annotated[int, Between(0, 60)] = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotions(Declared):
    """What promotions are planned with: the share of people, the usual rise, both in per cent."""

    people: Percent = Decimal(12)
    rise: Percent = Decimal(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim(Declared):
    """The bonus for a higher role that is filled for a time."""

    least: Amount = Decimal(1000)
    percent: Percent = Decimal(10)
    longer_than_days: Annotated[int, Between(0, 365)] = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisition(Declared):
    """What a vacancy is planned with, as factors of benchmark × level factor."""

    low: Factor = Decimal("0.45")
    high: Factor = Decimal("0.80")


@dataclass(frozen=True, slots=True, kw_only=True)
class NonLocal(Declared):
    """When pay in a currency that is not the local one follows the rate."""

    beyond_percent: Percent = Decimal(5)
    longer_than_months: Annotated[int, Between(0, 60)] = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus(Declared):
    """Discretionary bonuses: how much one is, how many there may be in a month, what a request has to say.

    `target` is the ratio of bonuses to people in a month that is hoped for; it is no quota. `least_days_here` is how
    long somebody has to be here before they can be nominated.
    """

    amount: Amount = Decimal(1000)
    currency: Currency = ""
    most_per_month: Annotated[int, Between(1, 100_000)] | None = None
    sentences: Annotated[int, Between(1, 10)] = 3
    least_days_here: Annotated[int, Between(0, 366)] = 0
    days_between: Annotated[int, Between(0, 366)] = 0
    values: tuple[str, ...] = ()
    target: Annotated[Decimal, Between(Decimal(0), Decimal(5))] = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation(Declared):
    """All of `compensation.yml`."""

    page: str = ""
    currency: Currency = ""
    formula: str = USUAL_FORMULA
    rounding: Annotated[Decimal, Between(Decimal("0.01"), Decimal(100_000))] = reckoning.HUNDRED
    range: Spread = field(default_factory=Spread)
    midpoints: Mapping[GradeKey, Amount] = field(default_factory=dict)
    benchmarks: Mapping[str, Mapping[Slug, Benchmark]] = field(default_factory=dict)
    level_factors: tuple[LevelFactor, ...] = ()
    locations: Mapping[Slug, Location] = field(default_factory=dict)
    rates_fixed_in: tuple[Annotated[int, Between(1, 12)], ...] = reckoning.FIXED_IN
    examples: tuple[WorkedExample, ...] = ()
    managers_see_pay: Literal["line", "direct", "none"] = "line"
    approval: Thresholds = field(default_factory=Thresholds)
    review: Review = field(default_factory=Review)
    promotions: Promotions = field(default_factory=Promotions)
    interim: Interim = field(default_factory=Interim)
    requisition: Requisition = field(default_factory=Requisition)
    non_local: NonLocal = field(default_factory=NonLocal)
    bonus: Bonus = field(default_factory=Bonus)

    @property
    def is_given(self) -> bool:
        """Whether the handbook says how pay is set at all."""
        return bool(self.midpoints or self.benchmarks)

    def read_formula(self) -> Formula:
        """The formula; the usual one where that of the file cannot be read, which the compiler reports."""
        try:
            found = parsed(self.formula)
        except FormulaError:
            return parsed(USUAL_FORMULA)
        return found if set(found.names) <= set(KNOWN_NAMES) else parsed(USUAL_FORMULA)

    def spread(self) -> Spread:
        """The range of compa ratios; ±20 % where that of the file does not hold its middle."""
        return self.range if self.range.least <= 1 <= self.range.most else Spread()

    def level_factor(self, grade: str) -> LevelFactor | None:
        """What a grade takes of the benchmarks."""
        return next((each for each in self.level_factors if each.grade == grade), None)

    def benchmark_of(self, family: str, grade: str) -> Benchmark | None:
        """The benchmark of a family (its address, or that of a folder above it) for a grade."""
        factor = self.level_factor(grade)
        if factor is None:
            return None
        parts = family.removeprefix("job-families/").split("/")
        for end in range(len(parts), 0, -1):
            found = self.benchmarks.get("/".join(parts[:end]), {}).get(factor.benchmark)
            if found is not None:
                return found
        return None

    def has_range(self, family: str, grade: str) -> bool:
        """Whether there is a range for a grade in a family, by what the formula begins with."""
        names = self.read_formula().names
        return (MIDPOINT not in names or grade in self.midpoints) and (
            not {BENCHMARK, LEVEL} & set(names) or self.benchmark_of(family, grade) is not None
        )

    def location_of(self, place: str, country: str = "") -> tuple[str, Location] | None:
        """The labour market of a place as a position names it; else that of the rest of the country."""
        wanted = place.strip().casefold()
        for name, each in self.locations.items():
            if wanted and wanted in {name, each.title.casefold(), *(one.casefold() for one in each.places)}:
                return name, each
        return next(
            ((name, each) for name, each in self.locations.items() if each.country == country != ""), None
        )


class CompensationKind(DataKind[Compensation]):
    """The kind `compensation`. Joined: the `Compensation` of the first source that has the file."""

    name = NAME
    files = ("compensation.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Compensation:
        """What a file says; reports what is wrong with the formula, its examples and the ranges."""
        made = read(node, Compensation, reporter, "compensation.yml") or Compensation(node=node)
        _check_formula(made, reporter)
        _check_ranges(made, reporter)
        return made

    def join(
        self, read: Mapping[str, Compensation], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Compensation:
        """That of the first file; grades of roles and countries of entities that it lacks are told there."""
        path, made = next(iter(read.items()), ("", Compensation()))
        if path:
            _check_grades(made, handbook, reporter_for(path))
            _check_entities(made, handbook, reporter_for(path))
        return made


def grade_key(grade: float | None) -> str:
    """A grade as the file writes it: 7, 9.5; empty for none."""
    return "" if grade is None else f"{grade:g}"


def _check_formula(made: Compensation, reporter: Reporter) -> None:
    try:
        formula = parsed(made.formula)
    except FormulaError as error:
        reporter.report(codes.UNREADABLE, made.span_of("formula"), error.message)
        return
    for name in formula.names:
        if name not in KNOWN_NAMES:
            reporter.report(
                codes.UNKNOWN_NAME, made.span_of("formula"), f"“{name}” stands for nothing.",
                hint=f"There are {', '.join(KNOWN_NAMES)}.",
            )  # fmt: skip
    if set(formula.names) <= set(KNOWN_NAMES):
        for each in made.examples:
            _check_example(formula, each, reporter)


def _check_example(formula: Formula, each: WorkedExample, reporter: Reporter) -> None:
    title = each.title or "This example"
    for name in each.values:
        if name not in formula.names:
            reporter.report(codes.UNKNOWN_NAME, each.span_of("values"), f"The formula has no “{name}”.")
            return
    try:
        result = formula.result(each.values)
    except FormulaError as error:
        reporter.report(codes.WRONG_EXAMPLE, each.node.span, f"{title} does not come out: {error.message}")
        return
    if result != each.result:
        told = f"{title} comes out as {result.normalize():,f}, not {each.result:,f}."
        reporter.report(codes.WRONG_EXAMPLE, each.span_of("result"), told)


def _check_ranges(made: Compensation, reporter: Reporter) -> None:
    if made.spread() is not made.range:
        told = f"From {made.range.least} to {made.range.most} there is no 1."
        reporter.report(codes.ODD_RANGE, made.span_of("range"), told)
    rising = sorted((Decimal(grade), amount) for grade, amount in made.midpoints.items())
    for (lower, least), (higher, most) in pairwise(rising):
        if most <= least:
            told = f"Grade {higher} has {most:,f}, and grade {lower} has {least:,f}."
            reporter.report(codes.NOT_RISING, made.span_of("midpoints"), told)
    types = {name for each in made.benchmarks.values() for name in each}
    for factor in made.level_factors:
        if factor.benchmark not in types:
            told = f"No family has a benchmark “{factor.benchmark}”."
            reporter.report(codes.UNKNOWN_BENCHMARK, factor.span_of("benchmark"), told)


def _check_grades(made: Compensation, handbook: Handbook, reporter: Reporter) -> None:
    if not made.is_given:
        return
    lacking: dict[str, str] = {}
    for family in _families(handbook):
        for level in family.levels:
            grade = grade_key(level.grade.value if level.grade else None)
            if grade and not made.has_range(family.slug, grade):
                lacking.setdefault(grade, level.title)
    span = made.key_span_of("midpoints" if made.midpoints else "benchmarks")
    for grade in sorted(lacking, key=Decimal):
        told = f"Grade {grade} has no range; {lacking[grade]} is one."
        reporter.report(codes.NO_RANGE, span, told)


def _families(handbook: Handbook) -> list[Any]:
    return [each for _path, each in sorted(handbook.definitions.get(JOB_FAMILY, {}).items())]


def _check_entities(made: Compensation, handbook: Handbook, reporter: Reporter) -> None:
    countries = {each.country for each in made.locations.values()}
    for entity in handbook.settings.entities:
        if made.is_given and entity.country and entity.country not in countries:
            told = f"No location is of {entity.country}, where {entity.name} employs people."
            reporter.report(codes.NO_FACTOR, made.key_span_of("locations"), told)
