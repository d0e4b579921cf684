"""What is reported of job families, and what a careful reader would not want reported."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.diagnostics import Code, Diagnostic
from trellis.handbook.source import MemorySource
from trellis.handbook.tests.examples import found_in
from trellis.roles.definitions.checks.example import GOOD, INDICATORS, PATH
from trellis.roles.definitions.checks.registry import CODES
from trellis.roles.definitions.kinds import KINDS

every_code = pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
LEDGER = "job-families/finance/ledger.md"


def reported(files: Mapping[str, str | bytes]) -> tuple[Diagnostic, ...]:
    """What is reported of job families in a handbook."""
    found = compile_handbook(MemorySource(files), kinds=KINDS, checks=()).diagnostics
    return tuple(diagnostic for diagnostic in found if diagnostic.code.startswith("JF"))


def codes_of(*changes: tuple[str, str], more: Mapping[str, str] | None = None) -> list[str]:
    """The codes reported of the good family once some of its words are replaced."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return sorted({diagnostic.code for diagnostic in reported({PATH: text, **(more or {})})})


@every_code
def test_the_bad_example_of_a_code_shows_it(code: Code) -> None:
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code: Code) -> None:
    assert found_in(code.good, code, KINDS) == []


def test_the_good_family_has_nothing_to_report_but_the_page_that_its_ladder_links() -> None:
    assert codes_of() in ([], ["JF307"])


def test_numbers_and_names_of_codes_are_unique() -> None:
    assert len({code.id for code in CODES}) == len({code.name for code in CODES}) == len(CODES)


def test_a_diagnostic_points_at_the_words_and_says_what_is_wrong() -> None:
    text = GOOD.replace(
        "The Ledger Manager is a [grade 8]", "The Ledger Accountant (Intermediate) is a [grade 8]"
    )

    [found] = [diagnostic for diagnostic in reported({PATH: text}) if diagnostic.code == "JF202"]

    assert text.splitlines()[found.start.line - 1].startswith(
        "The Ledger Accountant (Intermediate) is a [grade 8]"
    )
    assert found.message == (
        "The grade of “Ledger Manager” stands under the name of “Ledger Accountant (Intermediate)”."
    )


# -- sections


def test_what_is_inherited_or_said_of_all_levels_is_not_missing() -> None:
    assert "JF101" not in codes_of(("- Closes the month by the fifth working day\n", ""))
    assert "JF102" not in codes_of(("- Has led the close of a month before\n", ""))


def test_sections_under_bold_lines_are_there() -> None:
    changed = codes_of(
        ("## Hiring Process\n", "## More\n\n**Hiring Process**\n"),
        ("## Performance Indicators\n", "## Figures\n\n**Performance Indicators**\n"),
    )

    assert {"JF103", "JF104", "JF105", "JF106"} & set(changed) == set()


def test_a_section_that_only_points_to_another_is_neither_empty_nor_prose() -> None:
    changed = codes_of(("- Understands double entry\n", "The same requirements as outlined above.\n"))

    assert {"JF110", "JF111"} & set(changed) == set()


def test_a_stub_is_not_told_what_it_lacks() -> None:
    stub = '---\nlayout: job_family_page\ntitle: "Audit"\ndescription: "Soon."\n---\n\nTo come.\n'

    assert reported({"job-families/finance/audit.md": stub}) == ()


def test_required_sections_are_the_handbooks_choice() -> None:
    settings = "kinds:\n  job-family:\n    required_sections: [grade]\n"

    assert "JF105" not in codes_of((GOOD[GOOD.index("## Hiring") :], ""), more={"handbook.yml": settings})


@pytest.mark.parametrize(
    ("figures", "is_reported"),
    [
        (
            "- Errors\n- Audits\n- Cost\n- Delay\n\n## More Performance Indicators\n\n- Errors\n- Trust\n- Calls\n",
            False,
        ),
        ("- Errors\n- Audits\n- errors\n- Cost\n- Delay\n- Errors\n", False),
        ("- Errors\n- Audits\n- Trust\n- Cost\n- Delay\n- Calls\n", True),
    ],
    ids=["two lists", "the same thrice", "one long list"],
)
def test_each_list_of_indicators_is_counted_by_itself(figures: str, is_reported: bool) -> None:
    assert ("JF113" in codes_of((INDICATORS, f"## Performance Indicators\n\n{figures}\n"))) is is_reported


# -- grades and names


