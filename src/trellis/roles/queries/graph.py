"""The role graph of the handbook that is served now."""

from __future__ import annotations

from trellis.pages.queries.current import Edition
from trellis.roles.definitions.graph import REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.kind import NAME

_EMPTY = RoleGraph()


def graph_of(edition: Edition) -> RoleGraph:
    """Every role with its edges; an empty graph for a handbook without job families."""
    found = edition.handbook.assembled.get(NAME)
    return found if isinstance(found, RoleGraph) else _EMPTY


def role_of(edition: Edition, key: RoleId | None) -> Role | None:
    """A role by its address, or `None`."""
    return graph_of(edition).roles.get(key) if key is not None else None


def reports_of(graph: RoleGraph, key: RoleId) -> tuple[Role, ...]:
    """Who reports to a role, in the order of the handbook."""
    return tuple(
        graph.roles[source]
        for source in dict.fromkeys(edge.source for edge in graph.incoming(key, REPORTS_TO))
    )


def reporting_line(role: Role) -> Edge | None:
    """The first statement of whom a role reports to."""
    return next(iter(role.edges_of(REPORTS_TO)), None)
