"""What two roles have in common, what only one of them has, and what they say in other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trellis.roles.definitions.dossier import Entry, entries, hiring_of, indicators_of, nice_to_have, once
from trellis.roles.definitions.graph import REPORTS_TO, Role, RoleGraph, RoleId
from trellis.roles.definitions.likeness import Near, Pairing, pair_up
from trellis.roles.definitions.model import Indicator, Part, Specialty

RESPONSIBILITIES, REQUIREMENTS, NICE_TO_HAVE = "responsibilities", "requirements", "nice-to-have"
HIRING, INDICATORS, SPECIALTIES = "hiring", "indicators", "specialties"
LISTS = (RESPONSIBILITIES, REQUIREMENTS, NICE_TO_HAVE, HIRING, INDICATORS, SPECIALTIES)
"""The lists that are compared, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of two roles in words; `None` where nothing is stated."""

    name: str
    first: str | None
    second: str | None

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class ListComparison:
    """One list of two roles: what both state, what they state in nearly the same words, what only one states."""

    name: str
    both: tuple[tuple[Entry, Entry], ...]
    changed: tuple[Near[Entry], ...]
    only_first: tuple[Entry, ...]
    only_second: tuple[Entry, ...]

    @property
    def differs(self) -> bool:
        """Whether anything is not in both."""
        return bool(self.changed or self.only_first or self.only_second)

    @property
    def repeated(self) -> tuple[Entry, ...]:
        """What both roles write down themselves in the same words, and one could take over from the other."""
        return tuple(one for one, other in self.both if one.own and other.own and one.place != other.place)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two roles side by side: facts (grade, reporting line, family, department) and lists."""

    first: Role
    second: Role
    facts: tuple[Fact, ...]
    lists: tuple[ListComparison, ...]

    @property
    def differs(self) -> bool:
        """Whether there is any difference but the titles."""
        return any(fact.differs for fact in self.facts) or any(found.differs for found in self.lists)

    def list(self, name: str) -> ListComparison:
        """The comparison of one list. Raises KeyError for a name that is not in `LISTS`."""
        for found in self.lists:
            if found.name == name:
                return found
        raise KeyError(name)


def compare(graph: RoleGraph, first: RoleId, second: RoleId) -> Comparison:
    """Compare two roles by everything that holds for them, inherited items included.

    Raises KeyError for an unknown role.
    """
    one, other = graph.roles[first], graph.roles[second]
    return Comparison(
        one,
        other,
        tuple(
            Fact(name, a, b)
            for (name, a), (_, b) in zip(_facts(graph, one), _facts(graph, other), strict=True)
        ),
        tuple(_compared(name, held(graph, one, name), held(graph, other, name)) for name in LISTS),
    )


def held(graph: RoleGraph, role: Role, name: str) -> tuple[Entry, ...]:
    """What holds for a role of one of `LISTS`, each wording once."""
    if name in (RESPONSIBILITIES, REQUIREMENTS):
        return entries(graph, role, Part(name))
    if name == NICE_TO_HAVE:
        return nice_to_have(role)
    if name == HIRING:
        return once(
            Entry(step.text, role.family.path, step.line)
            for process in hiring_of(role)
            for step in process.steps
        )
    if name == INDICATORS:
        return tuple(
            indicator_entry(indicator, role.family.path, own=own) for indicator, own in indicators_of(role)
        )
    return specialty_entries(role.family.specialties, role.family.path)


def indicator_entry(indicator: Indicator, path: str, *, own: bool = True) -> Entry:
    """An indicator as one line, its target beside it."""
    return Entry(indicator.name, path, indicator.line, own=own, detail=indicator.target or "")


def specialty_entries(specialties: Iterable[Specialty], path: str) -> tuple[Entry, ...]:
    """Specialties as lines."""
    return once(Entry(specialty.title, path, specialty.line) for specialty in specialties)


def grade_text(grade: float | None) -> str | None:
    """A grade as people write it: 7, 9.5."""
    return None if grade is None else f"{grade:g}"


def reporting_text(graph: RoleGraph, role: Role) -> str | None:
    """Whom a role reports to, in words: the titles of the roles, else as the page writes them."""
    titles = []
    for edge in role.edges_of(REPORTS_TO):
        above = graph.roles.get(edge.target) if edge.target is not None else None
        titles.append(above.full_title if above is not None else edge.label)
    return " or ".join(dict.fromkeys(titles)) or None


def _facts(graph: RoleGraph, role: Role) -> tuple[tuple[str, str | None], ...]:
    return (
        ("grade", grade_text(role.grade)),
        ("reports to", reporting_text(graph, role)),
        ("family", role.family.title),
        ("department", role.family.department or None),
        ("track", role.level.track),
    )


def _compared(name: str, first: Sequence[Entry], second: Sequence[Entry]) -> ListComparison:
    found: Pairing[Entry] = pair_up(first, second, lambda entry: entry.text)
    both = tuple(pair for pair in found.same if pair[0].detail == pair[1].detail)
    # The same indicator with another target.
    retold = tuple(Near(one, other, 100.0) for one, other in found.same if one.detail != other.detail)
    return ListComparison(name, both, retold + found.near, found.only_first, found.only_second)
