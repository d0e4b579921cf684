"""A grade is read in all the wordings in which people state it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.roles.definitions.sentences.grades import grade_in, grades_in
from trellis.roles.tests.pages import run_of

LINK = "/handbook/total-rewards/grades/"
ANYWHERE = {
    f"The Buyer is a [grade 6]({LINK}).": ((6.0,), "Buyer"),
    f"The Buyer is a [6]({LINK}).": ((6.0,), "Buyer"),
    f"The Buyer is the [6]({LINK}).": ((6.0,), "Buyer"),
    f"The Buyer is a job [grade 6]({LINK}).": ((6.0,), "Buyer"),
    f"The Buyer is a job grade [level 6]({LINK}).": ((6.0,), "Buyer"),
    f"The Buyer is a [grade #6]({LINK}).": ((6.0,), "Buyer"),
    f"The Buyer is a [Job Grade 6]({LINK})": ((6.0,), "Buyer"),
    f"The Buyer is a [grade 9.5]({LINK}).": ((9.5,), "Buyer"),
    "The Buyer is a grade 6.": ((6.0,), "Buyer"),
    "The Buyer\u00a0is a\u00a0grade\u00a06.": ((6.0,), "Buyer"),
    "The Buyer role is a Grade 6 role.": ((6.0,), "Buyer"),
    "The Buyer is at grade six.": ((6.0,), "Buyer"),
    "The Buyer holds a grade 6.": ((6.0,), "Buyer"),
    "The Buyer is a job grade of 6.": ((6.0,), "Buyer"),
    "The job grade of the Buyer is 6.": ((6.0,), "Buyer"),
    "The Buyer's job grade is 6.": ((6.0,), "Buyer"),
    "The Buyer is a grade 6 and reports to the Director of Supply.": ((6.0,), "Buyer"),
    "Software Buyers are a grade 6.": ((6.0,), "Software Buyers"),
    "Buyer (grade 6)": ((6.0,), "Buyer"),
    "Senior Buyer: grade 7": ((7.0,), "Senior Buyer"),
    "This role is grade 6.": ((6.0,), None),
    "This is a grade 6 position.": ((6.0,), None),
    "It is a grade 6.": ((6.0,), None),
    "Job grade: 6": ((6.0,), None),
    "**Grade:** 6": ((6.0,), None),
    f"Grade: [6]({LINK})": ((6.0,), None),
    "Job Grade – 6": ((6.0,), None),
    "Grade level 6": ((6.0,), None),
    "The Buyer is a grade 7, 8 or 9.": ((7.0, 8.0, 9.0), "Buyer"),
    f"The Buyer is a [grade 7]({LINK}) or [grade 8]({LINK}).": ((7.0, 8.0), "Buyer"),
    "The Sr. Buyer is a grade 7.": ((7.0,), "Sr. Buyer"),
}
UNDER_JOB_GRADE = {
    "6": ((6.0,), None),
    f"[6]({LINK})": ((6.0,), None),
    "The Buyer is a 6.": ((6.0,), "Buyer"),
    "The Buyer is level 6.": ((6.0,), "Buyer"),
    "The Buyer is graded at 6.": ((6.0,), "Buyer"),
    "Level 6": ((6.0,), None),
    "Band 6": ((6.0,), None),
}
NONE = (
    "The Buyer has 3 years in the role.",
    "The Buyer is 3 years in the company.",
    "The Buyer leads a team that is a 10 person team.",
    "The Chief Buyer is an executive without a grade.",
    "Grade to be determined.",
    "A margin that is 5% or better.",
    "The levels below are grades 6, 7 and 8.",
    "",
)


def read(text: str, *, in_grade_section: bool) -> tuple[tuple[float, ...], str | None] | None:
    found = grade_in(run_of(text), in_grade_section=in_grade_section) if text else None
    return (found.values, found.subject) if found else None


@pytest.mark.parametrize("in_grade_section", [True, False])
@pytest.mark.parametrize(("text", "expected"), ANYWHERE.items())
def test_a_grade_in_words_counts_anywhere(
    text: str, expected: tuple[tuple[float, ...], str | None], in_grade_section: bool
) -> None:
    assert read(text, in_grade_section=in_grade_section) == expected


@pytest.mark.parametrize(("text", "expected"), UNDER_JOB_GRADE.items())
def test_a_bare_number_counts_under_job_grade_only(
    text: str, expected: tuple[tuple[float, ...], str | None]
) -> None:
    assert read(text, in_grade_section=True) == expected
    assert read(text, in_grade_section=False) is None


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_grade(text: str) -> None:
    assert read(text, in_grade_section=True) is None


def test_one_run_may_state_the_grades_of_several_roles() -> None:
    text = "The Buyer is a grade 6. The Senior Buyer is a grade 7."

    found = grades_in(run_of(text), in_grade_section=False)

    assert [(grade.values, grade.subject) for grade in found] == [((6.0,), "Buyer"), ((7.0,), "Senior Buyer")]


def test_the_span_of_a_grade_is_its_sentence() -> None:
    text = "Buyers choose suppliers. The Buyer is a grade 6. They travel."

    found = grade_in(run_of(text), in_grade_section=False)

    assert found is not None
    assert text[found.span.start : found.span.end].strip() == "The Buyer is a grade 6."


@given(st.integers(1, 16), st.sampled_from(["", ".5"]))
def test_every_number_of_the_scale_is_read(whole: int, half: str) -> None:
    assert read(f"The Buyer is a [grade {whole}{half}]({LINK}).", in_grade_section=False) == (
        (float(f"{whole}{half}"),), "Buyer",
    )  # fmt: skip
