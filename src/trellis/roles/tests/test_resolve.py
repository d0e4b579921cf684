"""Names lead to the role that a reader takes them for: by link, on the page, in the handbook; never silently."""

from __future__ import annotations

import pytest

from trellis.roles.definitions.graph import EXTENDS, MOVES_TO, NEXT, REPORTS_TO, RoleGraph, RoleId
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.resolve import manages
from trellis.roles.tests.handbooks import F, L, graph_of, handbook_of, role_in

BUYING = F(
    "Buying",
    (
        L("Buyer", 6, "Manager, Supply", does=("Buys",), needs=("Reads",)),
        L("Senior Buyer", 7, "Manager, Supply", extends=("Buyer",)),
        L("Manager, Supply", 8, "VP of Finance"),
    ),
)
FINANCE = F("Finance Leadership", (L("Vice President, Finance", 12, "CEO"),))


def targets(graph: RoleGraph, title: str, kind: str) -> list[tuple[str, str | None, bool]]:
    """Where the edges of a role lead: the label, the role's title, whether the wording was its own."""
    return [
        (edge.label, graph.roles[edge.target].full_title if edge.target else None, edge.exact)
        for edge in role_in(graph, title).edges_of(kind)
    ]


def page_graph(body: str, title: str = "Buying") -> RoleGraph:
    """The graph of one page."""
    files = {
        "job-families/supply/buying.md": f'---\nlayout: job_family_page\ntitle: "{title}"\n---\n\n{body}'
    }
    graph = handbook_of(files).assembled[NAME]
    assert isinstance(graph, RoleGraph)
    return graph


def test_a_title_of_the_same_page_comes_first() -> None:
    other = F("Supply Leadership", (L("Manager, Supply", 9),))

    graph = graph_of({"supply/buying": BUYING, "supply/leadership": other})

    [edge] = next(role for role in graph if role.title == "Buyer").edges_of(REPORTS_TO)
    assert edge.target == RoleId("job-families/supply/buying", "manager-supply")
    assert edge.exact


def test_a_title_of_another_page_is_found_in_the_whole_handbook() -> None:
    graph = graph_of({"supply/buying": BUYING, "finance/leadership": FINANCE})

    assert targets(graph, "Manager, Supply", REPORTS_TO) == [
        ("VP of Finance", "Vice President, Finance", False)
    ]


def test_a_title_that_is_defined_nowhere_stays_as_a_dangling_edge() -> None:
    graph = graph_of({"finance/leadership": FINANCE})

    assert targets(graph, "Vice President, Finance", REPORTS_TO) == [("CEO", None, True)]
    assert [edge.label for edge in graph.dangling(REPORTS_TO)] == ["CEO"]


def test_a_link_decides_where_the_words_alone_would_not() -> None:
    here = F("Buying", (L("Buyer", 6), L("Manager, Supply", 8)))
    there = F("Leadership", (L("Manager, Supply", 9),))
    line = "The Buyer reports to the [Manager, Supply](/job-families/supply/leadership/#manager-supply)."

    files = {"supply/buying": F("Buying", here.levels, intro=""), "supply/leadership": there}
    made = graph_of(files)
    linked = handbook_of(
        {
            "job-families/supply/buying.md": "---\ntitle: Buying\n---\n\n## Levels\n\n### Buyer\n\n"
            + line
            + "\n\n"
            "The Buyer is a grade 6.\n\n### Manager, Supply\n\nThe Manager, Supply is a grade 8.\n",
            "job-families/supply/leadership.md": "---\ntitle: Leadership\n---\n\n## Levels\n\n### Manager, Supply\n\n"
            "The Manager, Supply is a grade 9.\n",
        }
    ).assembled[NAME]

    assert targets(made, "Buyer", REPORTS_TO) == []
    [edge] = role_in(linked, "Buyer").edges_of(REPORTS_TO)
    assert edge.target == RoleId("job-families/supply/leadership", "manager-supply")


@pytest.mark.parametrize(
    ("wording", "exact"),
    [
        ("Contract Buyer", True),
        ("contract buyer", True),
        ("Contract Buyer role", True),
        ("Buyer, Contract", True),
        ("Contract Buyers", False),
        ("Contract Buyer (Intermediate)", False),
        ("Contratc Buyer", False),
    ],
)
def test_an_inexact_name_is_taken_and_marked(wording: str, exact: bool) -> None:
    levels = (L("Contract Buyer", 6, does=("Buys",)), L("Senior Contract Buyer", 7, extends=(wording,)))

    found = targets(graph_of({"supply/buying": F("Buying", levels)}), "Senior Contract Buyer", EXTENDS)

    assert [(target, how) for _, target, how in found] == [("Contract Buyer", exact)]


def test_a_name_that_fits_two_roles_equally_is_left_open() -> None:
    levels = (L("Ledger Buyer", 6), L("Stock Buyer", 6), L("Senior Ledger Buyer", 7, extends=("Buyer",)))

    assert targets(graph_of({"supply/buying": F("Buying", levels)}), "Senior Ledger Buyer", EXTENDS) == [
        ("Buyer", None, True)
    ]


