"""What the law of an entity's country asks of documents, as the files of entities say it: the register of law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trellis.handbook.declared import read
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.text import SourceText
from trellis.people.definitions.entities import EntitiesKind, EntityRules, Law
from trellis.people.definitions.spans import SPAN, least_days

_MONTH_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Breach:
    """A value that the law does not allow: where that is written, and when somebody last looked."""

    value: str
    bound: str
    is_least: bool
    source: str
    as_of: date

    @property
    def sentence(self) -> str:
        """In English, for diagnostics."""
        than = f"shorter than the {self.bound}" if self.is_least else f"longer than the {self.bound}"
        return f"“{self.value}” is {than} of {self.source} (as of {self.as_of.isoformat()})."


def breach_of(rule: str, value: str, law: Mapping[str, object]) -> Breach | None:
    """What is wrong with a span of time by a rule of the register; `None` where nothing is, or nothing is said.

    Spans of different units are compared so that only what is certain is told: for a minimum the shortest that both can
    be, for a maximum likewise. Four weeks are 28 days, and so is the shortest month.
    """
    said = law.get(rule)
    if not isinstance(said, Law) or not SPAN.holds(value):
        return None
    if said.least and least_days(value) < least_days(said.least):
        return Breach(value, said.least, True, said.source, said.as_of)
    if said.most and least_days(value) > _most_days(said.most):
        return Breach(value, said.most, False, said.source, said.as_of)
    return None


def laws_in(handbook: Handbook) -> dict[str, Mapping[str, object]]:
    """The register of law of every entity, by its name; what is wrong with the files is told by their own kind."""
    kind, found = EntitiesKind(), dict[str, Mapping[str, object]]()
    for path, data in sorted(handbook.data.items()):
        if data.node is None or not kind.is_of(path, handbook.mounts):
            continue
        rules = read(data.node, EntityRules, Reporter(path, SourceText("")), "the entity")
        if rules is not None:
            found.setdefault(rules.entity, rules.law)
    return found


def _most_days(span: str) -> int:
    count, unit = span.split()
    return int(count) * _MONTH_DAYS[unit.removesuffix("s")]