def test_a_page_that_goes_down_from_the_top_is_in_order() -> None:
    first, second = "### Ledger Accountant (Intermediate)\n", "### Ledger Manager\n"
    start, middle, end = GOOD.index(first), GOOD.index(second), GOOD.index("## Performance Indicators")
    turned = GOOD[:start] + GOOD[middle:end] + GOOD[start:middle] + GOOD[end:]

    assert "JF201" not in {diagnostic.code for diagnostic in reported({PATH: turned})}


def test_a_senior_below_the_plain_role_is_out_of_order_even_where_there_are_only_two() -> None:
    assert "JF201" in codes_of(("Ledger Manager", "Senior Ledger Accountant"), ("[grade 8]", "[grade 5]"))


def test_another_kind_of_work_begins_its_own_ladder() -> None:
    manager_first = GOOD.replace("### Ledger Manager", "### Manager, Ledger").replace(
        "[grade 8]", "[grade 5]"
    )

    assert "JF201" not in {diagnostic.code for diagnostic in reported({PATH: manager_first})}


@pytest.mark.parametrize(
    "subject",
    ["Manager of the Ledger", "Ledger Manager role", "Ledger Managers", "Manager", "role", "position"],
)
def test_a_sentence_in_other_words_for_the_level_is_not_under_another_name(subject: str) -> None:
    assert "JF202" not in codes_of(("The Ledger Manager is a [grade 8]", f"The {subject} is a [grade 8]"))


@pytest.mark.parametrize("subject", ["Senior Ledger Manager", "Ledger Accountant (Intermediate)"])
def test_a_sentence_under_another_seniority_or_title_is(subject: str) -> None:
    assert "JF202" in codes_of(("The Ledger Manager is a [grade 8]", f"The {subject} is a [grade 8]"))


# -- the graph


@pytest.mark.parametrize(
    "manager",
    [
        "the Ledger Manager",
        "our ledger manager",
        "the board of directors",
        "the [Treasurer](https://elsewhere.example/)",
    ],
)
def test_managers_that_a_reader_finds_are_not_unknown(manager: str) -> None:
    assert {"JF304", "JF306"} & set(
        codes_of(("reports to the Ledger Manager.", f"reports to {manager}."))
    ) == set()


def test_a_placeholder_is_called_one() -> None:
    text = GOOD.replace("reports to the Ledger Manager.", "reports to the Director, Title.")

    [found] = [found for found in reported({PATH: text}) if found.code == "JF304"]

    assert found.message.endswith("“Director, Title”, a placeholder that nobody has filled in.")
    assert found.hint == "Write the title that is meant."


def test_a_rank_alone_may_be_several_roles_of_the_page() -> None:
    others = "".join(f"### Director, {name}\n\nLeads.\n\n" for name in ("Audit", "Tax"))
    text = GOOD.replace("- Extends the Ledger Accountant (Intermediate) resp", "- Extends the Director resp")
    text = text.replace("## Performance Indicators", f"{others}## Performance Indicators")

    [found] = [found for found in reported({PATH: text}) if found.code == "JF301"]

    assert found.message == "“Ledger Manager” extends “Director”, which may be any of 2 roles of this page."


@pytest.mark.parametrize(
    "wording", ["Ledger Accountant", "ledger accountant (intermediate)", "Ledger Accountant level"]
)
def test_case_and_the_word_intermediate_are_no_guess(wording: str) -> None:
    changed = codes_of((
        "- Extends the Ledger Accountant (Intermediate) responsibilities", f"- Extends the {wording} responsibilities",
    ))  # fmt: skip

    assert {"JF301", "JF303"} & set(changed) == set()


@pytest.mark.parametrize(
    ("other", "is_reported"),
    [
        ("Supports the close of the month and reports on it to the controller", False),
        ("Leads the close of the month and reports on it to the controller with care", False),
        ("Leads the close of the month, and reports on it to controllers", True),
        ("Leads the closes of the month and reports on it to our controller", True),
    ],
)
def test_only_a_difference_that_cannot_be_meant_is_reported(other: str, is_reported: bool) -> None:
    changed = codes_of(
        ("- Books invoices on the day they arrive\n", f"- {other}\n"),
        (
            "- Extends the Ledger Accountant (Intermediate) responsibilities\n",
            "- Leads the close of the month and reports on it to the controller\n",
        ),
    )

    assert ("JF502" in changed) is is_reported


