"""Who reports to whom: the line above a role, the tree below it, and how many people's roles hang on it.

A title that no page defines is part of the tree as well: its reports are real roles, and a reader wants to
see them together under the name that the pages use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trellis.roles.definitions.graph import REPORTS_TO, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.names import fold


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a reporting line: the role, or `None` for a title that no page defines.

    `edge` says where the line is stated. `others` are further titles that the same sentence names ("or the
    …"). `circular` is true where the line comes back to a role that it has passed; it ends there.
    """

    title: str
    role: Role | None
    edge: Edge
    others: tuple[str, ...] = ()
    circular: bool = False


def chain_above(graph: RoleGraph, role: Role) -> tuple[Rung, ...]:
    """The reporting line from the next role up to the top; of several titles in a sentence, the first that is
    defined.
    """
    rungs: list[Rung] = []
    passed = {role.id}
    at: Role | None = role
    while at is not None:
        edges = at.edges_of(REPORTS_TO)
        if not edges:
            break
        edge = next((edge for edge in edges if edge.target in graph.roles), edges[0])
        above = graph.roles.get(edge.target) if edge.target is not None else None
        circular = above is not None and above.id in passed
        others = tuple(other.label for other in edges if other is not edge)
        rungs.append(Rung(above.full_title if above else edge.label, above, edge, others, circular))
        if above is None or circular:
            break
        passed.add(above.id)
        at = above
    return tuple(rungs)


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in the reporting tree: a role, or a title that no page defines (`role` is `None`).

    `edge` is the line by which it hangs on the branch above, `None` at the top. `span` counts the roles
    directly below, `total` all below. A role that reports to several hangs on the first that is defined.
    `circular` marks a role that tops the tree only because the line above it runs in a circle.
    """

    title: str
    role: Role | None
    edge: Edge | None
    reports: tuple[Branch, ...]
    total: int
    circular: bool = False

    @property
    def span(self) -> int:
        """How many roles report to this one directly."""
        return len(self.reports)

    def walk(self, depth: int = 0) -> Iterator[tuple[Branch, int]]:
        """The branch and all below it with their depth, in the order of a printed tree. Any depth is fine."""
        waiting = [(self, depth)]
        while waiting:
            branch, at = waiting.pop()
            yield branch, at
            waiting.extend((report, at + 1) for report in reversed(branch.reports))


def reporting_tree(graph: RoleGraph, top: RoleId | None = None) -> tuple[Branch, ...]:
    """The trees of all roles, the widest first; with `top`, the tree below one role.

    Roles that report to nobody and to whom nobody reports are trees of their own, last.
    """
    hangs = _hangs_on(graph)
    below: dict[RoleId | str, list[Edge]] = {}
    for edge in hangs.values():
        below.setdefault(edge.target if edge.target is not None else f"?{fold(edge.label)}", []).append(edge)
    if top is not None:
        return (_branch(graph, below, graph.roles[top], None),)
    roots = [_branch(graph, below, role, None) for role in graph if role.id not in hangs]
    roots += [_unknown(graph, below, key) for key in below if isinstance(key, str)]
    placed = {branch.role.id for root in roots for branch, _ in root.walk() if branch.role is not None}
    for role in graph:
        if role.id not in placed:
            root = _branch(graph, below, role, None, circular=True)
            roots.append(root)
            placed.update(branch.role.id for branch, _ in root.walk() if branch.role is not None)
    return tuple(sorted(roots, key=lambda root: -root.total))


def _hangs_on(graph: RoleGraph) -> dict[RoleId, Edge]:
    """By role, the one edge by which it hangs in the tree: the first whose target is defined, else the first."""
    found: dict[RoleId, Edge] = {}
    for edge in graph.edges(REPORTS_TO):
        known = found.get(edge.source)
        if known is None or (known.target is None and edge.target is not None):
            found[edge.source] = edge
    return found


def _unknown(graph: RoleGraph, below: dict[RoleId | str, list[Edge]], key: str) -> Branch:
    reports = tuple(_branch(graph, below, graph.roles[edge.source], edge) for edge in below[key])
    return Branch(below[key][0].label, None, None, reports, _total(reports))


def _total(reports: tuple[Branch, ...]) -> int:
    return len(reports) + sum(report.total for report in reports)


def _branch(
    graph: RoleGraph,
    below: dict[RoleId | str, list[Edge]],
    top: Role,
    edge: Edge | None,
    *,
    circular: bool = False,
) -> Branch:
    """The tree below a role, from the leaves up and without recursion: a line may be as long as the handbook."""
    order: list[tuple[Role, Edge | None]] = [(top, edge)]
    passed = {top.id}
    children: dict[RoleId, list[RoleId]] = {}
    for role, _ in order:
        for report in below.get(role.id, ()):
            if report.source not in passed:
                passed.add(report.source)
                children.setdefault(role.id, []).append(report.source)
                order.append((graph.roles[report.source], report))
    made: dict[RoleId, Branch] = {}
    for role, by in reversed(order):
        reports = tuple(made[child] for child in children.get(role.id, ()))
        made[role.id] = Branch(role.full_title, role, by, reports, _total(reports), circular and role is top)
    return made[top.id]
