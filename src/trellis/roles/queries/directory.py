"""The directory: every role of the handbook as one row, filtered and sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.pages.queries.current import Edition
from trellis.roles.addresses import family_address, role_address
from trellis.roles.definitions.dossier import indicators_of
from trellis.roles.definitions.graph import REPORTS_TO, Role, RoleGraph, RoleId
from trellis.roles.definitions.names import department_title
from trellis.roles.queries.graph import graph_of, reporting_line
from trellis.roles.queries.wording import grade_text
from trellis.web.finding import fold

_LEADING_TITLE = re.compile(
    r"^(?:(?:senior|sr\.?|associate|group|area)\s+)?(?:manager|director|vice president|vp|head|chief)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Row:
    """A role in the directory.

    `leads` is true where somebody reports to the role or its title says so ("Manager, X" leads people, "X Manager" does
    not have to).
    """

    id: RoleId
    title: str
    url: str
    family: str
    family_url: str
    department: str
    department_title: str
    grade: float | None
    grade_text: str
    reports_to: str
    reports_to_url: str
    indicators: int
    leads: bool
    key: str
    order: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader filters by; an empty text means everything."""

    text: str = ""
    department: str = ""
    family: str = ""
    grade: str = ""
    leads: str = ""
    indicators: str = ""
    sort: str = ""


SORTS: dict[str, Callable[[Row], Any]] = {
    "title": lambda row: row.key,
    "family": lambda row: (fold(row.family), row.order),
    "department": lambda row: (row.department, fold(row.family), row.order),
    "grade": lambda row: (row.grade is None, row.grade or 0.0, row.key),
    "reports": lambda row: (not row.reports_to, fold(row.reports_to), row.key),
    "indicators": lambda row: (row.indicators, row.key),
}


def rows_of(edition: Edition) -> tuple[Row, ...]:
    """All roles, in the order of the handbook. Made again only when a job family changes."""
    graph = graph_of(edition)
    return edition.carry("roles", graph, lambda: _build_rows(graph))


def rows_for(edition: Edition, wanted: Wanted) -> list[Row]:
    """The roles that fit, sorted as wanted (by family and place when nothing else is asked for)."""
    tests = list(_tests(wanted))
    rows = [row for row in rows_of(edition) if all(test(row) for test in tests)]
    name = wanted.sort.removeprefix("-")
    if name in SORTS:
        rows.sort(key=SORTS[name], reverse=wanted.sort.startswith("-"))
    return rows


def exported(rows: Sequence[Row]) -> Iterable[dict[str, Any]]:
    """The rows as plain values for a file."""
    for row in rows:
        yield {
            "title": row.title,
            "family": row.family,
            "department": row.department,
            "grade": row.grade,
            "reports_to": row.reports_to or None,
            "indicators": row.indicators,
            "leads_people": row.leads,
            "address": row.url,
        }


EXPORT_COLUMNS = (
    "title",
    "family",
    "department",
    "grade",
    "reports_to",
    "indicators",
    "leads_people",
    "address",
)


def _tests(wanted: Wanted) -> Iterable[Callable[[Row], bool]]:
    words = fold(wanted.text).split()
    if words:
        yield lambda row: all(
            f" {word}" in f" {row.key} {fold(row.family)} {fold(row.department)}" for word in words
        )
    if wanted.department:
        yield lambda row: row.department == wanted.department
    if wanted.family:
        yield lambda row: row.id.family == wanted.family
    if wanted.grade:
        yield lambda row: (row.grade_text or "none") == wanted.grade
    if wanted.leads:
        yield lambda row: row.leads == (wanted.leads == "yes")
    if wanted.indicators:
        yield lambda row: bool(row.indicators) == (wanted.indicators == "yes")


def _build_rows(graph: RoleGraph) -> tuple[Row, ...]:
    led = {edge.target for edge in graph.edges(REPORTS_TO) if edge.target is not None}
    return tuple(_row(graph, role, led, order) for order, role in enumerate(graph))


def _row(graph: RoleGraph, role: Role, led: set[RoleId], order: int) -> Row:
    line = reporting_line(role)
    above = graph.roles.get(line.target) if line is not None and line.target is not None else None
    return Row(
        id=role.id,
        title=role.full_title,
        url=role_address(role),
        family=role.family.title,
        family_url=family_address(role.family.slug),
        department=role.family.department,
        department_title=department_title(role.family.department),
        grade=role.grade,
        grade_text=grade_text(role.grade),
        reports_to=above.full_title if above is not None else line.label if line is not None else "",
        reports_to_url=role_address(above) if above is not None else "",
        indicators=len(indicators_of(role)),
        leads=role.id in led or bool(_LEADING_TITLE.match(role.title)),
        key=fold(role.full_title),
        order=order,
    )
