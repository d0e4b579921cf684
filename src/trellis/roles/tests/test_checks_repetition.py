"""Bullets that stand on several levels: which list is named, and which remedy fits."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from trellis.handbook.diagnostics import Diagnostic
from trellis.roles.tests.test_checks import LEDGER, reported

CLOSE = "Closes the books of each month in time"
BANK = "Reconciles the bank accounts every single week"
ASK = "Answers what the auditors ask within a day"
TAX = "Prepares the tax returns of all our entities"
PLAN = "Plans who does what in the quarter ahead"
PAY = "Pays the invoices of suppliers on their due day"
LEND = "Negotiates the terms of loans with the banks"
COUNT = "Counts what lies in the stores once a year"


class Rung(NamedTuple):
    """A level of the made-up family with its responsibilities."""

    title: str
    bullets: tuple[str, ...]
    grade: int = 6


def page_of(*rungs: Rung, shared: tuple[str, ...] = ("Keeps the whole ledger complete and current",)) -> str:
    """A family of some levels."""
    lines = ["---", "layout: job_family_page", "title: Ledger", "description: Books.", "---", ""]
    lines += ["## Responsibilities", "", *(f"- {bullet}" for bullet in shared), "", "## Levels", ""]
    for rung in rungs:
        lines += [f"### {rung.title}", "", f"The {rung.title} is a [grade {rung.grade}](/grades/).", ""]
        lines += ["#### Responsibilities", "", *(f"- {bullet}" for bullet in rung.bullets), ""]
    return "\n".join(lines)


def found_in(*rungs: Rung, code: str = "JF501", shared: tuple[str, ...] = ()) -> list[Diagnostic]:
    text = page_of(*rungs, shared=shared) if shared else page_of(*rungs)
    return [found for found in reported({LEDGER: text}) if found.code == code]


def test_a_list_that_repeats_two_others_is_told_once_of_the_one_it_repeats_most() -> None:
    found = found_in(
        Rung("Bookkeeper", (CLOSE, BANK, ASK)),
        Rung("Senior Bookkeeper", (TAX, PLAN)),
        Rung("Staff Bookkeeper", (TAX, CLOSE, BANK, ASK)),
    )

    assert [each.message for each in found] == [
        "3 responsibilities of “Staff Bookkeeper” stand word for word in “Bookkeeper”, from line 19 on."
    ]


def test_of_two_that_it_repeats_alike_the_nearer_is_named() -> None:
    [_, last] = found_in(
        Rung("Bookkeeper", (CLOSE, BANK)),
        Rung("Senior Bookkeeper", (CLOSE, BANK)),
        Rung("Staff Bookkeeper", (CLOSE, BANK)),
    )

    assert "“Senior Bookkeeper”" in last.message


def test_short_bullets_count_but_are_not_reported_by_themselves() -> None:
    [found] = found_in(
        Rung("Bookkeeper", (CLOSE, "Is thorough")), Rung("Senior Bookkeeper", ("Is thorough", CLOSE))
    )

    assert found.message.startswith("2 responsibilities")
    assert found_in(Rung("Bookkeeper", ("Is thorough",)), Rung("Senior Bookkeeper", ("Is thorough",))) == []


def test_what_holds_for_all_levels_is_to_be_deleted() -> None:
    [found] = found_in(Rung("Bookkeeper", (CLOSE, BANK)), shared=(CLOSE, TAX))

    assert found.hint == "Delete it here: what holds for all levels holds for this one."


def test_lists_for_two_parts_of_the_page_may_hold_the_same_bullet() -> None:
    part = "### {0} Requirements\n\n- Writes and speaks well\n\n### {0} Expert\n\n#### Responsibilities\n\n- {1}\n\n"
    text = f"# Money\n\n## Loans\n\n{part.format('Loan', LEND)}## Taxes\n\n{part.format('Tax', TAX)}"
    twice = text.replace(
        "speaks well\n\n### Tax", "speaks well\n- Counts fast\n- Writes and speaks well\n\n### Tax"
    )

    assert [found for found in reported({LEDGER: text}) if found.code == "JF503"] == []
    assert len([found for found in reported({LEDGER: twice}) if found.code == "JF503"]) == 1


# -- what inheritance brings


def test_what_the_extended_list_brings_is_to_be_deleted() -> None:
    [found] = found_in(
        Rung("Bookkeeper", (CLOSE, BANK, ASK)),
        Rung("Senior Bookkeeper", ("Extends the Bookkeeper responsibilities", CLOSE, TAX)),
    )

    assert found.hint == "What this list extends brings that of “Bookkeeper” already: delete it here."


def test_a_chain_of_inheritance_brings_what_its_first_list_says() -> None:
    [found] = found_in(
        Rung("Bookkeeper", (CLOSE, BANK, ASK)),
        Rung("Senior Bookkeeper", ("Extends the Bookkeeper responsibilities", TAX)),
        Rung("Staff Bookkeeper", ("Extends the Senior Bookkeeper responsibilities", CLOSE, BANK)),
    )

    assert found.hint == "What this list extends brings that of “Bookkeeper” already: delete them here."


def test_inheritance_from_elsewhere_brings_nothing_of_this_page() -> None:
    [found] = found_in(
        Rung("Bookkeeper", (CLOSE, BANK, ASK)),
        Rung(
            "Senior Bookkeeper",
            ("Extends the [Bookkeeper](/job-families/sales/books/) responsibilities", CLOSE),
        ),
    )

    assert "brings" not in found.hint
    assert "Extends" not in found.hint


def test_an_earlier_list_that_extends_this_one_is_the_one_to_mend() -> None:
    [found] = found_in(
        Rung("Staff Bookkeeper", ("Extends the Bookkeeper responsibilities", CLOSE, BANK), 8),
        Rung("Bookkeeper", (CLOSE, BANK, ASK), 6),
    )

    assert found.hint == "“Staff Bookkeeper” extends this list already: delete them there."


# -- what inheritance could bring


def test_a_list_that_recurs_as_a_whole_can_be_extended() -> None:
    [found] = found_in(Rung("Bookkeeper", (CLOSE, BANK)), Rung("Senior Bookkeeper", (CLOSE, BANK, TAX)))

    assert found.hint == (
        "Begin the list with “Extends the Bookkeeper responsibilities” and delete here what that brings."
    )


def test_what_else_comes_with_inheritance_is_said() -> None:
    [found] = found_in(Rung("Bookkeeper", (CLOSE, BANK, ASK)), Rung("Senior Bookkeeper", (CLOSE, BANK, TAX)))

    assert found.hint.endswith("provided that the other bullet that comes with it holds here as well.")


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ((CLOSE, BANK, ASK, TAX), (CLOSE, PLAN)),
        ((CLOSE, BANK, ASK, TAX, PAY, LEND), (CLOSE, BANK, ASK, COUNT)),
        ((CLOSE, BANK), ("Extends the Clerk responsibilities", CLOSE, BANK)),
    ],
    ids=["one of many", "three others would come", "extends another already"],
)
def test_inheritance_is_not_advised_where_it_would_bring_other_things(lower, upper) -> None:
    [found] = found_in(Rung("Bookkeeper", lower), Rung("Senior Bookkeeper", upper))

    assert found.hint.startswith("Whoever changes one of the two has to change the other as well.")


def test_the_higher_role_extends_the_lower_even_where_it_stands_first() -> None:
    [found] = found_in(Rung("Senior Bookkeeper", (CLOSE, BANK, TAX), 7), Rung("Bookkeeper", (CLOSE, BANK), 6))

    assert found.hint == (
        "Begin the list of “Senior Bookkeeper” with “Extends the Bookkeeper responsibilities” and delete there what "
        "that brings."
    )


def test_what_all_levels_state_belongs_into_the_familys_list() -> None:
    found = found_in(
        Rung("Bookkeeper", (CLOSE, BANK, ASK)),
        Rung("Senior Bookkeeper", (CLOSE, TAX, PLAN)),
        Rung("Staff Bookkeeper", (CLOSE, PAY, LEND)),
    )

    assert {each.hint for each in found} == {
        "State it once in the family's own list of responsibilities: all levels of the page have it."
    }


# -- what is worth a report


def test_a_bullet_or_two_in_common_with_another_ladder_are_not_reported() -> None:
    assert found_in(Rung("Bookkeeper", (CLOSE, BANK, ASK)), Rung("Payroll Expert", (CLOSE, BANK, TAX))) == []
    assert (
        len(found_in(Rung("Bookkeeper", (CLOSE, BANK, ASK)), Rung("Payroll Expert", (CLOSE, BANK, ASK)))) == 1
    )


def test_one_bullet_in_common_within_a_ladder_is() -> None:
    assert len(found_in(Rung("Bookkeeper", (CLOSE, BANK)), Rung("Senior Bookkeeper", (CLOSE, TAX)))) == 1


def test_a_nearly_repeated_bullet_names_the_nearest_level_that_has_it() -> None:
    [found] = found_in(
        Rung("Bookkeeper", (BANK, ASK)),
        Rung("Senior Bookkeeper", (BANK, TAX)),
        Rung("Staff Bookkeeper", ("Reconciles all the bank accounts every single week", PLAN)),
        code="JF502",
    )

    assert found.message == "This bullet is nearly one of “Senior Bookkeeper” in line 28."
