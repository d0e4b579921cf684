"""Pictures of the role graph: which roles and ties they show, as data, and written for Graphviz and Mermaid.

`svg` draws the same pictures without any other program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from trellis.roles.definitions.compare import grade_text
from trellis.roles.definitions.graph import EXTENDS, KINDS, MOVES_TO, NEXT, REPORTS_TO, Edge, Role, RoleGraph
from trellis.roles.definitions.names import fold

DEFINED, OUTSIDE, UNDEFINED = "defined", "outside", "undefined"
"""What a node is: a role of the chosen families, a role of another family that a tie leads to, a title
without a page.
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A role in a picture, or a title that no page defines; `state` is one of the constants of this module."""

    key: str
    title: str
    grade: str
    family: str
    department: str
    state: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge in a picture, between the keys of two nodes; several of one kind between the same nodes are
    one.
    """

    source: str
    target: str
    kind: str
    implied: bool
    exact: bool
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: nodes in the order of the handbook, ties in the order of their sources."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of ties that occur."""
        found = {tie.kind for tie in self.ties}
        return tuple(kind for kind in KINDS if kind in found)


def picture(
    graph: RoleGraph, kinds: Collection[str] = KINDS, families: Collection[str] | None = None
) -> Picture:
    """The ties of some kinds, and the roles between them.

    With `families` (their slugs), all roles of these and what ties lead to or come from. Without, all roles
    that have a tie at all.
    """
    nodes: dict[str, Node] = {}
    ties: dict[tuple[str, str, str], Tie] = {}
    chosen = [role for role in graph if families is None or role.id.family in families]
    inside = {role.id for role in chosen}
    if families is not None:
        for role in chosen:
            nodes[str(role.id)] = _node(role, DEFINED)
    for edge in _edges(graph, kinds, inside):
        source = graph.roles[edge.source]
        nodes.setdefault(str(edge.source), _node(source, DEFINED if edge.source in inside else OUTSIDE))
        target = _target(graph, edge)
        if target is None:
            continue
        if edge.target in inside:
            target = _node(graph.roles[edge.target], DEFINED)
        nodes.setdefault(target.key, target)
        tie = Tie(str(edge.source), target.key, edge.kind, edge.implied, edge.exact, edge.path, edge.line)
        ties.setdefault((tie.source, tie.target, tie.kind), tie)
    order = {str(role.id): at for at, role in enumerate(graph)}
    ordered = sorted(nodes.values(), key=lambda node: order.get(node.key, len(order)))
    return Picture(tuple(ordered), tuple(ties.values()))


def as_data(found: Picture) -> dict[str, Any]:
    """A picture as plain data."""
    return {
        "nodes": [
            {
                "id": node.key,
                "title": node.title,
                "grade": node.grade or None,
                "family": node.family or None,
                "department": node.department or None,
                "state": node.state,
                "path": node.path or None,
                "line": node.line or None,
            }
            for node in found.nodes
        ],
        "edges": [
            {
                "source": tie.source,
                "target": tie.target,
                "kind": tie.kind,
                "implied": tie.implied,
                "exact": tie.exact,
                "path": tie.path,
                "line": tie.line,
            }
            for tie in found.ties
        ],
    }


_DOT_STYLES = {
    EXTENDS: 'style=dashed, arrowhead=empty, color="#6b7280"',
    REPORTS_TO: 'color="#374151"',
    NEXT: 'color="#2563eb"',
    MOVES_TO: 'style=dotted, color="#2563eb"',
}


def dot(found: Picture) -> str:
    """A picture in the language of Graphviz: `dot -Tpdf` makes it a page."""
    lines = [
        "digraph roles {",
        "  rankdir=LR;",
        '  graph [fontname="Helvetica", nodesep=0.2, ranksep=0.6];',
        '  node [shape=box, style="rounded,filled", fillcolor="#f9fafb", color="#9ca3af", '
        'fontname="Helvetica", fontsize=11];',
        '  edge [fontname="Helvetica", fontsize=9, arrowsize=0.7];',
    ]
    for family, nodes in _by_family(found):
        indent = "  "
        if family:
            lines.append(f"  subgraph {_dot_text('cluster ' + family)} {{")
            lines.append(f'    label={_dot_text(nodes[0].family)}; color="#d1d5db"; fontname="Helvetica";')
            indent = "    "
        lines.extend(
            f"{indent}{_dot_text(node.key)} [label={_dot_label(node)}{_dot_state(node)}];" for node in nodes
        )
        if family:
            lines.append("  }")
    for tie in found.ties:
        lines.append(f"  {_dot_text(tie.source)} -> {_dot_text(tie.target)} [{_DOT_STYLES[tie.kind]}];")
    lines.append("}")
    return "\n".join(lines) + "\n"


