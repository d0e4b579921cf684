"""Who links to whom, and what breaks."""

from __future__ import annotations

import pytest

from trellis.handbook.linkgraph import Edge, LinkGraph
from trellis.handbook.tests.linked import Linked

FILES = {
    "a.md": "[b](/b/)\n\n# A\n\n[two](/b/#two) [gone](/b/#gone)\n\n## Below\n\n![[b#two]] [self](#a)\n",
    "b.md": "# B\n\n## Two\n\n[one](#two)\n\n## Two\n\n[second](#two-1)\n",
    "c.md": "# C\n",
}


@pytest.fixture(scope="module")
def linked() -> Linked:
    return Linked(FILES)


@pytest.fixture(scope="module")
def graph(linked: Linked) -> LinkGraph:
    return LinkGraph.of(linked.pages, linked.resolutions())


def words(edges: tuple[Edge, ...]) -> list[tuple[str, int | None, str]]:
    return [(edge.page, edge.heading, edge.link.destination) for edge in edges]


def test_links_from_a_page_or_heading(graph: LinkGraph) -> None:
    assert words(graph.links_from("a.md", 0)) == [("a.md", 0, "/b/#two"), ("a.md", 0, "/b/#gone")]
    assert len(graph.links_from("a.md")) == 5


def test_links_to_a_page_or_heading(graph: LinkGraph) -> None:
    assert words(graph.links_to("b.md", 1)) == [
        ("a.md", 0, "/b/#two"),
        ("a.md", 1, "b#two"),
        ("b.md", 1, "#two"),
    ]
    assert [edge.is_include for edge in graph.links_to("b.md", 1)] == [False, True, False]


def test_what_leads_nowhere(graph: LinkGraph) -> None:
    assert words(graph.dangling) == [("a.md", 0, "/b/#gone")]


def test_pages_that_nobody_links_to(graph: LinkGraph) -> None:
    assert graph.orphans(FILES) == ("a.md", "c.md")


def test_what_breaks_if_a_page_goes(graph: LinkGraph) -> None:
    assert [destination for _, _, destination in words(graph.impact_of_removing("b.md"))] == [
        "/b/", "/b/#two", "/b/#gone", "b#two",
    ]  # fmt: skip


def test_what_breaks_if_a_heading_goes(graph: LinkGraph) -> None:
    assert words(graph.impact_of_removing("b.md", {1})) == [("a.md", 0, "/b/#two"), ("a.md", 1, "b#two")]


def test_what_breaks_if_a_heading_is_renamed(graph: LinkGraph, linked: Linked) -> None:
    exports = linked.environment.pages["b.md"]

    assert words(graph.impact_of_renaming(exports, 2, "Three")) == [("b.md", 2, "#two-1")]
    assert words(graph.impact_of_renaming(exports, 1, "Two!")) == []
    assert words(graph.impact_of_renaming(exports, 1, "One")) == [
        ("a.md", 0, "/b/#two"), ("a.md", 1, "b#two"), ("b.md", 1, "#two"), ("b.md", 2, "#two-1"),
    ]  # fmt: skip
