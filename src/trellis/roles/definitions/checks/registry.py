"""All checks of job families, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable

from trellis.handbook.compiler import Handbook
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.roles.definitions.checks.codes import grades, lines, repetition, rights, sections, wording
from trellis.roles.definitions.checks.grades import check_grades
from trellis.roles.definitions.checks.inclusive import check_inclusive
from trellis.roles.definitions.checks.lines import check_graph_lines
from trellis.roles.definitions.checks.options import options_for
from trellis.roles.definitions.checks.repetition import check_repetition
from trellis.roles.definitions.checks.rights import check_rights
from trellis.roles.definitions.checks.sections import check_sections
from trellis.roles.definitions.checks.wording import check_wording
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.definitions.model import Family

CODES: tuple[Code, ...] = tuple(
    value
    for module in (sections, grades, lines, wording, repetition, rights)
    for value in vars(module).values()
    if isinstance(value, Code)
)
"""What can be wrong with a family: `JF1xx` sections, `JF2xx` grades and names in sentences, `JF3xx` the role graph,
`JF4xx` wording, `JF5xx` repetition; and `RT1xx`, the roles that `rights.yml` names.
"""


def check_family(family: Family, page: Page, settings: Settings, reporter: Reporter) -> None:
    """Check one page by itself."""
    options = options_for(settings, page.path)
    check_sections(family, page, options, reporter)
    check_grades(family, page, reporter)
    check_wording(family, page, options, reporter)
    check_inclusive(family, page, settings, reporter)
    check_repetition(family, page, reporter)


def check_graph(graph: RoleGraph, handbook: Handbook, reporter_for: Callable[[str], Reporter]) -> None:
    """Check what spans pages."""
    check_graph_lines(graph, handbook, reporter_for)
    check_rights(graph, handbook, reporter_for)
