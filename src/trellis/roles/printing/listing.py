"""`trellis roles` and `trellis graph` as text: tables, reporting trees, what does not hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trellis.roles.definitions.compare import grade_text, reporting_text
from trellis.roles.definitions.gaps import Gaps
from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, NEXT, REPORTS_TO, Role
from trellis.roles.definitions.phrases import a_number_of
from trellis.roles.definitions.reporting import Branch
from trellis.roles.definitions.sharing import Shared
from trellis.roles.printing.screen import columns, shown
from trellis.roles.printing.teller import Teller

_COLUMNS = ("role", "grade", "family", "department", "reports to", "place")
_COLUMNS_BY_WIDTH = (
    (100, ("role", "grade", "family", "department", "reports to")),
    (70, ("role", "grade", "department", "reports to")),
    (0, ("role", "grade", "reports to")),
)
"""What a table of roles shows in a pipe, and on a terminal by its least width."""
_VERBS = {EXTENDS: "extends", REPORTS_TO: "reports to", NEXT: "leads on to", MOVES_TO: "moves to"}
_MOST_HOLDERS = 12


def table(tell: Teller, roles: Sequence[Role]) -> Iterator[str]:
    """The roles as an aligned table, with their number below it on a terminal; a narrow one gets fewer
    columns.
    """
    if not roles:
        yield "No role fits."
        return
    width = tell.screen.width
    chosen: tuple[str, ...] = _COLUMNS
    if width is not None:
        chosen = next(several for least, several in _COLUMNS_BY_WIDTH if width >= least)
    rows = [[_cell(tell, role, column) for column in chosen] for role in roles]
    yield from tell.screen.table([column.upper() for column in chosen], rows, keep=(0, 1))
    if width is not None:
        yield tell.screen.paint(a_number_of(len(roles), "role"), "quiet")


def _cell(tell: Teller, role: Role, column: str) -> str:
    if column == "role":
        return role.full_title
    if column == "place":
        return tell.place(role.family.path, role.level.line)
    said = {
        "grade": grade_text(role.grade),
        "family": role.family.title,
        "department": role.family.department,
        "reports to": reporting_text(tell.graph, role),
    }
    return said[column] or "–"


def tree(tell: Teller, branches: Iterable[Branch]) -> Iterator[str]:
    """Reporting trees with branches; each title with its grade, and how many roles are below it."""
    for at, top in enumerate(branches):
        if at and top.reports:
            yield ""
        waiting = [(top, "", "")]
        while waiting:
            branch, lead, under = waiting.pop()
            yield f"{tell.screen.paint(lead, 'quiet')}{_named(tell, branch, columns(lead))}"
            for number, report in enumerate(reversed(branch.reports)):
                corner, line = ("└─ ", "   ") if number == 0 else ("├─ ", "│  ")
                waiting.append((report, under + corner, under + line))


def _named(tell: Teller, branch: Branch, indent: int) -> str:
    """A title with as many notes as there is room for, the most telling first."""
    grade = grade_text(branch.role.grade) if branch.role is not None else None
    notes = (
        "defined on no page" if branch.role is None else "",
        "its reporting line is a circle" if branch.circular else "",
        f"grade {grade}" if grade else "",
        f"leads {branch.span}" if branch.span else "",
        f"{branch.total} in all" if branch.total > branch.span else "",
    )
    title, said = shown(branch.title), ""
    for note in filter(None, notes):
        longer = f"{said}, {note}" if said else note
        if (
            tell.screen.width is not None
            and indent + columns(title) + 2 + columns(longer) > tell.screen.width
        ):
            break
        said = longer
    name = title if branch.role is not None else tell.screen.paint(title, "wrong")
    return f"{name}  {tell.screen.paint(said, 'quiet')}" if said else name


def gaps(tell: Teller, found: Gaps) -> Iterator[str]:
    """What does not hold together, each with where it is said."""
    if not (found.undefined or found.circles or found.orphans or found.duplicates):
        yield from tell.screen.wrapped(
            "Every title that is named is defined, and every role is tied to another."
        )
        return
    if found.undefined:
        yield from tell.heading(f"Named, but defined on no page ({len(found.undefined)})")
    for one in found.undefined:
        yield f"  {tell.screen.paint(shown(one.title), 'wrong')}"
        for edge in one.edges:
            source = tell.graph.roles[edge.source].full_title
            yield from tell.with_place(f"{source} {_VERBS[edge.kind]} it", edge.path, edge.line, "    ")
    if found.circles:
        yield from tell.heading(f"Circles ({len(found.circles)})")
    for circle in found.circles:
        titles = [tell.graph.roles[key].full_title for key in (*circle.roles, circle.roles[0])]
        yield from tell.screen.wrapped(f" {_VERBS[circle.kind]} ".join(titles), "  ")
    if found.duplicates:
        yield from tell.heading(f"Defined on several pages ({len(found.duplicates)})")
    for duplicate in found.duplicates:
        yield f"  {shown(duplicate.title)}"
        for role in duplicate.roles:
            yield f"    {tell.place(role.family.path, role.level.line)}"
    if found.orphans:
        yield from tell.heading(f"Without any tie ({len(found.orphans)})")
    for role in found.orphans:
        yield from tell.with_place(role.full_title, role.family.path, role.level.line)


def shared(tell: Teller, found: Sequence[Shared]) -> Iterator[str]:
    """Items that several families state, the most shared first."""
    if not found:
        yield "No two families state the same."
    for one in found:
        count = a_number_of(one.families, "family", "families")
        wordings = f", {len(one.wordings)} wordings" if len(one.wordings) > 1 else ""
        yield from tell.screen.wrapped(one.text, style="head")
        yield f"  {tell.screen.paint(f'{count}{wordings}', 'quiet')}"
        for holder in one.holders[:_MOST_HOLDERS]:
            yield from tell.screen.wrapped(
                f"{holder.label}  {tell.place(holder.family.path, holder.item.line)}", "  "
            )
        if len(one.holders) > _MOST_HOLDERS:
            yield f"  and {len(one.holders) - _MOST_HOLDERS} more"
