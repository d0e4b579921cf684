"""Indicators: names without targets, targets with operator, number and unit."""

from __future__ import annotations

import pytest

from trellis.roles.definitions.model import Indicator
from trellis.roles.tests.pages import family


def indicators(lists: str) -> tuple[Indicator, ...]:
    return tuple(
        family(f"## Responsibilities\n\n- Buys\n\n## Performance Indicators\n\n{lists}").all_indicators
    )


@pytest.mark.parametrize(
    ("text", "name", "target"),
    [
        ("Invoices paid on time", "Invoices paid on time", None),
        ("Invoices paid on time >= 98%", "Invoices paid on time", ">= 98%"),
        ("Invoices paid on time: at least 98 percent", "Invoices paid on time", ">= 98%"),
        ("Days to close &lt; 5 days", "Days to close", "< 5 days"),
        ("Days to close (target: under 5 days)", "Days to close", "< 5 days"),
        ("Location factor < 0.7", "Location factor", "< 0.7"),
        ("Location factor (< 0.7)", "Location factor", "< 0.7"),
        ("Location factor<0.7", "Location factor", "< 0.7"),
        ("[Location factor < 0.7](/pi/#factor)", "Location factor", "< 0.7"),
        ("[Location factor](/pi/#factor) <span>target</span> ≤ 0.7", "Location factor", "<= 0.7"),
        ("Savings > $1,250,000", "Savings", "> 1.25e+06 $"),
        ("Gives at least 25% of the week to others", "Gives at least 25% of the week to others", ">= 25%"),
        ("Answers within 24 hours", "Answers within 24 hours", None),
        ("https://figures.example/?widget=77&x=1", "https://figures.example/?widget=77&x=1", None),
    ],
)
def test_a_target_is_read_out_of_the_words(text: str, name: str, target: str | None) -> None:
    [found] = indicators(f"- {text}\n")

    assert (found.name, found.target) == (name, target)


def test_an_indicator_links_its_definition() -> None:
    [found] = indicators("- [Days to close](/indicators/#days-to-close) < 5 days\n")

    assert (found.destination, found.operator, found.value, found.unit) == (
        "/indicators/#days-to-close",
        "<",
        5.0,
        "days",
    )


def test_explanations_below_an_indicator_are_none_themselves() -> None:
    assert [found.name for found in indicators("- Days to close\n  - counted from the first\n- Savings\n")] == [
        "Days to close", "Savings",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["TBD", "To be determined", "n/a", "Coming soon", "Extends the Buyer indicators"]
)
def test_placeholders_and_pointers_are_no_indicators(text: str) -> None:
    assert indicators(f"- {text}\n") == ()


def test_a_table_with_targets_holds_one_in_each_row() -> None:
    table = "| Indicator | Target |\n| --- | --- |\n| [Days to close](/x/) | < 5 days |\n| Savings | TBD |\n"

    found = indicators(table)

    assert [(one.name, one.target, one.destination) for one in found] == [
        ("Days to close", "< 5 days", "/x/"), ("Savings", None, None),
    ]  # fmt: skip


def test_indicators_of_levels_and_page_are_gathered_each_name_once() -> None:
    made = family(
        "## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n"
        "#### Buyer Performance Indicators\n\n- Savings\n- Days to pay\n\n"
        "### Senior Buyer\n\nThe Senior Buyer is a grade 7.\n\n#### Performance Indicators\n\n- Savings\n\n"
        "## Performance Indicators\n\n- Stock counted\n"
    )

    assert [found.name for found in made.all_indicators] == ["Stock counted", "Savings", "Days to pay"]
    assert [[found.name for found in level.indicators] for level in made.levels] == [
        ["Savings", "Days to pay"],
        ["Savings"],
    ]