def test_initials_are_read_with_the_words_of_the_page() -> None:
    levels = (L("Learning & Development Manager", 8), L("Coach", 6, reports_to="L&D Manager"))

    graph = graph_of({"people/learning": F("Learning & Development", levels)})

    assert [target for _, target, _ in targets(graph, "Coach", REPORTS_TO)] == [
        "Learning & Development Manager"
    ]


def test_a_bare_word_of_rank_is_completed_by_the_familys_name() -> None:
    graph = graph_of({"supply/buying": F("Buyer", (L("Intermediate", 6), L("Senior", 7)))})

    assert [role.full_title for role in graph] == ["Intermediate, Buyer", "Senior, Buyer"]


def test_both_lists_that_are_taken_over_make_one_edge() -> None:
    graph = graph_of(
        {
            "supply/buying": F(
                "Buying", (L("Buyer", 6), L("Senior Buyer", 7, extends=("Buyer",), does=("Leads",)))
            )
        }
    )

    [edge] = role_in(graph, "Senior Buyer").edges_of(EXTENDS)
    assert edge.parts == (Part.RESPONSIBILITIES, Part.REQUIREMENTS)


LADDER = "## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n#### Responsibilities\n\n- Buys\n\n### Senior Buyer\n\n"


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("All of the responsibilities of the previous level, plus:", (Part.RESPONSIBILITIES,)),
        ("Shares the same responsibilities outlined above, plus:", (Part.RESPONSIBILITIES,)),
    ],
)
def test_above_and_the_previous_level_mean_the_level_before(words: str, parts: tuple[Part, ...]) -> None:
    graph = page_graph(
        f"{LADDER}The Senior Buyer is a grade 7.\n\n#### Responsibilities\n\n- {words}\n- Leads\n"
    )

    [edge] = role_in(graph, "Senior Buyer").edges_of(EXTENDS)
    assert (edge.label, edge.parts) == ("Buyer", parts)


def test_above_means_the_family_where_the_level_before_says_nothing() -> None:
    graph = page_graph(
        "## Responsibilities\n\n- Helps\n\n## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n"
        "### Senior Buyer\n\nThe Senior Buyer is a grade 7.\n\n"
        "The Senior Buyer shares the same responsibilities outlined above.\n"
    )

    assert role_in(graph, "Senior Buyer").edges_of(EXTENDS) == ()


def test_the_intermediate_position_is_the_plain_one_before() -> None:
    graph = page_graph(
        f"{LADDER}The Senior Buyer is a grade 7.\n\n"
        "The Senior Buyer has all the same responsibilities as the intermediate position plus the following:\n"
    )

    assert [target for _, target, _ in targets(graph, "Senior Buyer", EXTENDS)] == ["Buyer"]


# -- steps


def test_the_next_step_on_a_page_is_the_least_higher_grade_of_the_same_kind_of_work() -> None:
    graph = graph_of({"supply/buying": BUYING})

    steps = {role.title: targets(graph, role.full_title, NEXT) for role in graph}

    assert steps == {
        "Buyer": [("Senior Buyer", "Senior Buyer", True)],
        "Senior Buyer": [],
        "Manager, Supply": [],
    }
    assert all(edge.implied for edge in graph.edges(NEXT))


def test_a_ladder_leads_from_the_top_into_the_entry_of_the_next_family() -> None:
    buying = F("Buying", BUYING.levels, moves_to={"/job-families/supply/contracts/": "Contracts"})
    contracts = F("Contracts", (L("Contract Clerk", 6), L("Contract Partner", 9), L("Contract Chief", 11)))

    graph = graph_of({"supply/buying": buying, "supply/contracts": contracts})

    assert targets(graph, "Manager, Supply", MOVES_TO) == [("Contracts", "Contract Partner", True)]
    assert targets(graph, "Senior Buyer", MOVES_TO) == [("Contracts", "Contract Partner", True)]
    assert targets(graph, "Buyer", MOVES_TO) == []


@pytest.mark.parametrize(
    ("title", "is_manager"),
    [
        ("Manager, Supply", True), ("Senior Manager, Supply", True), ("Director of Supply", True), ("VP, Supply", True),
        ("Head of Supply", True), ("Supply Manager", False), ("Buyer", False), ("Program Manager", False),
    ],
)  # fmt: skip
def test_people_management_is_told_from_the_title(title: str, is_manager: bool) -> None:
    assert manages(title) is is_manager


def test_every_edge_knows_the_page_and_line_that_state_it() -> None:
    graph = graph_of({"supply/buying": BUYING})

    [edge] = role_in(graph, "Senior Buyer").edges_of(REPORTS_TO)
    assert (edge.path, edge.line) == ("job-families/supply/buying.md", 26)
