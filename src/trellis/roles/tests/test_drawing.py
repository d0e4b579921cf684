"""Pictures of the role graph: what they show, and that no title breaks out of any language they are written
in.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.roles.definitions.drawing import OUTSIDE, UNDEFINED, as_data, dot, mermaid, picture
from trellis.roles.definitions.graph import EXTENDS, KINDS, MOVES_TO, NEXT, REPORTS_TO
from trellis.roles.definitions.layering import Size, lay_out
from trellis.roles.definitions.svg import svg
from trellis.roles.tests.handbooks import COMPANY, F, L, graph_of, unlinked_graph_of
from trellis.roles.tests.strategies import handbooks

NAMES = "ABCDEFGHIJKLMNOP"
arrows = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=40)


def test_a_picture_holds_who_is_tied_and_titles_that_no_page_defines():
    found = picture(graph_of(COMPANY), [REPORTS_TO])

    assert [(node.title, node.grade) for node in found.nodes] == [
        ("Bridge Engineer", "6"),
        ("Senior Bridge Engineer", "7"),
        ("Staff Bridge Engineer", "8"),
        ("Manager, Engineering", "8"),
        ("Director, Engineering", "10"),
        ("Chief Technology Officer", ""),
    ]
    assert [node.title for node in found.nodes if node.state == UNDEFINED] == ["Chief Technology Officer"]
    assert len(found.ties) == 5


def test_a_picture_of_a_family_shows_where_its_ties_lead():
    graph = graph_of(COMPANY)
    family = next(iter(graph.families))

    found = picture(graph, [REPORTS_TO], [family])

    assert [node.title for node in found.nodes if node.state == OUTSIDE] == [
        "Manager, Engineering",
        "Director, Engineering",
    ]


def test_a_picture_of_a_family_shows_roles_without_ties_too():
    graph = graph_of({"a/a": F("Alone", (L("Lone Clerk"),))})

    assert picture(graph, KINDS).nodes == ()
    assert [node.title for node in picture(graph, KINDS, list(graph.families)).nodes] == ["Lone Clerk"]


def test_data_names_nodes_and_edges():
    found = as_data(picture(graph_of(COMPANY), [NEXT]))

    assert found["edges"][0] == {
        "source": "job-families/eng/engineering#bridge-engineer",
        "target": "job-families/eng/engineering#senior-bridge-engineer",
        "kind": "next",
        "implied": True,
        "exact": True,
        "path": "job-families/eng/engineering.md",
        "line": found["edges"][0]["line"],
    }
    assert {node["id"] for node in found["nodes"]} >= {edge["target"] for edge in found["edges"]}


def test_dot_writes_clusters_and_ties():
    text = dot(picture(graph_of(COMPANY), [NEXT, MOVES_TO]))

    assert text.startswith("digraph roles {")
    assert text.count("subgraph") == 2
    assert (
        '"job-families/eng/engineering#staff-bridge-engineer" -> "job-families/eng/management#director'
        in text
    )


def test_mermaid_writes_a_flow_chart():
    text = mermaid(picture(graph_of(COMPANY), [EXTENDS]))

    assert text.splitlines()[0] == "flowchart LR"
    assert 'r1["Senior Bridge Engineer · 7"]' in text
    assert "r1 -.-> r0" in text


def test_svg_is_well_formed_and_says_everything():
    root = ElementTree.fromstring(svg(picture(graph_of(COMPANY), [REPORTS_TO]), "Who reports to whom"))

    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Bridge Engineer", "Manager, Engineering", "grade 8 · Engineering", "reports to"} <= texts
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Who reports to whom"


def test_a_career_map_has_a_column_for_each_grade():
    text = svg(picture(graph_of(COMPANY), [NEXT, MOVES_TO]), "Careers")

    assert re.findall(r'class="legend"[^>]*>(grade \d+)<', text) == [
        "grade 6",
        "grade 7",
        "grade 8",
        "grade 10",
    ]


@pytest.mark.parametrize(
    "title", ['Clerk "quoted" \\', "Clerk ]; end", "Clerk <b>&amp;</b>", "Clerk | pipe #quot;"]
)
def test_no_title_breaks_out_of_its_picture(title: str):
    families = {"a/a": F("Clerks", (L(title, 5, does=("Count",)), L("Chief Clerk", 7, does=("Count",))))}
    found = picture(graph_of(families), KINDS, ["job-families/a/a"])
    shown = found.nodes[0].title

    labels = re.findall(r'label="((?:[^"\\]|\\.)*)\\ngrade 5"', dot(found))
    assert [label.replace('\\"', '"').replace("\\\\", "\\") for label in labels] == [shown]
    (text,) = re.findall(r'r0\["([^"]*)"\]', mermaid(found))
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text) == f"{shown} · 5"
    root = ElementTree.fromstring(svg(found, "x"))
    assert any(shown in "".join(element.itertext()) for element in root.iter())


def overlapping(places: dict[str, tuple[float, float]], size: Size) -> list[tuple[str, str]]:
    return [
        (a, b)
        for a, (x1, y1) in places.items()
        for b, (x2, y2) in places.items()
        if a < b and abs(x1 - x2) < size.width and abs(y1 - y2) < size.height
    ]


@settings(deadline=None)
@given(arrows)
def test_no_two_boxes_overlap_and_all_are_within_the_picture(ties: list[tuple[str, str]]):
    size = Size()

    found = lay_out(NAMES, ties, size)

    assert set(found.places) == set(NAMES)
    assert not overlapping(found.places, size)
    assert all(x >= 0 and y >= -1e-6 for x, y in found.places.values())
    assert all(x + size.width <= found.width + 1e-6 for x, _ in found.places.values())
    assert all(y + size.height <= found.height + 1e-6 for _, y in found.places.values())


@settings(deadline=None)
@given(arrows, st.lists(st.integers(0, 5), min_size=len(NAMES), max_size=len(NAMES)))
def test_ranks_are_columns(ties: list[tuple[str, str]], ranks: list[int]):
    size = Size()

    found = lay_out(NAMES, ties, size, dict(zip(NAMES, ranks, strict=True)))

    assert not overlapping(found.places, size)
    columns = {name: x / (size.width + size.along) for name, (x, _) in found.places.items()}
    assert columns == dict(zip(NAMES, ranks, strict=True))


def test_a_tree_is_drawn_without_crossings():
    ties = [("A", "B"), ("A", "C"), ("B", "D"), ("B", "E"), ("C", "F"), ("C", "G")]

    places = lay_out("ADFBGEC", ties).places

    order = sorted("DEFG", key=lambda name: places[name][1])
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset("DE"), frozenset("FG")}
    assert places["A"][0] < places["B"][0] == places["C"][0] < places["D"][0]


def test_an_empty_graph_is_an_empty_picture():
    assert ElementTree.fromstring(svg(picture(graph_of({}), KINDS), "Nobody")) is not None


@pytest.mark.slow  # many handbooks
@settings(max_examples=25, deadline=None)
@given(handbooks(), st.sets(st.sampled_from(KINDS), min_size=1))
def test_every_picture_can_be_drawn(families: dict[str, F], kinds: set[str]):
    graph = unlinked_graph_of(families)
    found = picture(graph, kinds)

    ElementTree.fromstring(svg(found, "Roles"))
    assert dot(found).count(" -> ") == len(found.ties)
    keys = {node.key for node in found.nodes}
    assert all({tie.source, tie.target} <= keys for tie in found.ties)
