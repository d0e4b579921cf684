"""`performance.yml`: how somebody whose work is not what it should be is supported, step by step.

page: people/performance.md
weeks: {least: 2, most: 4}
extensions: 1
check-in-every: 7
expectations: {least: 1, most: 8, required: [by, measure]}
stages:
  coaching: {title: Coaching, agreed-by: nobody}
  plan: {title: Improvement plan, page: people/performance.md}
outcomes:
  met: {title: Met, counts: met}
  not-met: {title: Not met, counts: not-met}

Without the file plans are written as the defaults below say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.performance.definitions import codes

NAME = "performance"
FILE = "performance.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks(Declared):
    """How long a plan is at least and at most, and an extension at most."""

    least: Annotated[int, Between(1, 26)] = 2
    most: Annotated[int, Between(1, 26)] = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations(Declared):
    """How many expectations a plan has, and what each must say besides what is expected."""

    least: Annotated[int, Between(1, 20)] = 1
    most: Annotated[int, Between(1, 20)] = 8
    required: tuple[Literal["by", "measure"], ...] = ("by", "measure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Declared):
    """A step of support, from the lightest; `agreed_by` says whether the people partner agrees before it begins."""

    title: str
    page: str = ""
    agreed_by: Literal["people-partner", "nobody"] = "people-partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Declared):
    """How a plan may end."""

    title: str
    counts: Literal["met", "partly-met", "not-met"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Declared):
    """All of it."""

    page: str = ""
    weeks: Weeks = field(default_factory=Weeks)
    extensions: Annotated[int, Between(0, 3)] = 1
    check_in_every: Annotated[int, Between(1, 31)] = 7
    expectations: Expectations = field(default_factory=Expectations)
    stages: Mapping[Slug, Stage] = field(default_factory=dict)
    outcomes: Mapping[Slug, Outcome] = field(default_factory=dict)


USUAL_STAGES: Mapping[str, Stage] = {
    "coaching": Stage(title="Coaching", agreed_by="nobody"),
    "expectations": Stage(title="Written expectations"),
    "plan": Stage(title="Improvement plan"),
}
USUAL_OUTCOMES: Mapping[str, Outcome] = {
    "met": Outcome(title="Met", counts="met"),
    "partly-met": Outcome(title="Partly met", counts="partly-met"),
    "not-met": Outcome(title="Not met", counts="not-met"),
}


class SupportKind(DataKind[Support]):
    """The kind `performance`: one file."""

    name = NAME
    files = (FILE,)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Support:
        """What the file says."""
        found = read(node, Support, reporter, FILE) or Support(node=node)
        _check(found, reporter)
        return found

    def join(
        self, read: Mapping[str, Support], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Support:
        """The first file counts; reports pages that there are not."""
        for path, found in read.items():
            named: list[tuple[Declared, str]] = [(found, found.page)]
            named += [(each, each.page) for each in found.stages.values()]
            for declared, page in named:
                if page and page.partition("#")[0].strip("/") not in handbook.pages:
                    told = f"There is no page “{page}”."
                    reporter_for(path).report(codes.NO_PAGE, declared.span_of("page"), told)
        return next(iter(read.values()), Support())


def _check(found: Support, reporter: Reporter) -> None:
    if found.weeks.least > found.weeks.most:
        told = f"A plan has {found.weeks.least} weeks at least and {found.weeks.most} at most."
        reporter.report(codes.WEEKS, found.weeks.span_of("least"), told)
    counted = {each.counts for each in found.outcomes.values()}
    if found.outcomes and not {"met", "not-met"} <= counted:
        reporter.report(codes.OUTCOMES, found.key_span_of("outcomes"), "A plan can only end in one way.")
    if found.check_in_every > found.weeks.least * 7:
        told = (
            f"Check-ins are {found.check_in_every} days apart, the shortest plan has {found.weeks.least * 7}."
        )
        reporter.report(codes.RARE, found.span_of("check_in_every"), told)
