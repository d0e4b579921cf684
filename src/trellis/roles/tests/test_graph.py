"""The role graph's own questions: edges in both directions, dangling ones, circles, reporting trees, gaps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from trellis.roles.definitions.gaps import Duplicate, circles, duplicates, gaps, orphans, undefined
from trellis.roles.definitions.graph import EXTENDS, KINDS, REPORTS_TO, RoleGraph
from trellis.roles.definitions.reporting import chain_above, reporting_tree
from trellis.roles.tests.handbooks import COMPANY, MANAGEMENT, F, L, graph_of, role_in, unlinked_graph_of
from trellis.roles.tests.strategies import handbooks

LOOP = F("Loop", (L("First Analyst", 5, "Second Analyst"), L("Second Analyst", 6, "First Analyst")))


def tree_of(graph: RoleGraph, top: str | None = None) -> list[tuple[int, str]]:
    root = role_in(graph, top).id if top else None
    return [(depth, branch.title) for tree in reporting_tree(graph, root) for branch, depth in tree.walk()]


def test_incoming_edges_are_those_that_lead_to_a_role():
    graph = graph_of(COMPANY)

    found = graph.incoming(role_in(graph, "Manager, Engineering").id, REPORTS_TO)

    assert [edge.source.level for edge in found] == ["bridge-engineer", "senior-bridge-engineer"]


def test_the_reporting_line_ends_at_a_title_that_no_page_defines():
    graph = graph_of(COMPANY)

    line = chain_above(graph, role_in(graph, "Bridge Engineer"))

    assert [(rung.title, rung.role is not None) for rung in line] == [
        ("Manager, Engineering", True),
        ("Director, Engineering", True),
        ("Chief Technology Officer", False),
    ]


def test_a_reporting_line_in_a_circle_says_so_and_ends():
    graph = graph_of({"a/loop": LOOP})

    line = chain_above(graph, role_in(graph, "First Analyst"))

    assert [(rung.title, rung.circular) for rung in line] == [
        ("Second Analyst", False),
        ("First Analyst", True),
    ]


def test_the_tree_hangs_everybody_below_the_title_at_the_top():
    assert tree_of(graph_of(COMPANY)) == [
        (0, "Chief Technology Officer"),
        (1, "Director, Engineering"),
        (2, "Staff Bridge Engineer"),
        (2, "Manager, Engineering"),
        (3, "Bridge Engineer"),
        (3, "Senior Bridge Engineer"),
    ]


def test_the_tree_below_one_role():
    graph = graph_of(COMPANY)

    (top,) = reporting_tree(graph, role_in(graph, "Director, Engineering").id)

    assert (top.title, top.span, top.total) == ("Director, Engineering", 2, 4)


def test_a_circle_of_reporting_lines_has_a_top_all_the_same():
    (top,) = reporting_tree(graph_of({"a/loop": LOOP}))

    assert top.circular
    assert [branch.title for branch, _ in top.walk()] == ["First Analyst", "Second Analyst"]


def test_a_title_that_several_name_and_nobody_defines_is_told_once():
    families = {**COMPANY, "a/b": F("Platform", (L("Platform Lead", 8, "chief technology officer"),))}

    (found,) = undefined(graph_of(families))

    assert found.title == "Chief Technology Officer"
    assert [edge.source.level for edge in found.edges] == ["platform-lead", "director-engineering"]


def test_circles_are_found_by_kind():
    assert [(circle.kind, len(circle.roles)) for circle in circles(graph_of({"a/loop": LOOP}))] == [
        (REPORTS_TO, 2)
    ]


def test_an_orphan_has_nobody_above_or_below_and_no_step():
    alone = F("Chaplaincy", (L("Company Chaplain", 7, does=("Listen",)),))
    graph = graph_of({**COMPANY, "a/alone": alone})

    assert [role.full_title for role in orphans(graph)] == ["Company Chaplain"]


def test_a_title_on_two_pages_is_a_duplicate_and_one_on_two_levels_of_a_page_is_not():
    copy = replace(MANAGEMENT, title="Leadership", levels=MANAGEMENT.levels[:1])
    graph = graph_of({**COMPANY, "eng/copy": copy})

    assert duplicates(graph) == (
        Duplicate("Manager, Engineering", tuple(r for r in graph if r.full_title == "Manager, Engineering")),
    )


def test_a_whole_company_has_no_gaps():
    chief = F("Executives", (L("Chief Technology Officer", 12),))

    found = gaps(graph_of({**COMPANY, "x/chief": chief}))

    assert (found.undefined, found.circles, found.orphans, found.duplicates) == ((), (), (), ())


@pytest.mark.slow  # many handbooks
@settings(max_examples=30, deadline=None)
@given(handbooks())
def test_every_role_stands_in_the_tree_once(families: dict[str, F]):
    graph = unlinked_graph_of(families)

    placed = [branch.role.id for top in reporting_tree(graph) for branch, _ in top.walk() if branch.role]

    assert sorted(placed) == sorted(graph.roles)
    assert all(len(chain_above(graph, role)) <= len(graph) for role in graph)


@pytest.mark.slow  # many handbooks
@settings(max_examples=30, deadline=None)
@given(handbooks())
def test_edges_start_at_roles_and_end_at_roles_or_nowhere(families: dict[str, F]):
    graph = unlinked_graph_of(families)

    assert all(edge.kind in KINDS and edge.source in graph.roles for edge in graph.edges())
    assert all(edge.target is None or edge.target in graph.roles for edge in graph.edges())
    for circle in graph.cycles(EXTENDS):
        for one, other in pairwise([*circle, circle[0]]):
            assert other in {edge.target for edge in graph.roles[one].edges_of(EXTENDS)}
