"""What lists and choices on pages of roles are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.pages.queries.current import Edition
from trellis.roles.addresses import role_address
from trellis.roles.definitions import dossier, paths, reporting
from trellis.roles.definitions.graph import Role
from trellis.roles.definitions.names import department_title
from trellis.roles.queries.directory import SORTS, Row, Wanted, rows_for, rows_of
from trellis.roles.queries.graph import graph_of, reports_of
from trellis.roles.queries.wording import grade_text, one_line
from trellis.web.filters import Chip, Filter, chips_for, filter_of
from trellis.web.tables import Column
from trellis.web.tabs import Tab

PLACE = "roles"
"""Under this name views of the directory are saved."""
MOST_CHOICES = 250
"""Families in a select box; where there are more, a department has to be chosen first."""
DEEPEST = 40
"""Levels of the reporting tree that are drawn: a longer line is a fault that the health page names."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The directory as one reader asked for it."""

    rows: list[Row]
    all: int
    families: int
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A role in the tree of reporting lines; `url` is empty for a title that no page defines."""

    title: str
    url: str
    grade: str
    below: tuple[Branch, ...]
    count: int


def directory_address(**filters: str) -> str:
    """The directory with filters set."""
    base = reverse("roles:directory")
    return f"{base}?{urlencode(filters)}" if filters else base


def listing(edition: Edition, wanted: Wanted, params: QueryDict) -> Listing:
    """The rows that fit, what else can be filtered by, and what is filtered by now."""
    rows = rows_of(edition)
    titles = {row.id.family: row.family for row in rows}
    return Listing(
        rows=rows_for(edition, wanted),
        all=len(rows),
        families=len(titles),
        filters=tuple(_filters(rows, wanted, titles)),
        chips=_chips(params, wanted, titles),
    )


def columns() -> tuple[Column[Row], ...]:
    """What the directory can say of a role."""
    return (
        Column("title", _("Role"), lambda row: row.title, sort=SORTS["title"]),
        Column(
            "grade",
            _("Grade"),
            lambda row: row.grade_text,
            sort=SORTS["grade"],
            numeric=True,
            before=_("grade"),
        ),
        Column("family", _("Family"), lambda row: row.family, sort=SORTS["family"]),
        Column("department", _("Department"), lambda row: row.department_title, sort=SORTS["department"]),
        Column("reports", _("Reports to"), lambda row: row.reports_to, sort=SORTS["reports"], before=_("to")),
        Column(
            "indicators",
            _("Indicators"),
            lambda row: row.indicators or "",
            sort=SORTS["indicators"],
            numeric=True,
            after=lambda row: ngettext("indicator", "indicators", row.indicators),
        ),
        Column("leads", _("Leads people"), lambda row: _("yes") if row.leads else _("no"), extra=True),
    )


def level_tabs(edition: Edition, role: Role, current: str) -> tuple[Tab, ...]:
    """The tabs of a level's page, with how much stands behind each."""
    graph = graph_of(edition)
    steps = len(paths.steps_from(graph, role.id))
    processes, indicators = dossier.hiring_of(role), len(dossier.indicators_of(role))
    reports = len(reports_of(graph, role.id))
    named = (
        ("expectations", _("Expectations"), None),
        ("next", _("What changes next"), steps or None),
        ("hiring", _("Hiring"), sum(len(process.steps) for process in processes) or None),
        ("indicators", _("Indicators"), indicators or None),
        ("reporting", _("Reporting"), reports or None),
    )
    return tuple(
        Tab(title, role_address(role, "" if key == "expectations" else key), key == current, count)
        for key, title, count in named
    )


def reporting_tree(edition: Edition) -> tuple[Branch, ...]:
    """Everybody to whom somebody reports, from the top; titles that no page defines are tops of their own."""
    return edition.derive(_build_tree)


def _build_tree(edition: Edition) -> tuple[Branch, ...]:
    found = reporting.reporting_tree(graph_of(edition))
    return tuple(_branch(branch) for branch in found if branch.reports)


def _branch(found: reporting.Branch, depth: int = 0) -> Branch:
    role = found.role
    return Branch(
        title=one_line(found.title),
        url=role_address(role) if role is not None else "",
        grade=grade_text(role.grade) if role is not None else "",
        below=tuple(_branch(below, depth + 1) for below in found.reports) if depth < DEEPEST else (),
        count=found.total,
    )


def _filters(rows: Sequence[Row], wanted: Wanted, titles: dict[str, str]) -> Iterable[Filter]:
    departments = {row.department: row.department_title for row in rows}
    counted = Counter(row.department for row in rows)
    yield filter_of("department", _("Department"), counted, wanted.department, departments)
    within = [row for row in rows if not wanted.department or row.department == wanted.department]
    families = filter_of(
        "family", _("Family"), Counter(row.id.family for row in within), wanted.family, titles
    )
    if len(families.choices) <= MOST_CHOICES:
        yield families
    grades = Counter(row.grade_text or "none" for row in within)
    yield filter_of("grade", _("Grade"), grades, wanted.grade, {"none": _("not stated")})
    yes_no = {"yes": _("yes"), "no": _("no")}
    leads = Counter("yes" if row.leads else "no" for row in within)
    yield filter_of("leads", _("Leads people"), leads, wanted.leads, yes_no)
    indicators = Counter("yes" if row.indicators else "no" for row in within)
    yield filter_of("indicators", _("Has indicators"), indicators, wanted.indicators, yes_no)


def _chips(params: QueryDict, wanted: Wanted, titles: dict[str, str]) -> tuple[Chip, ...]:
    yes_no = {"yes": _("yes"), "no": _("no")}
    return chips_for(
        params,
        (
            ("q", _("Text"), wanted.text),
            ("department", _("Department"), department_title(wanted.department)),
            ("family", _("Family"), titles.get(wanted.family, wanted.family)),
            ("grade", _("Grade"), _("not stated") if wanted.grade == "none" else wanted.grade),
            ("leads", _("Leads people"), yes_no.get(wanted.leads, wanted.leads)),
            ("indicators", _("Has indicators"), yes_no.get(wanted.indicators, wanted.indicators)),
        ),
    )
