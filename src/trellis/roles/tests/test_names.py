"""Titles are matched as a reader matches them, and never silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.roles.definitions.names import (
    LEVEL_WORDS,
    Match,
    Names,
    bare,
    fold,
    is_incomplete,
    seniority,
    spelled,
)

TITLES = (
    "Buyer", "Senior Buyer", "Staff Buyer", "Manager, Procurement", "Senior Manager, Procurement",
    "VP of Supply & Logistics", "Ledger Accountant (Intermediate)",
)  # fmt: skip


def known() -> Names[str]:
    return Names((title, title) for title in TITLES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sr. Buyer", "senior buyer"),
        ("Jr Buyer", "Junior Buyer"),
        ("VP, Supply", "Vice President of Supply"),
        ("Supply & Logistics Manager", "Manager, Logistics and Supply"),
        ("Buyers", "the Buyer role"),
        ("Buyer (Intermediate)", "Buyer"),
        ("Buyer\u00a0II", "Buyer II"),
        ("CFO", "Chief Financial Officer"),
    ],
)
def test_two_wordings_of_one_role_fold_into_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Senior Buyer", "Staff Buyer"),
        ("Manager, Sales", "Manager, Sale Desk"),
        ("Operations Analyst", "Operation"),
        ("Buyer II", "Buyer III"),
    ],
)
def test_different_roles_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_spelling_ignores_case_and_marks_but_not_order() -> None:
    assert spelled("Manager, IT") == spelled("manager it")
    assert spelled("Manager, IT") != spelled("IT Manager")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Senior Buyer (Grade 7)", "Senior Buyer"),
        ("Senior Buyer - Job Grade 7", "Senior Buyer"),
        ("Buyer (Intermediate)", "Buyer"),
        ("Grader, 7 Seas", "Grader, 7 Seas"),
    ],
)
def test_bare_title_leaves_out_parentheses_and_grade(title: str, kept: str) -> None:
    assert bare(title) == kept


@pytest.mark.parametrize(
    ("title", "family", "incomplete"),
    [
        ("Senior", "Buyer", True),
        ("Intermediate", "Buyer", True),
        ("Analyst", "Security Analyst", True),
        ("Buyer", "Buyer", False),
        ("Buyer", "Procurement", False),
        ("Senior Buyer", "Buyer", False),
    ],
)
def test_a_word_that_only_the_familys_name_completes_is_no_whole_title(
    title: str, family: str, incomplete: bool
) -> None:
    assert is_incomplete(title, family) is incomplete


def test_seniority_is_the_words_of_rank() -> None:
    assert seniority("Sr. Staff Buyer") == {"senior", "staff"}
    assert seniority("Buyer") == frozenset()


@pytest.mark.parametrize(
    ("wording", "match"),
    [
        ("senior buyer", Match("Senior Buyer", True)),
        ("Buyer, Senior", Match("Senior Buyer", False)),
        ("Sr. Buyer", Match("Senior Buyer", True)),
        ("Procurement Manager", Match("Manager, Procurement", False)),
        ("Ledger Accountant", Match("Ledger Accountant (Intermediate)", False)),
        ("VP of Supply and Logistics", Match("VP of Supply & Logistics", True)),
    ],
)
def test_a_wording_finds_its_title_and_says_whether_it_was_the_titles_own(
    wording: str, match: Match[str]
) -> None:
    assert known().find(wording) == match


@pytest.mark.parametrize("wording", ["Senoir Manager, Procurment", "Manager, Procuremnt", "Ledger Acountant"])
def test_typing_slips_are_read_over_and_are_never_exact(wording: str) -> None:
    found = known().find(wording)

    assert found is not None
    assert not found.exact


@pytest.mark.parametrize(
    "wording", ["Principal Buyer", "Junior Manager, Procurement", "Director, Procurement"]
)
def test_a_slip_never_crosses_seniority(wording: str) -> None:
    assert known().find(wording) is None


def test_a_slip_never_crosses_numbers() -> None:
    steps = Names([("Contract Buyer II", 2), ("Contract Buyer 4", 4)])

    assert steps.find("Contract Buyer III") is None
    assert steps.find("Contract Buyer 5") is None


def test_a_shortened_title_is_found_only_where_the_page_is_known() -> None:
    assert known().find("Senior Accountant", shortened=True) is None
    assert known().find("Accountant", shortened=True) == Match("Ledger Accountant (Intermediate)", False)
    assert known().find("Accountant") is None


def test_a_shortening_that_fits_two_titles_finds_none() -> None:
    both = Names([("Ledger Accountant", 1), ("Payroll Accountant", 2)])

    assert both.find("Accountant", shortened=True) is None


def test_of_titles_with_the_same_words_the_order_decides() -> None:
    both = Names([("Growth Manager", 1), ("Manager, Growth", 2)])

    assert both.find("Manager of Growth") == Match(2, False)
    assert both.find("Growth Manager") == Match(1, True)


def test_the_first_of_two_equal_titles_wins() -> None:
    both = Names([("Buyer", 1), ("buyer", 2)])

    assert both.find("Buyer") == Match(1, True)


def test_nearest_titles_are_offered_for_did_you_mean() -> None:
    assert known().nearest("Senor Byer", 1) == ["senior buyer"]
    assert known().nearest("xyzzy") == []


@given(st.text(max_size=60))
def test_any_text_folds_to_a_fixed_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(TITLES), st.permutations(["of", "the", "and"]))
def test_filler_and_case_change_nothing(title: str, filler: list[str]) -> None:
    assert fold(f"{filler[0]} {title.upper()} {filler[1]}") == fold(title)


@given(st.text(max_size=40))
def test_a_found_title_has_the_seniority_of_the_wording(text: str) -> None:
    found = known().find(f"Senior {text}")

    assert found is None or seniority(f"Senior {text}") == seniority(found.key)


def test_words_of_rank_are_folded_words() -> None:
    assert {fold(word) for word in LEVEL_WORDS} == LEVEL_WORDS
