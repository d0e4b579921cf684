"""Job families for other programs: the documented object, CSV and workbooks that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.roles.definitions.exporting import family_export
from trellis.roles.definitions.tables import csv_text, safe, workbook
from trellis.roles.tests.handbooks import COMPANY, ENGINEER, ENGINEERING, F, L, graph_of

HOSTILE = ("=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)")


def exported(family: F) -> dict:
    graph = graph_of({"eng/engineering": family})
    (found,) = graph.families.values()
    return family_export(found, "engineering.md")


def test_a_family_is_the_documented_object():
    family = replace(
        ENGINEERING, levels=ENGINEERING.levels[:2], description="Who builds.", needs=("Patience",)
    )

    assert exported(family) == {
        "path": "engineering.md",
        "title": "Engineering",
        "description": "Who builds.",
        "levels": [
            {
                "title": "Bridge Engineer",
                "grade": 6,
                "reports_to": "Manager, Engineering",
                "extends": [],
                "responsibilities": ["Write code that others can read", "Watch the service after a release"],
                "requirements": ["Ability to use Trellis", "Knowledge of one language"],
            },
            {
                "title": "Senior Bridge Engineer",
                "grade": 7,
                "reports_to": "Manager, Engineering",
                "extends": ["Bridge Engineer"],
                "responsibilities": ["Design changes that span several services"],
                "requirements": ["Experience with on-call work"],
            },
        ],
        "family_responsibilities": ["Review the changes of colleagues"],
        "family_requirements": ["Patience"],
        "hiring_steps": [
            "30 minute call with a Recruiter",
            "60 minute interview with the Manager, Engineering",
        ],
        "performance_indicators": [
            {"name": "Merge rate per month", "target": ">= 10"},
            {"name": "Uptime", "target": "> 99%"},
        ],
        "career_ladder": "The next step is to move to Engineering Management.",
        "specialties": ["Storage"],
    }


def test_a_grade_is_a_whole_number_where_it_is_one():
    levels = (replace(ENGINEER, grade=9.5), L("Bridge Poet", None, does=("Rhyme",)), L("Bridge Painter", 7))

    assert [level["grade"] for level in exported(replace(ENGINEERING, levels=levels))["levels"]] == [
        9.5,
        None,
        7,
    ]


def test_csv_has_a_row_for_each_role_with_lists_in_cells():
    families = [family_export(family, family.path) for family in graph_of(COMPANY).families.values()]

    rows = list(csv.DictReader(io.StringIO(csv_text(families))))

    assert [row["level"] for row in rows] == [
        "Bridge Engineer",
        "Senior Bridge Engineer",
        "Staff Bridge Engineer",
        "Manager, Engineering",
        "Director, Engineering",
    ]
    assert rows[0]["responsibilities"].splitlines() == list(ENGINEER.does)
    assert rows[1]["extends"] == "Bridge Engineer"


def test_a_family_without_roles_has_a_row():
    family = {**exported(ENGINEERING), "levels": []}

    (row,) = csv.DictReader(io.StringIO(csv_text([family])))

    assert (row["family"], row["level"]) == ("Engineering", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str):
    family = {**exported(ENGINEERING), "title": text, "path": text}

    (first, *_) = csv.DictReader(io.StringIO(csv_text([family])))

    assert first["family"] == f"'{text}"
    assert first["path"] == f"'{text}"


@given(st.text(max_size=20))
def test_a_safe_cell_never_begins_like_a_formula(text: str):
    found = str(safe(text))

    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert found.removeprefix("'") == text.removeprefix("'")


def test_a_workbook_has_a_sheet_for_each_kind_of_fact_and_no_formula():
    family = exported(ENGINEERING)
    family["levels"][0]["responsibilities"] = [*HOSTILE, "x" * 40_000]

    with zipfile.ZipFile(io.BytesIO(workbook([family]))) as book:
        names = book.read("xl/workbook.xml").decode()
        sheets = [
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")
        ]
        strings = book.read("xl/sharedStrings.xml").decode()

    for name in ("Families", "Levels", "Responsibilities", "Requirements", "Hiring", "Indicators"):
        assert f'name="{name}"' in names
    assert not any("<f>" in sheet for sheet in sheets)
    assert all(f"<t>'{text}</t>" in strings for text in HOSTILE)
    assert f"{'x' * 32_766}…" in strings


def test_the_same_families_make_the_same_bytes():
    assert workbook([exported(ENGINEERING)]) == workbook([exported(ENGINEERING)])
