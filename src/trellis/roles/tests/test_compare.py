"""Two roles side by side: what only one has, what both have, what is said in other words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.roles.definitions.compare import Comparison, Fact, compare
from trellis.roles.definitions.likeness import likeness, pair_up
from trellis.roles.tests.handbooks import (
    COMPANY,
    ENGINEER,
    ENGINEERING,
    F,
    L,
    graph_of,
    role_in,
    unlinked_graph_of,
)
from trellis.roles.tests.strategies import handbooks, item_lists


def compared(families: dict[str, F], first: str, second: str) -> Comparison:
    graph = graph_of(families)
    return compare(graph, role_in(graph, first).id, role_in(graph, second).id)


def texts(entries) -> list[str]:
    return [entry.text for entry in entries]


def test_facts_that_differ():
    found = compared(COMPANY, "Bridge Engineer", "Staff Bridge Engineer")

    assert [fact for fact in found.facts if fact.differs] == [
        Fact("grade", "6", "8"),
        Fact("reports to", "Manager, Engineering", "Director, Engineering"),
    ]


def test_inherited_lines_count_on_both_sides_and_keep_their_origin():
    found = compared(COMPANY, "Bridge Engineer", "Senior Bridge Engineer").list("responsibilities")

    assert texts(found.only_first) == []
    assert texts(found.only_second) == ["Design changes that span several services"]
    pairs = {before.text: (before.label, after.label) for before, after in found.both}
    assert pairs["Write code that others can read"] == ("Bridge Engineer", "Bridge Engineer")
    assert len(pairs) == 3


def test_nearly_the_same_words_are_a_pair_and_neither_added_nor_removed():
    other = L("Bridge Builder", 6, does=("Write code that others can read well", "Paint"))
    found = compared(
        {**COMPANY, "eng/builders": F("Builders", (other,))}, "Bridge Engineer", "Bridge Builder"
    )

    part = found.list("responsibilities")

    assert [(pair.first.text, pair.second.text) for pair in part.changed] == [
        ("Write code that others can read", "Write code that others can read well")
    ]
    assert texts(part.only_second) == ["Paint"]


def test_an_indicator_with_another_target_is_changed():
    other = F(
        "Tunnels", (L("Tunnel Engineer", 6, does=("Dig",)),), indicators=("Merge rate >= 12 per month",)
    )
    found = compared({**COMPANY, "eng/tunnels": other}, "Bridge Engineer", "Tunnel Engineer").list(
        "indicators"
    )

    (pair,) = found.changed
    assert pair.first.detail != pair.second.detail
    assert texts(found.only_first) == ["Uptime"]


def test_hiring_nice_to_haves_and_specialties_are_compared():
    found = compared(COMPANY, "Senior Bridge Engineer", "Manager, Engineering")

    assert len(found.list("hiring").only_first) == 2
    assert texts(found.list("nice-to-have").only_first) == ["Experience with bridges"]
    assert texts(found.list("specialties").only_first) == ["Storage"]


def test_a_list_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        compared(COMPANY, "Bridge Engineer", "Bridge Engineer").list("wages")


def test_levels_that_state_the_same_differ_in_nothing_but_the_name():
    twin = replace(ENGINEERING.levels[0], title="Tunnel Engineer")
    families = {"eng/engineering": replace(ENGINEERING, levels=(ENGINEERING.levels[0], twin))}

    assert not compared(families, "Bridge Engineer", "Tunnel Engineer").differs


def test_what_both_write_down_themselves_is_repeated_and_what_one_inherits_is_not():
    twin = L("Tunnel Engineer", 6, extends=("Senior Bridge Engineer",), does=ENGINEER.does[:1])
    families = {**COMPANY, "eng/tunnels": F("Tunnels", (twin,))}

    found = compared(families, "Bridge Engineer", "Tunnel Engineer").list("responsibilities")

    assert texts(found.repeated) == ["Write code that others can read"]


def test_likeness_knows_no_order_of_words():
    assert likeness("Plan and lead the work", "lead the work and plan") == 100


@given(item_lists, item_lists)
def test_laying_two_lists_side_by_side_loses_nothing(first: list[str], second: list[str]):
    found = pair_up(first, second, str)

    left = [*found.only_first, *(a for a, _ in found.same), *(pair.first for pair in found.near)]
    right = [*found.only_second, *(b for _, b in found.same), *(pair.second for pair in found.near)]
    assert sorted(left) == sorted(first)
    assert sorted(right) == sorted(second)


@pytest.mark.slow  # many handbooks
@settings(max_examples=30, deadline=None)
@given(handbooks(), st.data())
def test_comparing_is_symmetric_and_nobody_differs_from_themselves(
    families: dict[str, F], data: st.DataObject
):
    graph = unlinked_graph_of(families)
    roles = st.sampled_from(list(graph.roles))
    first, second = data.draw(roles), data.draw(roles)

    there, back = compare(graph, first, second), compare(graph, second, first)

    assert not compare(graph, first, first).differs
    assert [(fact.second, fact.first) for fact in there.facts] == [
        (fact.first, fact.second) for fact in back.facts
    ]
    for one, other in zip(there.lists, back.lists, strict=True):
        assert one.only_first == other.only_second
        assert one.only_second == other.only_first
        assert sorted(texts(a for a, _ in one.both)) == sorted(texts(b for _, b in other.both))
        assert {(p.first, p.second) for p in one.changed} == {(p.second, p.first) for p in other.changed}
