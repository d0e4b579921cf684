"""`cases.yml`: the types of confidential cases, with their stages, deadlines, and how long they are kept.

types:
  sickness:
    title: Long sickness
    reply-within: 24 hours
    stages:
      - {name: intake, title: Understand, needs: [note]}
      - {name: plan, title: Agree on a plan, needs: [decision]}
      - {name: follow-up, title: Follow up}
    deadlines:
      - {name: Offer a talk, after: 14 days, of: opening, country: Germany, source: "Social Code IX, 167"}
    keep: 3 years
    handlers: case-handler
    advice: people/advice/sickness.md
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Literal

from trellis.cases.definitions import codes
from trellis.cases.definitions.permissions import HANDLER
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Declared, Matching, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.people.definitions.spans import SPAN, add

NAME = "case-types"
OPENING = "opening"
"""What a deadline counts from where it names no stage."""
Span = Annotated[str, SPAN]
Hours = Annotated[str, Matching(r"([1-9]\d{0,2}) hours?", "a time such as 24 hours")]
Need = Literal["note", "decision", "document", "deadlines-done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Declared):
    """A stage of a case; `needs` is what must be there, since the stage began, before the next one begins."""

    name: Slug
    title: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Declared):
    """What is due some time after the opening or after a stage began; everywhere, or in one entity or country."""

    name: str
    after: Span
    of: Slug = OPENING
    entity: str = ""
    country: str = ""
    source: str = ""

    def is_for(self, entity: str, country: str) -> bool:
        """Whether it counts for a case of an entity in a country."""
        return self.entity in ("", entity) and self.country in ("", country)

    def due(self, since: date) -> date:
        """The day on which it is due, where what it counts from began on a day."""
        return add(since, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType(Declared):
    """A type of case. `keep` counts from the closing; `handlers` is the duty that lets somebody be a handler."""

    title: str
    description: str = ""
    stages: tuple[Stage, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    reply_within: Hours = "24 hours"
    keep: Span = "3 years"
    handlers: Slug = HANDLER
    advice: str = ""

    def stage(self, name: str) -> Stage | None:
        """The stage of this name; `None` for one that the handbook has no more."""
        return next((each for each in self.stages if each.name == name), None)

    def after(self, name: str) -> Stage | None:
        """The stage that follows another; `None` after the last, and the first after one that is gone."""
        names = [each.name for each in self.stages]
        if name not in names:
            return self.stages[0] if self.stages else None
        at = names.index(name) + 1
        return self.stages[at] if at < len(names) else None

    @property
    def time_to_reply(self) -> timedelta:
        """How long the first answer may take."""
        return timedelta(hours=int(self.reply_within.split()[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesFile(Declared):
    """All of a `cases.yml`. `asked` is the type of what a manager asks in confidence."""

    types: Mapping[Slug, CaseType] = field(default_factory=dict)
    asked: Slug = "advice"


@dataclass(frozen=True, slots=True)
class CaseTypes:
    """All types by name, in the order of the files."""

    by_name: Mapping[str, CaseType] = field(default_factory=dict)
    asked: str = "advice"


class CaseTypesKind(DataKind[CasesFile]):
    """The kind `case-types`. Joined, it is the `CaseTypes` of all sources."""

    name = NAME
    files = ("cases.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> CasesFile:
        """What a file says; reports deadlines that count from nothing."""
        made = read(node, CasesFile, reporter, "cases.yml") or CasesFile(node=node)
        for each in made.types.values():
            names = [OPENING, *(stage.name for stage in each.stages)]
            for deadline in each.deadlines:
                if deadline.of not in names:
                    reporter.report(
                        codes.UNKNOWN_STAGE, deadline.span_of("of"), f"“{each.title}” has no stage “{deadline.of}”.",
                        hint=f"There are: {', '.join(names)}.",
                    )  # fmt: skip
            if not each.stages or len(names) != len(set(names)):
                reporter.report(
                    codes.NO_STAGES, each.span_of("title"), f"“{each.title}” needs stages of different names."
                )
        return made

    def join(
        self,
        read: Mapping[str, CasesFile],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> CaseTypes:
        """All types that have stages; of two of one name the first counts."""
        found: dict[str, CaseType] = {}
        asked = ""
        for path, each in read.items():
            asked = asked or each.asked
            for name, one in each.types.items():
                names = [stage.name for stage in one.stages]
                if names and len(names) == len(set(names)):
                    found.setdefault(name, one)
                _check(one, handbook, reporter_for(path))
        return CaseTypes(found, asked or "advice")


def _check(one: CaseType, handbook: Handbook, reporter: Reporter) -> None:
    entities = [each.name for each in handbook.settings.entities]
    countries = [each.country for each in handbook.settings.entities]
    for deadline in one.deadlines:
        for key, value, known in (
            ("entity", deadline.entity, entities),
            ("country", deadline.country, countries),
        ):
            if value and value not in known:
                reporter.report(
                    codes.UNKNOWN_PLACE, deadline.span_of(key), f"handbook.yml has no {key} “{value}”.",
                    hint=f"There are: {', '.join(dict.fromkeys(known)) or 'none'}.",
                )  # fmt: skip
    if one.advice and one.advice.strip("/") not in handbook.pages:
        reporter.report(codes.NO_ADVICE, one.span_of("advice"), f"There is no page “{one.advice}”.")
