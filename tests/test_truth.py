"""Job families are read as people read them: the reader against hand-made truth for real pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trellis.handbook.files import read_page
from trellis.roles.definitions.exporting import family_export
from trellis.roles.definitions.parse import parse_family
from trellis.roles.tests.truth_comparison import Comparison, is_mark, is_marked, mark

TRUTH = Path(__file__).parent / "truth"
DRAWN = ("first", "second", "third", "fourth", "fifth", "sixth")
FIELDS = {
    "levels", "grades", "reports to", "extends", "responsibilities", "requirements", "hiring steps", "indicators",
    "career ladder", "specialties",
}  # fmt: skip
LEAST = 0.97
MARKED = ("performance_indicators", "performance_indicators_optional", "specialties", "specialties_optional")


def truth_of(name: str) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = json.loads((TRUTH / f"{name}.json").read_text(encoding="utf-8"))
    return pages


def compare(folder: Path, name: str) -> Comparison:
    comparison = Comparison()
    for page in truth_of(name):
        read = read_page(page["path"], (folder / page["path"]).read_bytes()).page
        comparison.page(page, family_export(parse_family(read), page["path"]))
    return comparison


@pytest.fixture(scope="module", params=DRAWN)
def drawn(request: pytest.FixtureRequest, corpus: Path) -> Comparison:
    return compare(corpus / "corpus" / "job-families", request.param)


@pytest.mark.slow  # reads some dozen pages of real size
def test_every_field_of_drawn_pages_is_read_right(drawn: Comparison) -> None:
    wrong = {name: score.faults for name, score in drawn.scores.items() if score.value < LEAST}

    assert wrong == {}
    assert drawn.scores.keys() == FIELDS


@pytest.mark.slow  # reads some dozen pages of real size
def test_seeds_are_read_right_in_every_field(corpus: Path) -> None:
    seeds = compare(corpus / "seeds", "seeds")

    assert {name: score.faults for name, score in seeds.scores.items() if score.faults} == {}
    assert seeds.scores.keys() == FIELDS


def test_comparison_notices_every_kind_of_fault() -> None:
    [page] = [page for page in truth_of("seeds") if page["title"].startswith("Learning")]
    nothing = {
        "levels": [
            {"title": page["levels"][0]["title"], "grade": 1, "reports_to": "Nobody", "extends": ["Nobody"],
             "responsibilities": [], "requirements": []}
        ],
        "family_responsibilities": [], "family_requirements": [], "hiring_steps": [],
        "performance_indicators": [{"name": "Nothing"}], "career_ladder": None, "specialties": ["Nothing"],
    }  # fmt: skip

    comparison = Comparison()
    comparison.page(page, nothing)

    assert {name for name, score in comparison.scores.items() if score.value < LEAST} == FIELDS


def test_names_of_real_pages_are_kept_as_marks_only() -> None:
    names = [
        name
        for file in (*DRAWN, "seeds")
        for page in truth_of(file)
        for key in MARKED
        for name in page.get(key, ())
    ]

    assert [name for name in names if not is_mark(name)] == []


@pytest.mark.parametrize(
    ("name", "is_same"),
    [
        ("Days to close", True),
        ("days to  Close: from the last day of a month", True),
        ("Days to close the books", True),
        ("Days to", False),
        ("Weeks to close", False),
    ],
)
def test_a_mark_stands_for_a_name_with_or_without_words_after_it(name: str, is_same: bool) -> None:
    assert is_marked(mark("Days to close – counted once a month"), name) is is_same
