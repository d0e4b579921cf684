"""Hiring processes: ordered steps with duration and interviewers, and nothing that is no step."""

from __future__ import annotations

import pytest

from trellis.roles.definitions.hiring import minutes_in
from trellis.roles.definitions.model import HiringStep
from trellis.roles.tests.pages import family


def steps(body: str, heading: str = "Hiring Process") -> tuple[HiringStep, ...]:
    [process] = family(f"## Responsibilities\n\n- Buys\n\n## {heading}\n\n{body}").hiring
    return process.steps


def test_steps_are_the_items_of_the_list_in_order() -> None:
    found = steps(
        "Candidates can expect this order.\n\n1. Screening call\n2. Interview\n3. Offer\n\nRead on [here](/hiring/).\n"
    )

    assert [step.text for step in found] == ["Screening call", "Interview", "Offer"]


def test_a_step_says_how_long_with_whom_and_whether_it_may_be_left_out() -> None:
    [step] = steps("- Candidates may have a 45-minute interview with the Manager, Supply\n")

    assert (step.minutes, step.interviewers, step.optional) == (45, ("Manager, Supply",), True)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("a 30 minute call", 30), ("one hour with the team", 60), ("half an hour", 30), ("a 45-60 min interview", 45),
        ("two hours of work", 120), ("within 2 days", None), ("no call", None),
    ],
)  # fmt: skip
def test_durations_are_minutes(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes


def test_pointers_and_cautions_in_the_list_are_no_steps() -> None:
    found = steps(
        "- Screening call\n- Interview with two colleagues\n- Additional details can be found on our hiring page\n"
        "- Please note that candidates may be declined at any stage\n"
    )

    assert [step.text for step in found] == ["Screening call", "Interview with two colleagues"]


def test_questions_below_a_step_are_no_steps() -> None:
    assert [step.text for step in steps("- Screening call\n  - Why this company?\n  - When to start?\n- Offer\n")] == [
        "Screening call", "Offer",
    ]  # fmt: skip


def test_only_the_first_list_holds_steps() -> None:
    assert [step.text for step in steps("- Call\n- Offer\n\nWhat to prepare:\n\n- A pencil\n- Paper\n")] == [
        "Call",
        "Offer",
    ]


def test_a_numbered_list_that_counts_on_is_one_list() -> None:
    assert [step.text for step in steps("1. Call\n\nA pause of a week.\n\n2. Interview\n3. Offer\n")] == [
        "Call", "Interview", "Offer",
    ]  # fmt: skip


def test_steps_may_be_headings() -> None:
    found = steps("### 1. Screening call\n\nThirty minutes.\n\n### 2. Interview with the team\n\nAn hour.\n")

    assert [step.text for step in found] == ["Screening call", "Interview with the team"]


def test_a_page_may_have_several_processes() -> None:
    made = family(
        "## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n#### Buyer Hiring Process\n\n- Call\n\n"
        "## Hiring Process\n\n- Offer\n"
    )

    assert [[step.text for step in process.steps] for process in made.levels[0].hiring] == [["Call"]]
    assert [[step.text for step in process.steps] for process in made.hiring] == [["Offer"]]
