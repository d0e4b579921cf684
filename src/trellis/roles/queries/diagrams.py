"""The diagrams of roles: a family's ladder, and who reports to whom around a role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from trellis.pages.queries.current import Edition
from trellis.roles.addresses import role_address
from trellis.roles.definitions.graph import MOVES_TO, NEXT, Edge, Role, RoleGraph, RoleId
from trellis.roles.definitions.model import Family
from trellis.roles.definitions.paths import steps_from
from trellis.roles.definitions.reporting import Rung, chain_above
from trellis.roles.queries.directory import rows_of
from trellis.roles.queries.graph import graph_of, reporting_line, reports_of
from trellis.roles.queries.wording import grade_text, one_line
from trellis.web.diagrams import Box, Cell, Diagram, Line, Spacing, draw

MOST_BELOW = 24
"""Reports that a diagram draws; the table below it shows all."""


def ladder_diagram(edition: Edition, family: Family, here: RoleId | None = None) -> Diagram | None:
    """The levels of a family by grade, with the steps between them and those out of it; `None` for a lone level."""
    graph = graph_of(edition)
    roles = graph.of_family(family.slug)
    edges = [edge for role in roles for edge in steps_from(graph, role.id)]
    if len(roles) < 2 and not edges:
        return None
    inside = {role.id for role in roles}
    outside = dict.fromkeys(
        edge.target for edge in edges if edge.target is not None and edge.target not in inside
    )
    everybody = [*roles, *(graph.roles[key] for key in list(outside)[:MOST_BELOW])]
    places = _ladder_places(everybody, _lanes(edition, roles))
    boxes = [_box(role, *places[role.id], here, elsewhere=role.id not in inside) for role in everybody]
    lines = [Line(str(e.source), str(e.target), "side" if e.kind == MOVES_TO else "") for e in edges]
    title = _("Career ladder of %(family)s") % {"family": family.title}
    description = _("%(levels)d levels by grade, the highest on top; arrows show steps.") % {
        "levels": len(roles)
    }
    return Diagram(
        svg=draw("t-ladder", title, description, boxes, lines, Spacing(row=72)),
        label=title,
        headers=(_("Level"), _("Grade"), _("Next"), _("Moves to")),
        rows=tuple(
            _ladder_row(graph, role, steps_from(graph, role.id)) for role in reversed(_by_grade(roles))
        ),
    )


def reporting_diagram(edition: Edition, role: Role) -> Diagram:
    """The line above a role, each under the one before and further in, then who reports to the role."""
    graph = graph_of(edition)
    line = tuple(reversed(chain_above(graph, role)))
    below = reports_of(graph, role.id)
    boxes = [_rung_box(rung, at) for at, rung in enumerate(line)]
    boxes.append(_box(role, float(len(line)), float(len(line)), role.id))
    lines = [Line(above.key, under.key, "below") for above, under in pairwise(boxes)]
    for at, other in enumerate(below[:MOST_BELOW], start=1):
        boxes.append(_box(other, len(line) + 1.0, float(len(line) + at), None))
        lines.append(Line(str(role.id), str(other.id), "below"))
    title = _("Reporting line of %(role)s") % {"role": role.full_title}
    description = _("%(above)d above, %(below)d directly below.") % {"above": len(line), "below": len(below)}
    above = [rung.role for rung in line if rung.role is not None]
    return Diagram(
        svg=draw("t-reporting", title, description, boxes, lines, Spacing(column=26, row=58)),
        label=title,
        headers=(_("Role"), _("Grade"), _("Reports to")),
        rows=tuple(_reporting_row(graph, other) for other in (*above, role, *below)),
    )


def _rung_box(rung: Rung, at: int) -> Box:
    if rung.role is not None and not rung.circular:
        return _box(rung.role, float(at), float(at), None)
    spoken = _("%(title)s, described on no page") % {"title": one_line(rung.title)}
    return Box(f"above-{at}", at, at, one_line(rung.title), tone="missing", spoken=spoken)


def _lanes(edition: Edition, roles: Sequence[Role]) -> dict[RoleId, int]:
    """The lane of each role of a family: its track where the page has several, else whether it leads people."""
    tracks = list(dict.fromkeys(role.level.track for role in roles))
    if len(tracks) > 1:
        return {role.id: tracks.index(role.level.track) for role in roles}
    leading = {row.id for row in rows_of(edition) if row.leads}
    return {role.id: int(role.id in leading) for role in roles}


def _ladder_places(roles: Sequence[Role], lanes: dict[RoleId, int]) -> dict[RoleId, tuple[float, float]]:
    """Column and row of each role: rows by grade, the highest on top; lanes side by side, other families last."""
    ranks = sorted({_rank(role) for role in roles}, reverse=True)
    last = max(lanes.values(), default=0) + 1
    taken: dict[tuple[int, float], int] = defaultdict(int)
    spots: dict[RoleId, tuple[int, int, float]] = {}
    for role in roles:
        lane, row = lanes.get(role.id, last), float(ranks.index(_rank(role)))
        spots[role.id] = (lane, taken[lane, row], row)
        taken[lane, row] += 1
    starts: dict[int, int] = {}
    first = 0
    for lane in sorted({lane for lane, _row in taken}):
        starts[lane] = first
        first += max(count for (other, _row), count in taken.items() if other == lane)
    return {key: (float(starts[lane] + at), row) for key, (lane, at, row) in spots.items()}


def _rank(role: Role) -> float:
    return role.grade if role.grade is not None else -1.0


def _box(role: Role, column: float, row: float, here: RoleId | None, *, elsewhere: bool = False) -> Box:
    grade = grade_text(role.grade)
    spoken = (
        _("%(title)s, grade %(grade)s") % {"title": role.full_title, "grade": grade}
        if grade
        else role.full_title
    )
    if elsewhere:
        spoken = _("%(role)s, in %(family)s") % {"role": spoken, "family": role.family.title}
    return Box(
        key=str(role.id),
        column=column,
        row=row,
        text=role.full_title,
        url=role_address(role),
        figure=grade,
        tone="here" if role.id == here else "missing" if elsewhere else "",
        spoken=spoken,
    )


def _by_grade(roles: Sequence[Role]) -> list[Role]:
    return sorted(roles, key=lambda role: (role.grade is not None, role.grade or 0.0))


def _ladder_row(graph: RoleGraph, role: Role, edges: Iterable[Edge]) -> tuple[Cell, ...]:
    named: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.target is not None:
            named[edge.kind].append(graph.roles[edge.target].full_title)
    return (
        Cell(role.full_title, role_address(role)),
        Cell(grade_text(role.grade)),
        Cell(", ".join(named[NEXT])),
        Cell(", ".join(named[MOVES_TO])),
    )


def _reporting_row(graph: RoleGraph, role: Role) -> tuple[Cell, ...]:
    edge = reporting_line(role)
    above = graph.roles.get(edge.target) if edge is not None and edge.target is not None else None
    return (
        Cell(role.full_title, role_address(role)),
        Cell(grade_text(role.grade)),
        Cell(above.full_title, role_address(above))
        if above is not None
        else Cell(one_line(edge.label) if edge else ""),
    )