@pytest.mark.parametrize("part", ["responsibilities", "requirements"])
def test_an_inexact_name_is_reported_whichever_list_it_stands_in(part: str) -> None:
    exact = f"- Extends the Ledger Accountant (Intermediate) {part}"

    assert codes_of((exact, f"- Extends the Legder Accountant {part}")).count("JF303") == 1


def test_a_specialty_that_is_extended_is_known() -> None:
    changed = codes_of(
        (
            "- Extends the Ledger Accountant (Intermediate) requirements",
            "- Extends the Payroll Expert requirements",
        ),
        (
            "## Performance Indicators",
            "## Specialties\n\n### Payroll Expert\n\nPays.\n\n## Performance Indicators",
        ),
    )

    assert "JF301" not in changed


def test_a_move_to_the_side_and_back_is_no_circle() -> None:
    aside = "Team members may also move to the [Ledger](/job-families/finance/ledger/) job family."
    there = GOOD.replace("Ledger Manager", "Controlling Manager").replace("Ledger Acc", "Control Acc")
    there = there[: there.index("The next step")] + aside + "\n"

    assert "JF309" not in codes_of(more={"job-families/finance/controlling.md": there})


# -- wording


@pytest.mark.parametrize(
    "sentence",
    [
        "You will find the close of the month in the calendar.",
        "They keep what the auditors are looking at.",
        "Candidates are treated with respect.",
    ],
)
def test_plain_words_are_no_advertisement(sentence: str) -> None:
    assert "JF401" not in codes_of(
        ("Ledger accountants keep the books so that everyone can rely on them.", sentence)
    )


@pytest.mark.parametrize(
    ("bullet", "is_advertisement"),
    [
        ("Experience with the ledgers, tools or reports you will be responsible for", False),
        ("Knows the tools (and rules) that you'll work with", False),
        ("Understands which entries you would question", False),
        ("Knows double entry. You will learn the rest", True),
        ("You will keep the ledger", True),
        ("In this role you will keep the ledger", True),
        ("Knows double entry and you will be tested", True),
        ("Knows the tools you will use. You will like them", True),
    ],
)
def test_you_will_in_a_clause_about_a_noun_is_no_advertisement(bullet: str, is_advertisement: bool) -> None:
    assert ("JF401" in codes_of(("- Understands double entry\n", f"- {bullet}\n"))) is is_advertisement


def test_outside_requirements_you_will_always_addresses_a_candidate() -> None:
    assert "JF401" in codes_of(("- Keeps the ledger complete", "- Keeps the ledger you will love complete"))


@pytest.mark.parametrize(
    ("bullet", "counted"),
    [
        ("5+ years of experience in accounting", True),
        ("At least three years working in a shared ledger", True),
        ("2 to 4 years managing others", True),
        ("Plans the ledger for the next three years", False),
        ("Knows the five year plan", False),
        ("Closes every year with the auditors", False),
        ("Relevant, progressive experience in accounting", False),
    ],
)
def test_only_years_of_experience_are_counted_years(bullet: str, counted: bool) -> None:
    assert ("JF402" in codes_of(("- Understands double entry\n", f"- {bullet}\n"))) is counted


def test_years_in_responsibilities_are_no_requirement() -> None:
    assert "JF402" not in codes_of(
        ("- Keeps the ledger complete", "- Keeps 10 years of experience in the ledger")
    )


def test_the_title_of_a_role_is_no_coded_word() -> None:
    changed = codes_of(("Ledger Manager", "Ledger Analyst Lead"), ("Ledger Accountant", "Ledger Analyst"))

    assert "JF403" not in changed


# -- repetition


@pytest.mark.parametrize(
    "bullet",
    [
        "Reconciles the bank accounts each month",
        "Reconciles the 3 bank accounts each week",
        "Strong at reconciling",
        "Bank accounts",
    ],
)
def test_bullets_that_are_meant_to_differ_are_not_nearly_repeated(bullet: str) -> None:
    day = "- Closes the month by the fifth working day\n"

    assert {"JF501", "JF502"} & set(codes_of((day, f"{day}- {bullet}\n"))) == set()


@pytest.mark.parametrize("noise", ["", "\ufeff", "\x00", "\r"])
@given(st.text(max_size=120))
def test_no_page_stops_the_checks(noise: str, text: str) -> None:
    reported({LEDGER: (GOOD[:300] + noise + text + GOOD[300:]).encode("utf-8", "surrogatepass")})
