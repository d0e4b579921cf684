"""Whether a manager is one whom the reporting lines of the handbook name above a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trellis.core import defined
from trellis.core.definitions.rights import spelled
from trellis.people import terms
from trellis.roles.definitions.graph import REPORTS_TO, Role, RoleGraph, RoleId
from trellis.roles.queries.graph import graph_of

FOR_NOW = ("interim", "acting")
"""Who stands in for a role fits where the role does."""


@dataclass(frozen=True, slots=True)
class Rungs:
    """The line above a role: the titles to which it reports itself, and every title further up, as they compare."""

    nearest: tuple[str, ...]
    all: frozenset[str]


def expected_instead(title: str, manager: str) -> tuple[str, ...]:
    """The titles to which a role reports, where that of a manager is on no rung of the line above it; else nothing.

    A rung may be vacant, so everybody further up fits as the nearest does; and so does who stands in for a role
    (“Interim Manager, IT”), and everybody where the handbook names nobody.
    """
    role = terms.role_titled(title)
    rungs = defined.derive(_rungs).get(role.id) if role is not None else None
    if rungs is None:
        return ()
    words = spelled(manager).split()
    held = " ".join(words[1:] if words and words[0].strip(",") in FOR_NOW else words)
    return () if held in rungs.all else rungs.nearest


def _rungs(edition: Any) -> dict[RoleId, Rungs]:
    """The line above each role that has one; worked out once for each edition."""
    graph = graph_of(edition)
    found = {}
    for role in graph:
        nearest = tuple(title for title, _above in _up(role, graph))
        if nearest:
            found[role.id] = Rungs(nearest, _all_above(role, graph))
    return found


def _all_above(role: Role, graph: RoleGraph) -> frozenset[str]:
    """Every title above a role. A circle of lines ends where it began: a role is on no rung above itself by that."""
    found: set[str] = set()
    seen, waiting = {role.id}, [role]
    while waiting:
        for title, above in _up(waiting.pop(), graph):
            found.add(spelled(title))
            if above is not None and above.id not in seen:
                seen.add(above.id)
                waiting.append(above)
    return frozenset(found)


def _up(role: Role, graph: RoleGraph) -> list[tuple[str, Role | None]]:
    """The titles to which a role reports, each with its role where the handbook has one."""
    found: list[tuple[str, Role | None]] = []
    for edge in role.edges_of(REPORTS_TO):
        above = graph.roles.get(edge.target) if edge.target is not None else None
        found.append((above.full_title if above is not None else edge.label, above))
    return found
