"""`entities/*.yml`: the legal entities that employ people, with their rules and what the law of their country asks.

entity: Overspan GmbH
registered:
  number: HRB 271828
  register: Register of companies in Berlin
  seat: Berlin
address: Example Street 1, 10115 Berlin
probation: 6 months
weekly-hours: 40
holiday-days: 28
notice:
  - {to: both, in-probation: true, notice: 2 weeks}
  - {to: both, notice: 4 weeks, ends: month}
  - {to: employer, from-years: 2, notice: 1 month, ends: month}
law:
  notice: {least: 4 weeks, source: "Civil Code, section 622", as-of: 2026-01-15}
required-documents: [Contract, Tax number, Certificate of health insurance]
filings:
  - {title: Annual accounts, first: 2026-12-31, every: 12 months}

The entity itself stands in handbook.yml, with its country and currency; its calendar names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.people.definitions import codes
from trellis.people.definitions.spans import SPAN, add, end_of_month, least_days

NAME = "entities"
FILE_OF_OPENING = "entities/opening.yml"
BOTH, EMPLOYER, EMPLOYEE = "both", "employer", "employee"
Span = Annotated[str, SPAN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Declared):
    """Under which number an entity stands in which register, and further numbers by what they are called."""

    number: str = ""
    register: str = ""
    seat: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Declared):
    """How long before the last day who gives notice, after how many years; `ends` rounds up to the end of a month."""

    to: Literal["both", "employer", "employee"] = "both"
    notice: Span
    in_probation: bool = False
    from_years: Annotated[int, Between(0, 60)] = 0
    ends: Literal["day", "month"] = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Declared):
    """What the law of the country asks at least, or allows at most; where that is written, and when one looked."""

    source: str
    as_of: date
    least: Span | None = None
    most: Span | None = None
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing(Declared):
    """What an authority is sent: by a day, and then again after each span."""

    title: str
    first: date
    every: Span | None = None

    def next_on(self, day: date) -> date | None:
        """The first day from a given one on by which it is due; `None` where it never is again."""
        due, times = self.first, 0
        while self.every is not None and due < day:
            times += 1
            due = add(self.first, self.every, times)
        return due if due >= day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRules(Declared):
    """All of a file."""

    entity: str
    registered: Registered = field(default_factory=Registered)
    address: str = ""
    probation: Span | None = None
    weekly_hours: Annotated[Decimal, Between(1, 80)] | None = None
    holiday_days: Annotated[int, Between(0, 366)] | None = None
    notice: tuple[Notice, ...] = ()
    law: Mapping[str, Law] = field(default_factory=dict)
    required_documents: tuple[str, ...] = ()
    filings: tuple[Filing, ...] = ()
    opened_on: date | None = None
    closed_on: date | None = None

    @property
    def says_terms(self) -> bool:
        """Whether it says anything of the terms on which it employs."""
        return bool(self.probation or self.notice or self.weekly_hours or self.holiday_days is not None)

    def probation_ends(self, starts_on: date) -> date | None:
        """The last day of the probation of somebody who starts on a day; `None` where there is none."""
        return add(starts_on, self.probation) - date.resolution if self.probation else None

    def notice_rule(self, by: str, years: int, *, in_probation: bool) -> Notice | None:
        """The rule for a notice by the employer or the employee: of those that fit, that of the most years."""
        fits = [
            each
            for each in self.notice
            if each.to in (BOTH, by) and each.in_probation == in_probation and each.from_years <= years
        ]
        if not fits and in_probation:
            return self.notice_rule(by, years, in_probation=False)
        return max(fits, key=lambda each: (each.from_years, each.to != BOTH), default=None)


def last_day(rule: Notice, given_on: date) -> date:
    """The first last day that a notice given on a day allows."""
    day = add(given_on, rule.notice)
    return end_of_month(day) if rule.ends == "month" else day


@dataclass(frozen=True, slots=True)
class Entities:
    """What the files say of the entities of handbook.yml, by name of the entity."""

    by_name: Mapping[str, EntityRules] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)


class EntitiesKind(DataKind[EntityRules | None]):
    """The kind `entities`. Joined, it is the `Entities` of all sources."""

    name = NAME
    files = ("entities/*.yml",)
    template = "entity: {title}\n"
    called = "entity"
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.ENTITIES)

    def is_of(self, path: str, mounts: tuple[str, ...]) -> bool:
        """Every file of the folder but that which says how an entity is opened."""
        return super().is_of(path, mounts) and not path.endswith(FILE_OF_OPENING)

    def read(self, path: str, node: Node, reporter: Reporter) -> EntityRules | None:
        """What a file says; reports notice that is shorter than the law."""
        made = read(node, EntityRules, reporter, "the entity")
        law = made.law.get("notice") if made is not None else None
        if made is not None and law is not None and law.least:
            for rule in made.notice:
                if not rule.in_probation and least_days(rule.notice) < least_days(law.least):
                    reporter.report(
                        codes.SHORT_NOTICE, rule.span_of("notice"),
                        f"A notice of {rule.notice} is shorter than the {law.least} of {law.source}.",
                    )  # fmt: skip
        return made

    def join(
        self,
        read: Mapping[str, EntityRules | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Entities:
        """All entities that handbook.yml names; of two files for one the first counts."""
        found: dict[str, EntityRules] = {}
        paths: dict[str, str] = {}
        known = [entity.name for entity in handbook.settings.entities]
        for path, rules in read.items():
            if rules is None:
                continue
            if rules.entity not in known:
                reporter_for(path).report(
                    codes.UNKNOWN_ENTITY, rules.span_of("entity"),
                    f"handbook.yml names no entity “{rules.entity}”.",
                    hint=f"There are: {', '.join(known) or 'none'}.",
                )  # fmt: skip
            elif rules.entity in found:
                told = f"“{rules.entity}” is described in {paths[rules.entity]} already."
                reporter_for(path).report(codes.ENTITY_TWICE, rules.span_of("entity"), told)
            else:
                found[rules.entity], paths[rules.entity] = rules, path
        return Entities(found, paths)
