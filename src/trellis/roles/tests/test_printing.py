"""What the commands print on a terminal: wrapped to its width, grouped by origin, coloured where wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from trellis.handbook.handbook import Handbook
from trellis.roles.definitions.compare import compare
from trellis.roles.definitions.dossier import everything_about
from trellis.roles.definitions.gaps import gaps
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.history import compare_revisions
from trellis.roles.definitions.impact import impact, page_place, role_place
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.paths import reachable, ways
from trellis.roles.definitions.reporting import reporting_tree
from trellis.roles.definitions.sharing import shared
from trellis.roles.printing import about, comparing, consequences, journeys, listing
from trellis.roles.printing.screen import Screen, columns
from trellis.roles.printing.teller import Teller
from trellis.roles.tests.handbooks import (
    COMPANY,
    ENGINEER,
    ENGINEERING,
    F,
    L,
    files_of,
    graph_of,
    handbook_of,
    role_in,
)

TWINS = F("Twins", (L("Chief of Tides", 10), L("Chief of Winds", 10, "Chief of Tides")))
LOOP = F("Loop", (L("First Analyst", 5, "Second Analyst"), L("Second Analyst", 6, "First Analyst")))
LONE = F("Lone", (L("Lone Clerk", does=("Count " * 30,)), L("Bridge Engineer", 6)))
FAMILIES = {**COMPANY, "a/twins": TWINS, "a/loop": LOOP, "b/lone": LONE}


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    readers = {
        "index.md": "# Welcome\n\nSee [Engineering](/job-families/eng/engineering/) and ![[job-families/a/twins]].\n"
    }
    return handbook_of({**files_of(FAMILIES), **readers})


@pytest.fixture(scope="module")
def graph(handbook: Handbook) -> RoleGraph:
    return handbook.assembled[NAME]


def at(graph: RoleGraph, width: int | None = 80, *, colour: bool = False) -> Teller:
    return Teller(Screen(width, colour), graph, lambda path: path)


def engineers(graph: RoleGraph) -> tuple[Role, Role]:
    return role_in(graph, "Senior Bridge Engineer"), role_in(graph, "Director, Engineering")


def everything(tell: Teller, handbook: Handbook) -> dict[str, Callable[[], Iterable[str]]]:
    """Every report there is, over one handbook."""
    graph = tell.graph
    one, other = engineers(graph)
    older = graph_of(
        {**FAMILIES, "eng/engineering": replace(ENGINEERING, levels=(replace(ENGINEER, grade=5),))}
    )
    page = handbook.pages["job-families/a/twins.md"]
    return {
        "show": lambda: about.lines(tell, everything_about(graph, one)),
        "show in a circle": lambda: about.lines(
            tell, everything_about(graph, role_in(graph, "First Analyst"))
        ),
        "diff": lambda: comparing.of_roles(tell, compare(graph, one.id, other.id), everything=True),
        "revisions": lambda: comparing.of_revisions(
            tell, compare_revisions(older, graph), ("old", "new"), everything=True
        ),
        "no change": lambda: comparing.of_revisions(
            tell, compare_revisions(graph, graph), ("old", "new"), everything=False
        ),
        "ways": lambda: journeys.ways(tell, one, other, ways(graph, one.id, other.id)),
        "no way": lambda: journeys.ways(tell, other, one, ways(graph, other.id, one.id)),
        "no step": lambda: journeys.ways(tell, one, one, ways(graph, one.id, one.id)),
        "reachable": lambda: journeys.destinations(tell, one, reachable(graph, one.id)),
        "nothing reachable": lambda: journeys.destinations(tell, other, reachable(graph, other.id)),
        "impact": lambda: consequences.lines(
            tell, impact(graph, handbook, role_place(handbook, one)), everything=True
        ),
        "impact of a page": lambda: consequences.lines(
            tell, impact(graph, handbook, page_place(page)), everything=False
        ),
        "impact of nothing": lambda: consequences.lines(
            tell, impact(graph, handbook, page_place(handbook.pages["index.md"])), everything=False
        ),
        "tree": lambda: listing.tree(tell, reporting_tree(graph)),
        "roles": lambda: listing.table(tell, list(graph)),
        "gaps": lambda: listing.gaps(tell, gaps(graph)),
        "shared": lambda: listing.shared(tell, shared(graph)),
    }


@pytest.mark.parametrize("width", [60, 100])
def test_no_report_is_wider_than_the_terminal(graph: RoleGraph, handbook: Handbook, width: int):
    for name, lines in everything(at(graph, width), handbook).items():
        assert [line for line in lines() if columns(line) > width] == [], name


def test_colour_changes_nothing_but_colour(graph: RoleGraph, handbook: Handbook):
    plain = everything(at(graph), handbook)
    coloured = everything(at(graph, colour=True), handbook)

    for name, lines in plain.items():
        stripped = [_without_colour(line) for line in coloured[name]()]
        assert stripped == [line.rstrip() for line in lines()], name
        assert not any("\x1b" in line for line in lines()), name


def _without_colour(line: str) -> str:
    for code in ("0", "1", "2", "31", "32", "33"):
        line = line.replace(f"\x1b[{code}m", "")
    return line.rstrip()


def test_show_groups_lines_by_where_they_come_from(graph: RoleGraph):
    lines = list(about.lines(at(graph), everything_about(graph, engineers(graph)[0])))

    start = lines.index("Responsibilities  1 own, 3 inherited or shared")
    assert lines[start + 1 : start + 7] == [
        "  • Design changes that span several services",
        "  from Engineering (all levels), job-families/eng/engineering.md:8",
        "  • Review the changes of colleagues",
        "  from Bridge Engineer, job-families/eng/engineering.md:22",
        "  • Write code that others can read",
        "  • Watch the service after a release",
    ]


def test_a_circle_of_reporting_lines_is_named(graph: RoleGraph):
    lines = about.lines(at(graph), everything_about(graph, role_in(graph, "First Analyst")))

    assert "  reports to  Second Analyst → First Analyst (a circle)" in lines


def test_the_words_that_differ_are_set_off():
    before = graph_of(
        {
            "e/e": F(
                "Clerks",
                (
                    L(
                        "First Clerk",
                        5,
                        does=("Count all the boxes in the harbour twice a day, and tell the guard",),
                    ),
                ),
            )
        }
    )
    after = graph_of(
        {
            "e/e": F(
                "Clerks",
                (
                    L(
                        "First Clerk",
                        5,
                        does=("Count all the crates in the harbour twice a day, and tell the guard",),
                    ),
                ),
            )
        }
    )

    lines = list(
        comparing.of_revisions(
            at(after, colour=True), compare_revisions(before, after), ("old", "new"), everything=False
        )
    )

    assert any("the \x1b[31mboxes\x1b[0m in" in line for line in lines)
    assert any("the \x1b[32mcrates\x1b[0m in" in line for line in lines)


def test_lines_that_two_roles_repeat_are_worth_a_word():
    lines = ("Count the boxes", "Guard the gate", "Feed the dog")
    graph = graph_of(
        {"e/e": F("Clerks", (L("First Clerk", 5, does=lines), L("Second Clerk", 6, does=lines)))}
    )
    first, second = graph.roles

    told = list(comparing.of_roles(at(graph), compare(graph, first, second), everything=False))

    assert "  Three lines stand in both in the same words. “Extends the First Clerk" in told


def test_the_impact_says_what_another_name_would_mean(graph: RoleGraph, handbook: Handbook):
    role = role_in(graph, "Manager, Engineering")

    lines = list(
        consequences.lines(at(graph), impact(graph, handbook, role_place(handbook, role)), everything=False)
    )

    assert "If it only gets another name, these have to follow: three sentences name it." in lines


def test_whatever_does_not_hold_together_is_listed(graph: RoleGraph):
    text = "\n".join(listing.gaps(at(graph), gaps(graph)))

    assert "Named, but defined on no page (1)" in text
    assert "First Analyst reports to Second Analyst reports to First Analyst" in text
    assert "Lone Clerk  job-families/b/lone.md" in text


def test_a_company_that_holds_together_is_praised():
    graph = graph_of({"a/twins": TWINS})

    assert list(listing.gaps(at(graph), gaps(graph))) == [
        "Every title that is named is defined, and every role is tied to another."
    ]
