"""Ways from one role to another: shortest first, no role twice, and what each step adds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.roles.definitions.graph import MOVES_TO, NEXT, Edge, RoleGraph, RoleId
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.paths import reachable, steps_from, ways
from trellis.roles.tests.handbooks import COMPANY, F, L, graph_of, role_in, unlinked_graph_of
from trellis.roles.tests.strategies import handbooks


def titles(graph: RoleGraph, start: str, end: str, **bounds: int) -> list[list[str]]:
    found = ways(graph, role_in(graph, start).id, role_in(graph, end).id, **bounds)
    return [[role.full_title for role in way.roles] for way in found.found]


def complete_graph(size: int) -> RoleGraph:
    """A graph in which one can move from every role to every other."""
    graph = unlinked_graph_of(
        {"a/a": F("Everybody", tuple(L(f"Clerk {'ABCDEFGHIJKLMNOP'[n]}") for n in range(size)))}
    )
    keys = list(graph.roles)
    edges = {a: tuple(Edge(MOVES_TO, a, b, "", "", 1) for b in keys if b != a) for a in keys}
    return RoleGraph(
        graph.families, {key: replace(role, edges=edges[key]) for key, role in graph.roles.items()}
    )


def test_the_way_follows_grades_and_then_the_link_of_the_career_ladder():
    assert titles(graph_of(COMPANY), "Bridge Engineer", "Director, Engineering") == [
        [
            "Bridge Engineer",
            "Senior Bridge Engineer",
            "Staff Bridge Engineer",
            "Director, Engineering",
        ]
    ]


def test_each_step_adds_what_no_earlier_role_asked_for():
    graph = graph_of(COMPANY)
    start, end = role_in(graph, "Bridge Engineer").id, role_in(graph, "Director, Engineering").id

    (way,) = ways(graph, start, end).found

    added = [[entry.text for entry in step.new(Part.RESPONSIBILITIES)] for step in way.steps]
    assert added == [
        ["Design changes that span several services"],
        ["Set technical direction for a year"],
        ["Care for several teams", "Care for one team"],
    ]
    # "Ability to use Trellis" was asked for before.
    assert [entry.text for entry in way.steps[-1].new(Part.REQUIREMENTS)] == [
        "Experience with budgets",
        "Experience guiding engineers",
    ]
    assert [step.sideways for step in way.steps] == [False, False, True]


def test_there_is_no_way_down():
    assert titles(graph_of(COMPANY), "Director, Engineering", "Bridge Engineer") == []


def test_from_a_role_to_itself_there_is_a_way_without_steps():
    assert titles(graph_of(COMPANY), "Bridge Engineer", "Bridge Engineer") == [["Bridge Engineer"]]


def test_where_one_can_go_with_the_first_step():
    graph = graph_of(COMPANY)

    found = reachable(graph, role_in(graph, "Senior Bridge Engineer").id)

    assert [(one.role.full_title, len(one.way)) for one in found] == [
        ("Staff Bridge Engineer", 1),
        ("Director, Engineering", 2),
    ]
    assert found[1].first.target == found[0].role.id


def test_ways_are_bounded_in_number_and_say_that_there_are_more():
    graph = complete_graph(12)
    start, *_, end = graph.roles

    found = ways(graph, start, end, most=5)

    assert [len(way.steps) for way in found.found] == [1, 2, 2, 2, 2]
    assert not found.complete


def test_a_bound_on_steps_leaves_longer_ways_out():
    graph = complete_graph(5)
    start, *_, end = graph.roles

    found = ways(graph, start, end, most=100, longest=2)

    assert sorted(len(way.steps) for way in found.found) == [1, 2, 2, 2]
    assert found.complete


def test_all_ways_are_found_where_there_are_few():
    graph = complete_graph(5)
    start, *_, end = graph.roles

    # 1 + 3 + 3·2 + 3·2·1 simple ways between two of five.
    assert len(ways(graph, start, end, most=100).found) == 16


def test_an_unknown_role_is_refused():
    graph = graph_of(COMPANY)

    with pytest.raises(KeyError):
        ways(graph, role_in(graph, "Bridge Engineer").id, RoleId("no", "body"))


@pytest.mark.slow  # many handbooks
@settings(max_examples=30, deadline=None)
@given(handbooks(), st.data())
def test_ways_are_simple_and_in_order_and_agree_with_what_can_be_reached(
    families: dict[str, F], data: st.DataObject
):
    graph = graph_of(families)
    roles = st.sampled_from(list(graph.roles))
    start, end = data.draw(roles), data.draw(roles)

    found = ways(graph, start, end)

    for way in found.found:
        keys = [role.id for role in way.roles]
        assert (keys[0], keys[-1]) == (start, end)
        assert len(keys) == len(set(keys))
        assert all(
            step.edge.target in {e.target for e in steps_from(graph, step.before.id)} for step in way.steps
        )
        assert all(step.edge.kind in (NEXT, MOVES_TO) for step in way.steps)
    lengths = [len(way.steps) for way in found.found]
    assert lengths == sorted(lengths)
    shortest = {one.role.id: len(one.way) for one in reachable(graph, start)}
    assert shortest.get(end, 0 if start == end else None) == (lengths[0] if lengths else None)
