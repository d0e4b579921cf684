"""Paging, filters, exports: what all lists share."""

import io
import json
import re
import zipfile
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.http import Http404
from django.template.loader import render_to_string

from trellis.web.exporting import csv_response, file_response, files_of, json_response
from trellis.web.filters import Choice, chips_for, filter_of
from trellis.web.paging import open_page, page_from_place, page_of


@pytest.mark.parametrize(
    ("asked", "number", "first", "last"),
    [
        ("1", 1, 1, 50),
        ("3", 3, 101, 120),
        ("99", 3, 101, 120),
        ("0", 1, 1, 50),
        ("-4", 1, 1, 50),
        ("x", 1, 1, 50),
    ],
)
def test_a_page_of_a_list(rf, asked, number, first, last):
    paged = page_of(range(120), rf.get("/", {"page": asked}))

    assert (paged.number, paged.first, paged.last, paged.total) == (number, first, last, 120)


def test_steps_keep_the_filters_and_leave_the_first_page_unnumbered(rf):
    paged = page_of(range(120), rf.get("/?grade=7&page=2"))

    assert (paged.previous_url, paged.next_url) == ("?grade=7", "?grade=7&page=3")


def test_an_empty_list_has_one_empty_page(rf):
    paged = page_of([], rf.get("/"))

    assert (paged.pages, paged.first, paged.last, paged.previous_url, paged.next_url) == (1, 0, 0, "", "")


def test_a_list_that_nobody_counted_has_steps_and_no_end(rf):
    paged = open_page(range(50), rf.get("/?page=3"), has_more=True)

    assert (paged.first, paged.last, paged.total, paged.pages) == (101, 150, None, None)
    assert (paged.previous_url, paged.next_url) == ("?page=2", "?page=4")


def numbers(place, back, most):
    """The numbers to 119 in their order, as a list that nobody counts."""
    if back:
        end = int(place) if place else 120
        return list(range(max(end - most, 0), end))
    start = int(place) + 1 if place else 0
    return list(range(start, min(start + most, 120)))


@pytest.mark.parametrize(
    ("asked", "rows", "steps"),
    [
        ("", range(50), ("", "", "?grade=7&after=49", "?grade=7&before=")),
        (
            "after=49", range(50, 100),
            ("?grade=7", "?grade=7&before=50", "?grade=7&after=99", "?grade=7&before="),
        ),
        ("after=99", range(100, 120), ("?grade=7", "?grade=7&before=100", "", "")),
        ("before=", range(70, 120), ("?grade=7", "?grade=7&before=70", "", "")),
        ("before=50", range(50), ("", "", "?grade=7&after=49", "?grade=7&before=")),
        ("after=119", range(0), ("?grade=7", "", "", "")),
    ],
)  # fmt: skip
def test_a_list_is_read_from_a_place_on_and_from_its_end(rf, asked, rows, steps):
    paged = page_from_place(numbers, str, rf.get(f"/?grade=7&{asked}"))

    assert (list(paged.rows), paged.total, paged.pages) == (list(rows), None, None)
    assert (paged.first_url, paged.previous_url, paged.next_url, paged.last_url) == steps


def test_a_list_that_is_read_from_a_place_may_be_empty(rf):
    paged = page_from_place(lambda place, back, most: [], str, rf.get("/?before="))

    assert (paged.rows, paged.previous_url, paged.next_url) == ([], "", "")


def test_a_filter_counts_values_and_sorts_numbers_by_size():
    found = filter_of("grade", "Grade", Counter(["10", "9.5", "9.5", ""]), "9.5")

    assert found.choices == (Choice("9.5", "9.5", 2, True), Choice("10", "10", 1, False))


def test_a_chosen_value_stays_even_where_no_row_has_it():
    found = filter_of("grade", "Grade", Counter(["7"]), "12")

    assert Choice("12", "12", 0, True) in found.choices


def test_many_filters_are_folded_on_a_phone_and_say_how_many_are_in_force():
    chosen = filter_of("state", "State", {"open": 2, "done": 1}, "open")
    others = [filter_of(name, name, {"a": 1}, "") for name in ("kind", "owner")]

    shown = {"text": "", "text_label": "Title", "keep": ()}
    many = render_to_string("web/components/filters.html", {"filters": [chosen, *others], **shown})
    few = render_to_string("web/components/filters.html", {"filters": [chosen], **shown})

    assert re.search(r"<summary class=.btn.>.*Filters.*<b>1 in force</b>", many)
    assert "<summary" not in few


def test_a_chip_leads_to_the_list_without_it(rf):
    chips = chips_for(
        rf.get("/?grade=7&q=it&page=3").GET, [("grade", "Grade", "7"), ("family", "Family", "")]
    )

    assert [(chip.label, chip.value, chip.remove_url) for chip in chips] == [("Grade", "7", "?q=it")]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_runs_no_text_as_a_formula(text):
    response = csv_response("roles", ("title",), [{"title": text}])

    assert f"'{text}" in response.content.decode()


def test_numbers_stay_numbers_in_a_spreadsheet():
    assert csv_response("x", ("a", "b"), [{"a": -5, "b": None}]).content == b"a,b\r\n-5,\r\n"


def test_json_holds_what_the_rows_hold():
    response = json_response("roles", [{"title": "Büro", "grade": None}])

    assert json.loads(response.content) == [{"title": "Büro", "grade": None}]
    assert response.headers["Content-Disposition"] == 'attachment; filename="roles.json"'


WHEN = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)
ROWS = [{"title": "=1+1", "count": 3, "day": date(2026, 5, 1), "at": WHEN, "fine": True, "none": None}]


def parts_of(response):
    """The sheet of a workbook and its texts."""
    book = zipfile.ZipFile(io.BytesIO(response.content))
    return book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()


def test_a_workbook_holds_numbers_days_and_moments_as_such_and_no_formula():
    sheet, texts = parts_of(file_response("xlsx", "roles", tuple(ROWS[0]), ROWS))

    assert re.findall(r"<t[^>]*>([^<]+)</t>", texts) == [*ROWS[0], "'=1+1"]
    assert "<f>" not in sheet
    assert all(f"<v>{value}</v>" in sheet for value in (3, 46143, "46160.39583333334"))
    assert "<autoFilter" in sheet


def test_a_workbook_takes_any_text():
    rows = [{"a": "\ud800 \x01 <b>"}, {"a": "x" * 40_000}]

    _sheet, texts = parts_of(file_response("xlsx", "x", ("a",), rows))

    assert "&lt;b&gt;" in texts
    assert "x" * 32_768 not in texts


def test_days_and_moments_are_written_as_programs_read_them():
    row = '"day": "2026-05-01",\n  "at": "2026-05-18T09:30:00+00:00"'

    assert row in file_response("json", "x", (), ROWS).content.decode()
    assert file_response("csv", "x", ("day", "at"), ROWS).content == (
        b"day,at\r\n2026-05-01,2026-05-18T09:30:00+00:00\r\n"
    )


def test_a_list_comes_as_three_kinds_of_file_and_no_other():
    assert files_of("roles:export")[1] == ("XLSX", "/roles/-/export.xlsx")
    with pytest.raises(Http404):
        file_response("exe", "x", (), [])
