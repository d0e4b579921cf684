"""The many ways in which people lay out one and the same job family, and the page in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from trellis.roles.tests.handbooks import F, L

GRADES = (
    "The {title} is a [grade {grade}](/handbook/grades/).", "The {title} is a grade {grade}.", "Job grade: {grade}",
    "The {title} is a job [grade {grade}](/total-rewards/compensation/#grades).", "This role is grade {grade}.",
    "The {title} is a [{grade}](/handbook/grades/).", "The {title} is a [grade #{grade}](/grades/).",
    "The {title} is a job grade [level {grade}](/grades/).", "Grade: [{grade}](/grades/)", "**Grade:** {grade}",
    "The {title} role is a Grade {grade} role.", "The job grade of the {title} is {grade}.", "Job Grade {grade}",
)  # fmt: skip
LINES = (
    "The {title} reports to the {manager}.", "This position reports to the {manager}.", "Reports to: {manager}",
    "The {title} reports directly to the {manager}.", "The {title} will report to the {manager}.",
    "This role reports to {manager}.", "**Reports to:** {manager}", "The {title} reports into the [{manager}](/x/).",
    "You will report to the {manager}.",
    "Reporting to the {manager}, the {title} works with all departments.", "The {title} report to the {manager}.",
    "The {title} reports to the {manager} and works with all departments.",
)  # fmt: skip
POINTERS = (
    "Extends the {title} {lists}", "Extends that of the {title} {lists}", "Extends {title} {lists}",
    "All {lists} of the {title}, plus:", "Same {lists} as the {title}, plus:", "Builds on the {title} {lists}",
    "Inherits the {lists} of the {title}", "Includes all {title} {lists}", "Extends the [{title}](#x) {lists}",
    "Shares the same {lists} as the {title}, plus:", "In addition to the {lists} of the {title}:",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a page is laid out.

    `levels` is the heading above the levels, if any, and `depth` theirs; `scoped` repeats the title in the headings
    of its sections; `grade_at` is `section`, `intro` or `heading`; `grade`, `line` and `pointer` are wordings; `apart`
    puts a pointer above its list; `heading` is the way to write headings, `marker` that of lists.
    """

    levels: str
    depth: int
    scoped: bool
    grade_at: str
    grade: str
    line: str
    pointer: str
    apart: bool
    heading: str
    marker: str


STYLES = st.builds(
    lambda places, **rest: Style(levels=places[0], depth=places[1], **rest),
    places=st.sampled_from([("## Levels", 3), ("## Levels", 2), ("## Levels", 4), ("# Levels", 2), ("", 2)]),
    scoped=st.booleans(),
    grade_at=st.sampled_from(["section", "intro", "heading"]),
    grade=st.sampled_from(GRADES),
    line=st.sampled_from(LINES),
    pointer=st.sampled_from(POINTERS),
    apart=st.booleans(),
    heading=st.sampled_from(["plain", "closed", "colon", "setext", "bold"]),
    marker=st.sampled_from(["-", "*", "+", "1."]),
)


def written(family: F, style: Style) -> str:
    """The page of a family in a style."""
    parts = [
        f'---\nlayout: job_family_page\ntitle: "{family.title}"\n---',
        f"The people of {family.title} keep their promises.",
        *_section(2, "Responsibilities", family.does, style),
        *_section(2, "Requirements", family.needs, style),
        style.levels,
    ]
    for level in family.levels:
        parts += _level(level, style)
    parts += _section(2, "Performance Indicators", family.indicators, style)
    parts += [_heading(2, "Career Ladder", style), "The next step is not yet defined."]
    if family.hiring:
        steps = _list(family.hiring, style)
        parts += [_heading(2, "Hiring Process", style), "Candidates can expect this order.", steps]
    return "\n\n".join(part for part in parts if part) + "\n"


def _level(level: L, style: Style) -> list[str]:
    grade = style.grade.format(title=level.title, grade=level.grade) if level.grade is not None else ""
    in_heading = grade and style.grade_at == "heading"
    own = f"{level.title} " if style.scoped else ""
    parts = [
        _heading(style.depth, f"{level.title} (Grade {level.grade})" if in_heading else level.title, style),
        style.line.format(title=level.title, manager=level.reports_to) if level.reports_to else "",
        grade if style.grade_at == "intro" else "",
    ]
    if grade and style.grade_at == "section":
        parts += [_heading(style.depth + 1, f"{own}Job Grade", style), grade]
    for name, items in (("Responsibilities", level.does), ("Requirements", level.needs)):
        pointers = [style.pointer.format(title=title, lists=name.lower()) for title in level.extends]
        parts.append(_heading(style.depth + 1, f"{own}{name}", style))
        parts += [*pointers, _list(items, style)] if style.apart else [_list([*pointers, *items], style)]
    return parts


def _section(depth: int, title: str, items: Sequence[str], style: Style) -> list[str]:
    return [_heading(depth, title, style), _list(items, style)] if items else []


def _heading(depth: int, title: str, style: Style) -> str:
    if style.heading == "setext" and depth <= 2:
        return f"{title}\n{'=-'[depth - 1] * len(title)}"
    if style.heading == "bold" and depth >= 4:
        return f"**{title}**"
    return "#" * depth + f" {title}" + {"closed": " #", "colon": ":"}.get(style.heading, "")


def _list(items: Sequence[str], style: Style) -> str:
    return "\n".join(f"{style.marker} {item}" for item in items)
