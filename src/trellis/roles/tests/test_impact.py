"""What breaks if a role, a page or a heading goes or gets another name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from trellis.handbook.handbook import Handbook
from trellis.roles.definitions.graph import MOVES_TO, NEXT, RoleGraph
from trellis.roles.definitions.impact import Impact, heading_place, impact, page_place, role_place, without
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.model import Part
from trellis.roles.tests.handbooks import COMPANY, F, files_of, handbook_of, role_in
from trellis.roles.tests.strategies import handbooks

PAGE = "job-families/eng/engineering.md"
READERS = {
    "hiring.md": "# Hiring\n\nWe look for a [Senior](/job-families/eng/engineering/#senior-bridge-engineer).\n",
    "index.md": "# Welcome\n\nSee [Engineering](/job-families/eng/engineering/).\n",
    "lesson.md": "# Lesson\n\n![[job-families/eng/engineering#Senior Bridge Engineer]]\n",
}


def company() -> tuple[Handbook, RoleGraph]:
    handbook = handbook_of({**files_of(COMPANY), **READERS})
    return handbook, handbook.assembled[NAME]


def of_role(title: str) -> Impact:
    handbook, graph = company()
    return impact(graph, handbook, role_place(handbook, role_in(graph, title)))


def losses(found: Impact) -> dict[str, list[str]]:
    return {
        loss.role.full_title: [entry.text for _, lost in loss.lost for entry in lost] for loss in found.losses
    }


def test_roles_that_extend_it_lose_what_they_inherit_through_it():
    found = of_role("Senior Bridge Engineer")

    assert losses(found) == {
        "Staff Bridge Engineer": [
            "Design changes that span several services",
            "Write code that others can read",
            "Watch the service after a release",
            "Experience with on-call work",
            "Ability to use Trellis",
            "Knowledge of one language",
        ]
    }


def test_a_loss_tells_the_line_that_states_the_inheritance():
    handbook, _ = company()
    (loss,) = of_role("Senior Bridge Engineer").losses

    assert loss.edge is not None
    assert "Extends the Senior Bridge Engineer" in handbook.pages[PAGE].source.line_text(loss.edge.line)


def test_an_heir_at_second_hand_has_no_line_of_its_own():
    edges = {loss.role.full_title: loss.edge is not None for loss in of_role("Bridge Engineer").losses}

    assert edges == {"Senior Bridge Engineer": True, "Staff Bridge Engineer": False}


def test_who_reports_to_it_and_what_leads_to_it():
    found = of_role("Director, Engineering")

    assert [edge.source.level for edge in found.reports] == ["staff-bridge-engineer", "manager-engineering"]
    assert [(edge.kind, edge.source.level) for edge in found.ladders] == [
        (NEXT, "manager-engineering"),
        (MOVES_TO, "staff-bridge-engineer"),
    ]


def test_links_and_transclusions_of_a_role_and_not_of_its_page():
    mentions = of_role("Senior Bridge Engineer").mentions

    assert [(m.path, m.line, m.includes, m.exact) for m in mentions] == [
        ("hiring.md", 3, False, True),
        ("lesson.md", 3, True, True),
    ]


def test_a_page_takes_its_roles_along_and_everything_that_links_to_it():
    handbook, graph = company()

    found = impact(graph, handbook, page_place(handbook.pages[PAGE]))

    assert [role.full_title for role in found.roles] == [
        "Bridge Engineer",
        "Senior Bridge Engineer",
        "Staff Bridge Engineer",
    ]
    assert [mention.path for mention in found.mentions] == ["hiring.md", "index.md", "lesson.md"]
    assert not found.losses


def test_a_heading_takes_its_lines_from_every_level():
    handbook, graph = company()
    page = handbook.pages[PAGE]
    (at,) = [at for at, heading in enumerate(page.headings) if heading.text == "Responsibilities"]

    found = impact(graph, handbook, heading_place(page, at))

    assert losses(found) == {
        "Bridge Engineer": ["Review the changes of colleagues"],
        "Senior Bridge Engineer": ["Review the changes of colleagues"],
        "Staff Bridge Engineer": ["Review the changes of colleagues"],
    }
    assert not found.roles


def test_an_ordinary_page_has_links_and_nothing_else():
    handbook, graph = company()

    found = impact(graph, handbook, page_place(handbook.pages["index.md"]))

    assert found.is_empty


def test_the_graph_without_a_role_has_edges_that_lead_nowhere():
    handbook, graph = company()
    role = role_in(graph, "Senior Bridge Engineer")

    left = without(graph, role_place(handbook, role))

    assert role.id not in left.roles
    assert [edge.label for edge in left.dangling()] == ["Senior Bridge Engineer", "Chief Technology Officer"]


@pytest.mark.slow  # many handbooks
@settings(max_examples=30, deadline=None)
@given(handbooks())
def test_what_is_lost_was_held_before_and_only_others_lose(families: dict[str, F]):
    handbook = handbook_of(files_of(families))
    graph = handbook.assembled[NAME]
    for role in graph:
        found = impact(graph, handbook, role_place(handbook, role))

        assert role in found.roles
        gone = {one.id for one in found.roles}
        assert all(loss.role.id not in gone for loss in found.losses)
        assert all(
            edge.target in gone and edge.source not in gone for edge in (*found.reports, *found.ladders)
        )
        assert all(part in Part and lost for loss in found.losses for part, lost in loss.lost)
