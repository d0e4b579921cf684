"""What holds for a role: own items, shared ones, inherited ones, each once and with its origin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.names import spelled
from trellis.roles.tests.handbooks import COMPANY, ENGINEERING, F, L, graph_of, role_in, unlinked_graph_of
from trellis.roles.tests.strategies import handbooks

DOES = Part.RESPONSIBILITIES


def held(families: dict[str, F], title: str, part: Part = DOES) -> list[tuple[str, str]]:
    graph = graph_of(families)
    found = effective(graph, role_in(graph, title).id, part)
    return [(entry.item.text, entry.origin.label) for entry in found]


def test_own_items_come_first_then_shared_ones_then_inherited_ones():
    assert held(COMPANY, "Staff Bridge Engineer") == [
        ("Set technical direction for a year", "Staff Bridge Engineer"),
        ("Review the changes of colleagues", "Engineering (all levels)"),
        ("Design changes that span several services", "Senior Bridge Engineer"),
        ("Write code that others can read", "Bridge Engineer"),
        ("Watch the service after a release", "Bridge Engineer"),
    ]


def test_each_inherited_item_knows_the_roles_it_came_through():
    graph = graph_of(COMPANY)

    found = effective(graph, role_in(graph, "Staff Bridge Engineer").id, DOES)

    ways = {entry.item.text: [step.level for step in entry.origin.via] for entry in found}
    assert ways["Write code that others can read"] == ["senior-bridge-engineer"]
    assert ways["Design changes that span several services"] == []


def test_only_own_items_are_own():
    graph = graph_of(COMPANY)

    found = effective(graph, role_in(graph, "Senior Bridge Engineer").id, DOES)

    assert [entry.item.text for entry in found if entry.own] == ["Design changes that span several services"]


def test_inheritance_crosses_pages_and_brings_what_the_other_family_states_for_all():
    level = L("Platform Engineer", 7, extends=("Senior Bridge Engineer",), does=("Keep clusters alive",))
    platform = F("Platform", (level,))

    assert held({**COMPANY, "eng/platform": platform}, "Platform Engineer") == [
        ("Keep clusters alive", "Platform Engineer"),
        ("Design changes that span several services", "Senior Bridge Engineer"),
        ("Review the changes of colleagues", "Engineering (all levels)"),
        ("Write code that others can read", "Bridge Engineer"),
        ("Watch the service after a release", "Bridge Engineer"),
    ]


def test_an_item_that_is_stated_twice_appears_once_with_the_nearest_origin():
    repeated = replace(ENGINEERING.levels[1], does=("write code, that others can read!",))
    families = {"eng/engineering": replace(ENGINEERING, levels=(ENGINEERING.levels[0], repeated))}

    texts = [text for text, _ in held(families, "Senior Bridge Engineer")]

    assert "write code, that others can read!" in texts
    assert "Write code that others can read" not in texts


def test_a_circle_of_inheritance_ends_where_it_began():
    one = L("Junior Analyst", 5, extends=("Senior Analyst",), does=("Count",))
    other = L("Senior Analyst", 7, extends=("Junior Analyst",), does=("Explain",))

    assert held({"a/analysts": F("Analysts", (one, other))}, "Junior Analyst") == [
        ("Count", "Junior Analyst"),
        ("Explain", "Senior Analyst"),
    ]


def test_an_unknown_role_is_refused():
    graph = graph_of(COMPANY)
    role = role_in(graph, "Bridge Engineer").id

    with pytest.raises(KeyError):
        effective(graph, replace(role, level="nobody"), DOES)


@pytest.mark.slow  # many handbooks
@settings(max_examples=30, deadline=None)
@given(handbooks())
def test_no_item_is_ever_repeated_and_every_origin_is_real(families: dict[str, F]):
    graph = unlinked_graph_of(families)
    for role in graph:
        for part in Part:
            found = effective(graph, role.id, part)

            words = [spelled(entry.item.text) for entry in found]
            assert len(words) == len(set(words))
            assert all(entry.origin.role is None or entry.origin.role in graph.roles for entry in found)
            assert [entry.item for entry in found if entry.own] == [
                item for item, first in _with_first(role.level.items(part)) if first
            ]


def _with_first(items):
    seen: set[str] = set()
    for item in items:
        words = spelled(item.text)
        yield item, words not in seen
        seen.add(words)
