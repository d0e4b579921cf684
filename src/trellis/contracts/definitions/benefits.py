"""The kind `benefits`: files `benefits/*.yml`, one for each program.

title: Company pension
entity: Overspan GmbH
provider: A pension fund
page: people/benefits.md
audience: {entities: [Overspan GmbH], contract-types: [permanent]}
after-probation: true
months-of-service: 6
currency: EUR
options:
  basic: {title: Basic, employer: 120, employee: 60}
windows:
  - {from: 10-01, until: 10-31, counts-from: 01-01}
life-events:
  birth: {title: Birth or adoption of a child, within-days: 60}
first-days: 30
review: 2027-03-01

Without windows somebody enrols at any time. The audience is as `people.definitions.audiences` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from trellis.contracts.definitions import codes
from trellis.core.definitions.currencies import is_currency
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Matching, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import Audience
from trellis.people.definitions.spans import add_months

NAME = "benefits"
MonthDay = Annotated[str, Matching(r"\d\d-\d\d", "a month and a day such as 10-01")]
Cost = Annotated[Decimal, Between(0, 1_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Declared):
    """What somebody chooses, and what it costs a month: the employer, and themselves."""

    title: str
    employer: Cost = Decimal(0)
    employee: Cost = Decimal(0)
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Declared):
    """Between which days of each year somebody enrols or changes, and from which day that counts; the next such day."""

    from_: MonthDay
    until: MonthDay
    counts_from: MonthDay | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it; one that ends before it begins goes over the end of the year."""
        at = f"{day:%m-%d}"
        if self.from_ <= self.until:
            return self.from_ <= at <= self.until
        return at >= self.from_ or at <= self.until

    def next_day(self, day: date) -> date:
        """The next day on which it opens."""
        this_year = _on(day.year, self.from_)
        return this_year if this_year >= day else _on(day.year + 1, self.from_)

    def counting_from(self, day: date) -> date:
        """The day from which what is chosen on a day of it counts: never one before."""
        if self.counts_from is None:
            return day
        this_year = _on(day.year, self.counts_from)
        return this_year if this_year >= day else _on(day.year + 1, self.counts_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent(Declared):
    """Something after which somebody may enrol or change outside of a window, for some days."""

    title: str
    within_days: Annotated[int, Between(1, 366)] = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(Declared):
    """A benefit. `first_days` are those after somebody became eligible in which they enrol outside of a window."""

    title: str
    entity: str = ""
    country: str = ""
    provider: str = ""
    page: str = ""
    description: str = ""
    audience: Audience = "everybody"
    after_probation: bool = False
    months_of_service: Annotated[int, Between(0, 600)] = 0
    currency: str = ""
    options: Mapping[Slug, Option] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    life_events: Mapping[Slug, LifeEvent] = field(default_factory=dict)
    first_days: Annotated[int, Between(0, 366)] = 30
    review: date | None = None

    def from_day(self, starts_on: date, probation_ends_on: date | None) -> date:
        """The first day on which somebody who started on a day has served long enough.

        Months of service end on the same day of the month, or its last: of 31 August and six months, 28 February.
        """
        day = add_months(starts_on, self.months_of_service)
        if self.after_probation and probation_ends_on is not None:
            day = max(day, probation_ends_on + date.resolution)
        return day

    def open_window(self, day: date) -> Window | None:
        """The window in which a day lies."""
        return next((each for each in self.windows if each.holds(day)), None)


class BenefitsKind(DataKind[Program | None]):
    """The kind `benefits`. Joined: the programs by the names of their files."""

    name = NAME
    files = ("benefits/*.yml",)
    template = "title: {title}\noptions:\n  basic: {{title: Basic, employer: 0, employee: 0}}\n"
    called = "benefit"
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.BENEFITS)

    def read(self, path: str, node: Node, reporter: Reporter) -> Program | None:
        """What a file says; a benefit without an option is told and left out, a window on no day too."""
        made = read(node, Program, reporter, "the benefit")
        if made is None:
            return None
        if not made.options:
            reporter.report(
                codes.NO_OPTION, made.span_of("options"), f"“{made.title}” has no option to choose."
            )
            return None
        if made.currency and not is_currency(made.currency):
            told = f"There is no currency “{made.currency}”."
            reporter.report(codes.UNKNOWN_CURRENCY, made.span_of("currency"), told)
            return None
        windows = []
        for at, window in enumerate(made.windows):
            wrong = [
                each
                for each in (window.from_, window.until, window.counts_from)
                if each and not _is_day(each)
            ]
            if wrong:
                reporter.report(
                    codes.WRONG_WINDOW, made.span_of("windows", at), f"No year has a day {wrong[0]}."
                )
            else:
                windows.append(window)
        return replace(made, windows=tuple(windows))

    def join(
        self,
        read: Mapping[str, Program | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> dict[str, Program]:
        """All programs by name; reports entities that there are not. The currency that is not said is the entity's."""
        entities = {each.name: each for each in handbook.settings.entities}
        known = audiences.known_in(handbook)
        found: dict[str, Program] = {}
        for path, each in read.items():
            if each is None:
                continue
            reporter = reporter_for(path)
            audiences.check(each.audience, known, reporter)
            if each.entity and each.entity not in entities:
                reporter.report(
                    codes.BENEFIT_ENTITY, each.span_of("entity"), f"handbook.yml names no entity “{each.entity}”.",
                    hint=f"There are: {', '.join(entities) or 'none'}.",
                )  # fmt: skip
            own = entities.get(each.entity)
            currency = (
                each.currency or (own.currency if own is not None else "") or handbook.settings.currency
            )
            found.setdefault(_name_of(path), replace(each, currency=currency))
        return found


def _name_of(path: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", path.rpartition("/")[2].rpartition(".")[0].lower())


def _is_day(said: str) -> bool:
    try:
        date(2024, int(said[:2]), int(said[3:]))
    except ValueError:
        return False
    return True


def _on(year: int, said: str) -> date:
    """A month and a day in a year; 29 February is 28 where there is none."""
    try:
        return date(year, int(said[:2]), int(said[3:]))
    except ValueError:
        return date(year, 2, 28)