_MERMAID_ARROWS = {EXTENDS: "-.->", REPORTS_TO: "-->", NEXT: "==>", MOVES_TO: "-.->"}


def mermaid(found: Picture) -> str:
    """A picture as a Mermaid flow chart, which Git hosts show in Markdown."""
    names = {node.key: f"r{at}" for at, node in enumerate(found.nodes)}
    mixed = len(found.kinds) > 1
    lines = ["flowchart LR"]
    for at, (family, nodes) in enumerate(_by_family(found)):
        if family:
            lines.append(f"  subgraph f{at}[{_mermaid_text(nodes[0].family)}]")
        indent = "    " if family else "  "
        for node in nodes:
            css = f":::{node.state}" if node.state != DEFINED else ""
            lines.append(f"{indent}{names[node.key]}[{_mermaid_text(_with_grade(node, ' · '))}]{css}")
        if family:
            lines.append("  end")
    for tie in found.ties:
        label = f"|{tie.kind}|" if mixed else ""
        lines.append(f"  {names[tie.source]} {_MERMAID_ARROWS[tie.kind]}{label} {names[tie.target]}")
    states = {node.state for node in found.nodes}
    if UNDEFINED in states:
        lines.append("  classDef undefined stroke-dasharray: 4 3, font-style: italic")
    if OUTSIDE in states:
        lines.append("  classDef outside opacity: 0.7")
    return "\n".join(lines) + "\n"


# -- what is in a picture


def _edges(graph: RoleGraph, kinds: Collection[str], inside: Collection[object]) -> Iterator[Edge]:
    for kind in KINDS:
        if kind in kinds:
            yield from (e for e in graph.edges(kind) if e.source in inside or e.target in inside)


def _target(graph: RoleGraph, edge: Edge) -> Node | None:
    """The node that an edge leads to; `None` where it leads to a family without roles."""
    if edge.target is not None and edge.target in graph.roles:
        return _node(graph.roles[edge.target], OUTSIDE)
    if edge.family is not None:
        return None
    return Node(f"?{fold(edge.label)}", edge.label, "", "", "", UNDEFINED, "", 0)


def _node(role: Role, state: str) -> Node:
    grade = grade_text(role.grade) or ""
    family = role.family
    return Node(
        str(role.id),
        role.full_title,
        grade,
        family.title,
        family.department,
        state,
        family.path,
        role.level.line,
    )


def _by_family(found: Picture) -> Iterable[tuple[str, list[Node]]]:
    """The nodes by the family they are drawn in: none where all are of one, or for titles that no page
    defines.
    """
    groups: dict[str, list[Node]] = {}
    for node in found.nodes:
        groups.setdefault(node.key.partition("#")[0] if node.state != UNDEFINED else "", []).append(node)
    if len([family for family in groups if family]) < 2 or found.kinds == (REPORTS_TO,):
        return [("", list(found.nodes))]
    return groups.items()


def _with_grade(node: Node, between: str) -> str:
    return f"{node.title}{between}{node.grade}" if node.grade else node.title


# -- escaping


def _dot_text(text: str) -> str:
    return '"' + _one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _dot_label(node: Node) -> str:
    return _dot_text(node.title)[:-1] + (f'\\ngrade {node.grade}"' if node.grade else '"')


def _dot_state(node: Node) -> str:
    if node.state == UNDEFINED:
        return ', style="rounded,dashed", fontcolor="#b91c1c"'
    return ', style="rounded"' if node.state == OUTSIDE else ""


def _mermaid_text(text: str) -> str:
    """A text in quotes; what Mermaid, Markdown or HTML would read as a mark is written as its number."""
    return '"' + "".join(f"#{ord(c)};" if c in '"#&<>`\\[]{}|*_' else c for c in _one_line(text)) + '"'


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
