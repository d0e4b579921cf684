"""Whom a role reports to is read in all wordings, and the title is cut where it ends."""

from __future__ import annotations

import pytest

from trellis.roles.definitions.sentences.reporting import manager_in, reporting_in
from trellis.roles.tests.pages import run_of

LINES = {
    "The Buyer reports to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reports to Manager, Supply": (["Manager, Supply"], "Buyer"),
    "The Buyer reports to a Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reports directly to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer typically reports to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer will report to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer will be reporting to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reports into the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer report to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reports the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reports to to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reprots to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer reports to our Chief Supply Officer (CSO).": (["Chief Supply Officer (CSO)"], "Buyer"),
    "The Buyer is managed by the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The direct manager of the Buyer is the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer is a grade 6 and reports to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "The Buyer, who reports to the Manager, Supply, keeps the contracts.": (["Manager, Supply"], "Buyer"),
    "In this role, the Buyer reports to the Manager, Supply.": (["Manager, Supply"], "Buyer"),
    "Buyers who keep contracts report to the Manager, Supply.": (["Manager, Supply"], "Buyers"),
    "This position reports to the Manager, Supply.": (["Manager, Supply"], None),
    "This role reports to the Manager, Supply.": (["Manager, Supply"], None),
    "This job family reports to the Manager, Supply.": (["Manager, Supply"], None),
    "All roles in this job family report to the Manager, Supply.": (["Manager, Supply"], None),
    "You will report to the Manager, Supply.": (["Manager, Supply"], None),
    "They report to the Manager, Supply.": (["Manager, Supply"], None),
    "As a Buyer, you will report to the Manager, Supply.": (["Manager, Supply"], None),
    "Reporting to the Manager, Supply, the Buyer keeps the contracts.": (["Manager, Supply"], None),
    "Reports to the Manager, Supply.": (["Manager, Supply"], None),
    "Reports to: Manager, Supply": (["Manager, Supply"], None),
    "**Reports to:** [Manager, Supply](/x/)": (["Manager, Supply"], None),
    "Reporting line: Manager, Supply": (["Manager, Supply"], None),
    "Line manager – Manager, Supply": (["Manager, Supply"], None),
}
ENDS = {
    "The Buyer reports to the Sr. Manager, Supply.": ["Sr. Manager, Supply"],
    "The Buyer reports to the Manager, Supply and works with sales.": ["Manager, Supply"],
    "The Buyer reports to the Manager, Supply and is responsible for contracts.": ["Manager, Supply"],
    "The Buyer reports to the Manager, Supply role at the company.": ["Manager, Supply"],
    "The Buyer reports to the Manager, Supply, who reports to the CFO.": ["Manager, Supply"],
    "The Buyer reports to the Manager, Supply - Europe.": ["Manager, Supply"],
    "The Buyer reports to the Manager, Supply at Overspan.": ["Manager, Supply"],
    "The Buyer reports to the [Director, Supply. Europe](/x/) and travels.": ["Director, Supply. Europe"],
    "The Buyer reports to the Manager, Supply or the Director, Supply.": ["Manager, Supply", "Director, Supply"],
    "The Buyer reports to either the Manager or the Director of Supply.": ["Manager", "Director of Supply"],
    "The Buyer reports either to a Manager or to the CFO.": ["Manager", "CFO"],
    "The Buyer reports to the Manager, Supply (or Director of Supply).": ["Manager, Supply", "Director of Supply"],
    "The Buyer reports to the Director of Research and Design.": ["Director of Research and Design"],
    "The Buyer reports to the Manager, Supply and to the Controller.": ["Manager, Supply", "Controller"],
    "The Buyer reports to the Director of Supply. Senior Buyers report to the CFO.": ["Director of Supply"],
}  # fmt: skip
NO_LINE = (
    "Metrics are reported to the board each month.",
    "The Buyer prepares reports to the board.",
    "Regularly reports to the executive team on prices.",
    "Members of the team report to the Buyer.",
    "The team that reports to the Buyer is small.",
    "Manages those who report to the Buyer.",
    "The Buyer has three direct reports.",
    "The programme is managed by three departments.",
    "Reports to: whom it may concern",
    "The Buyer reports to you.",
)
BULLETS = {
    "- This position reports to the Manager, Supply": ["Manager, Supply"],
    "- The Buyer reports to the Manager, Supply": ["Manager, Supply"],
    "- Reporting to the Manager, Supply": ["Manager, Supply"],
    "- Reports to: Manager, Supply": ["Manager, Supply"],
    "- Team members report to the Buyer": [],
    "- Reporting to the board on prices": [],
    "- Coaches Buyers who report to the Manager": [],
}


def read(text: str) -> tuple[list[str], str | None] | None:
    found = reporting_in(run_of(text))
    return ([reference.title for reference in found.titles], found.subject) if found else None


@pytest.mark.parametrize(("text", "expected"), LINES.items())
def test_a_reporting_line_is_read_in_every_wording(text: str, expected: tuple[list[str], str | None]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "titles"), ENDS.items())
def test_a_title_ends_where_a_reader_ends_it(text: str, titles: list[str]) -> None:
    found = read(text)

    assert found is not None
    assert found[0] == titles


@pytest.mark.parametrize("text", NO_LINE)
def test_reports_of_another_kind_are_no_line(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(("text", "titles"), BULLETS.items())
def test_a_bullet_is_a_line_only_if_it_opens_with_one(text: str, titles: list[str]) -> None:
    found = reporting_in(run_of(text), bullet=True)

    assert [reference.title for reference in found.titles] == titles if found else titles == []


def test_a_linked_title_keeps_its_destination_and_place() -> None:
    text = "The Buyer reports to the [Manager, Supply](/job-families/supply/#manager)."

    found = reporting_in(run_of(text))

    assert found is not None
    [reference] = found.titles
    assert (reference.title, reference.destination) == ("Manager, Supply", "/job-families/supply/#manager")
    assert text[slice(*reference.span)] == "Manager, Supply"


def test_under_a_heading_that_says_so_a_title_stands_alone() -> None:
    found = manager_in(run_of("The [Manager, Supply](/x/)"))

    assert found is not None
    assert [reference.title for reference in found.titles] == ["Manager, Supply"]
    assert manager_in(run_of("To be decided")) is None
