"""What does not hold together in a role graph: titles that no page defines, circles, orphans, roles defined
twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, NEXT, REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.names import fold, spelled


@dataclass(frozen=True, slots=True)
class Undefined:
    """A title that pages name and none defines: as most write it, and every edge that names it."""

    title: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """Roles that extend, report to or lead to each other in a circle, from the first of them."""

    kind: str
    roles: tuple[RoleId, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A title that several pages define."""

    title: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Everything that does not hold together; see the module."""

    undefined: tuple[Undefined, ...]
    circles: tuple[Circle, ...]
    orphans: tuple[Role, ...]
    duplicates: tuple[Duplicate, ...]


def gaps(graph: RoleGraph) -> Gaps:
    """Find what does not hold together."""
    return Gaps(undefined(graph), circles(graph), orphans(graph), duplicates(graph))


def undefined(graph: RoleGraph) -> tuple[Undefined, ...]:
    """The titles that are named and defined nowhere, the most often named first."""
    found: dict[str, list[Edge]] = {}
    for edge in graph.dangling():
        found.setdefault(fold(edge.label), []).append(edge)
    ordered = sorted(found.values(), key=lambda edges: -len(edges))
    return tuple(Undefined(_usual([edge.label for edge in edges]), tuple(edges)) for edges in ordered)


def circles(graph: RoleGraph) -> tuple[Circle, ...]:
    """The circles of inheritance, of reporting lines and of next steps; roles may move to each other freely."""
    return tuple(
        Circle(kind, circle) for kind in (EXTENDS, REPORTS_TO, NEXT) for circle in graph.cycles(kind)
    )


def orphans(graph: RoleGraph) -> tuple[Role, ...]:
    """Roles without any tie: nobody above or below, nothing extended, no step from or to them.

    A reporting line to a title that no page defines is a tie: somebody wrote down who is above.
    """
    return tuple(
        role
        for role in graph
        if not graph.incoming(role.id)
        and not any(edge.kind in (EXTENDS, REPORTS_TO, NEXT, MOVES_TO) for edge in role.edges)
    )


def duplicates(graph: RoleGraph) -> tuple[Duplicate, ...]:
    """Titles that more than one page defines."""
    found: dict[str, list[Role]] = {}
    for role in graph:
        found.setdefault(spelled(role.full_title), []).append(role)
    return tuple(
        Duplicate(roles[0].full_title, tuple(roles))
        for roles in found.values()
        if len({role.id.family for role in roles}) > 1
    )


def _usual(titles: list[str]) -> str:
    """The wording that most use; of equals the first that is written like a title."""
    return max(titles, key=lambda title: (titles.count(title), title[:1].isupper()))
