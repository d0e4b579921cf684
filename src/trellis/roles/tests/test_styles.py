"""One family, laid out in any of the ways that people use, is read as the same family."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.handbook.files import read_page
from trellis.roles.definitions.exporting import family_export
from trellis.roles.definitions.names import bare
from trellis.roles.definitions.parse import parse_family
from trellis.roles.tests.handbooks import F, L
from trellis.roles.tests.styles import STYLES, Style, written

PATH = "job-families/finance/ledger.md"
DOES = (
    "Books invoices on the day they arrive", "Walks new colleagues through the tools", "Plans the year with the sites",
    "Answers questions within one day", "Repairs what breaks", "Reviews the work of others", "Prepares the audit",
)  # fmt: skip
NEEDS = (
    "Ability to use Trellis", "Understands double entry", "Writes clearly in English", "Has led a project before",
    "Can explain a graph", "Willing to travel twice a year",
)  # fmt: skip
STEPS = ("Screening call with a recruiter", "Interview with the manager", "Work sample of one hour")
SUBJECTS = (
    ("Ledger Accountant", "Ledger Accounting"),
    ("Data Steward", "Data Stewardship"),
    ("Buyer", "Procurement"),
)
MANAGERS = ("Director of Finance", "Director, Operations", "VP, Field Operations", "Sr. Manager, Supply")


def some(items: tuple[str, ...], least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(items), min_size=least, max_size=4, unique=True).map(tuple)


@st.composite
def families(draw: st.DrawFn) -> F:
    """A family of one to four levels with grades that rise, some of them taking over the level before."""
    subject, title = draw(st.sampled_from(SUBJECTS))
    first = draw(st.sampled_from([subject, f"{subject} (Intermediate)"]))
    titles = [first, f"Senior {subject}", f"Staff {subject}", f"Manager, {title}"][: draw(st.integers(1, 4))]
    levels = [
        L(
            level,
            grade=6 + number,
            reports_to=draw(st.none() | st.sampled_from(MANAGERS)),
            extends=(titles[number - 1],) if number and draw(st.booleans()) else (),
            does=draw(some(DOES)),
            needs=draw(some(NEEDS)),
        )
        for number, level in enumerate(titles)
    ]
    return F(
        title, levels, draw(some(DOES, 0)), draw(some(NEEDS, 0)), draw(some(NEEDS, 0)), draw(some(STEPS, 0))
    )


@pytest.mark.slow  # many whole pages
@settings(max_examples=200, deadline=None)
@given(families(), STYLES)
def test_a_family_is_read_alike_in_every_style(family: F, style: Style) -> None:
    page = read_page(PATH, written(family, style).encode()).page

    read = family_export(parse_family(page), PATH)

    levels = [
        replace(
            L(bare(level["title"]) if style.grade_at == "heading" else level["title"]),
            grade=level["grade"],
            reports_to=level["reports_to"],
            extends=tuple(
                bare(title) if style.grade_at == "heading" else title for title in level["extends"]
            ),
            does=tuple(level["responsibilities"]),
            needs=tuple(level["requirements"]),
        )
        for level in read["levels"]
    ]
    wanted = family.levels
    if style.grade_at == "heading":
        wanted = [
            replace(level, title=bare(level.title), extends=tuple(bare(title) for title in level.extends))
            for level in wanted
        ]
    assert levels == wanted
    assert read["family_responsibilities"] == list(family.does)
    assert read["family_requirements"] == list(family.needs)
    assert read["hiring_steps"] == list(family.hiring)
    assert [indicator["name"] for indicator in read["performance_indicators"]] == list(family.indicators)
