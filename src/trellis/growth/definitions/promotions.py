"""`promotions.yml`: what a promotion has to say, when it takes effect, who compares it with others and who approves it.

page: people/promotions.md
sections:
  summary: {title: In short, help: What they do and since when., most-words: 200}
effective-on: ["01-01", "04-01", "07-01", "10-01"]
phases: {planning: 3, calibration: 2, processing: 2}
least-months-in-role: 12
calibration:
  - {title: Up to grade 9, to-grade: 9, roles: ["Director, IT"]}
approval: promotion
off-cycle-approval: promotion-off-cycle
pay: {least: 5, most: 10}
transfers: {approval: transfer, least-months-in-role: 6}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from trellis.core.definitions.rights import spelled
from trellis.growth.definitions import codes
from trellis.growth.definitions.calendars import Quarter, days_of_years
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Matching, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.roles.definitions.kind import NAME as JOB_FAMILY
from trellis.roles.definitions.model import Family
from trellis.work.definitions.approvals import NAME as APPROVALS

NAME = "promotions"
DayOfYear = Annotated[
    str, Matching(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", "a day of the year such as 04-01")
]
Percent = Annotated[Decimal, Between(Decimal(0), Decimal(100))]
Grade = Annotated[Decimal, Between(Decimal(0), Decimal(99))]
Months = Annotated[int, Between(0, 120)]
Weeks = Annotated[int, Between(0, 26)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Declared):
    """A part of the document: what it is called, what belongs into it, and how many words it may have."""

    title: str
    help: str = ""
    most_words: Annotated[int, Between(10, 5000)] = 300
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases(Declared):
    """How many weeks before the effective day are for writing, for comparing and for approving."""

    planning: Weeks = 3
    calibration: Weeks = 2
    processing: Weeks = 2

    @property
    def weeks(self) -> int:
        """All of them."""
        return self.planning + self.calibration + self.processing


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Declared):
    """Who lays promotions to some grades side by side: the holders of roles."""

    title: str
    roles: tuple[str, ...]
    from_grade: Grade = Decimal(0)
    to_grade: Grade = Decimal(99)

    def holds(self, grade: float | None) -> bool:
        """Whether promotions to a grade are compared in it; a role without a grade in each."""
        return grade is None or self.from_grade <= Decimal(str(grade)) <= self.to_grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise(Declared):
    """What pay usually rises by, in per cent; what is more, or outside the new range, is explained."""

    least: Percent = Decimal(5)
    most: Percent = Decimal(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers(Declared):
    """Moves to other work: who approves them, and how long somebody has been in their role before."""

    approval: Slug = "transfer"
    least_months_in_role: Months = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotions(Declared):
    """All of `promotions.yml`."""

    page: str = ""
    sections: Mapping[Slug, Section] = field(default_factory=dict)
    effective_on: tuple[DayOfYear, ...] = ("01-01", "04-01", "07-01", "10-01")
    phases: Phases = field(default_factory=Phases)
    least_months_in_role: Months = 0
    calibration: tuple[Round, ...] = ()
    approval: Slug = "promotion"
    off_cycle_approval: Slug = "promotion-off-cycle"
    pay: Rise = field(default_factory=Rise)
    transfers: Transfers = field(default_factory=Transfers)

    def quarters(self, day: date, count: int = 4) -> list[Quarter]:
        """The next effective days, from the first that does not lie before a day, each with its phases."""
        phases = self.phases
        found = [
            Quarter(each, phases.planning, phases.calibration, phases.processing)
            for each in days_of_years(self.effective_on, day.year, day.year + 3)
            if each >= day
        ]
        return found[:count]

    def rounds_of(self, grade: float | None) -> tuple[Round, ...]:
        """Those that compare promotions to a grade."""
        return tuple(each for each in self.calibration if each.holds(grade))


USUAL = Promotions(sections={"reason": Section(title="Why now", most_words=500)})
"""What counts where the handbook says nothing: one section."""


class PromotionsKind(DataKind[Promotions]):
    """The kind `promotions`. Joined: the `Promotions` of the first source that has the file."""

    name = NAME
    files = ("promotions.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Promotions:
        """What a file says; reports phases that do not fit between two effective days."""
        made = read(node, Promotions, reporter, "promotions.yml") or Promotions(node=node)
        days = days_of_years(made.effective_on, 2029, 2030)
        nearest = min(((after - before).days for before, after in pairwise(days)), default=366)
        if made.phases.weeks * 7 > nearest:
            told = f"They take {made.phases.weeks} weeks, and {nearest} days lie between two effective days."
            reporter.report(codes.SHORT_CYCLE, made.key_span_of("phases"), told)
        return made

    def join(
        self, read: Mapping[str, Promotions], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Promotions:
        """That of the first file, laid against job families and rules of approval."""
        path, made = next(iter(read.items()), ("", USUAL))
        if path:
            reporter = reporter_for(path)
            _check_rules(made, handbook, reporter)
            _check_roles(made, handbook, reporter)
        return made


def _check_rules(made: Promotions, handbook: Handbook, reporter: Reporter) -> None:
    known = {name for file in handbook.data.values() for name in _rules_in(file.node)}
    named = ((made, "approval", made.approval), (made, "off_cycle_approval", made.off_cycle_approval),
             (made.transfers, "approval", made.transfers.approval))  # fmt: skip
    for holder, key, rule in named:
        if rule not in known:
            reporter.report(codes.UNKNOWN_RULE, holder.span_of(key), f"approvals.yml has no rule “{rule}”.")


def _rules_in(node: Node | None) -> list[str]:
    """The names of the rules of approval that a data file has."""
    if node is None or not isinstance(node.value, dict):
        return []
    return [
        name
        for key, section in node.items()
        if key == APPROVALS and isinstance(section.value, dict)
        for name, _rule in section.items()
    ]


def _check_roles(made: Promotions, handbook: Handbook, reporter: Reporter) -> None:
    families: list[Family] = [
        each for _path, each in sorted(handbook.definitions.get(JOB_FAMILY, {}).items())
    ]
    levels = [(each, family) for family in families for each in family.levels]
    titles = {spelled(each.title) for each, _family in levels}
    titles |= {spelled(f"{each.title}, {family.title}") for each, family in levels}
    for each in made.calibration:
        for at, title in enumerate(each.roles):
            if spelled(title) not in titles:
                told = f"No job family has the role “{title}”."
                reporter.report(codes.UNKNOWN_ROLE, each.span_of("roles", at), told)
    lacking = {
        level.grade.value: level
        for level, _family in levels
        if level.grade is not None and not made.rounds_of(level.grade.value)
    }
    for grade in sorted(lacking) if made.calibration else ():
        told = f"Nobody compares promotions to grade {grade:g}; {lacking[grade].title} is one."
        reporter.report(codes.GAP_IN_GRADES, made.key_span_of("calibration"), told)
