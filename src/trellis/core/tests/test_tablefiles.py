"""Tables that people bring: every usual form says the same, and what is too much or broken is refused in words."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core import tablefiles, workbookfiles
from trellis.core.tablefiles import TableFile, form_of, prepared
from trellis.core.tabletrouble import TableFileError
from trellis.web.workbooks import workbook

ROWS = [("Name", "Firma"), ("Jürgen", "Müller, Söhne"), ("Zoë", 'a "b"\nc')]


def read(tmp_path, content):
    """What is read of a file: its headings and its rows, by the lines that they begin in."""
    raw, kept = tmp_path / "raw", tmp_path / "kept"
    raw.write_bytes(content)
    form = form_of(raw)
    kept.write_bytes(b"".join(prepared(raw, form)))
    table = TableFile(kept, form)
    return table.headings, [(line.number, line.cells) for line in table.lines()]


def as_csv(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_csv_says_the_same(tmp_path, delimiter, encoding):
    found = read(tmp_path, as_csv(ROWS, delimiter).encode(encoding))

    assert found == (ROWS[0], [(2, ROWS[1]), (3, ROWS[2])])


def test_a_workbook_and_json_lines_say_the_same(tmp_path):
    lines = "".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) + "\n" for row in ROWS[1:])

    assert read(tmp_path, workbook("People", ROWS[0], ROWS[1:])) == (ROWS[0], [(2, ROWS[1]), (3, ROWS[2])])
    assert read(tmp_path, lines.encode()) == (ROWS[0], [(1, ROWS[1]), (2, ROWS[2])])


def test_values_of_a_workbook_are_written_plainly(tmp_path):
    book = workbook("Values", ["a", "b", "c", "d"], [[1, 2.5, date(2026, 3, 1), True]])

    assert read(tmp_path, book)[1] == [(2, ("1", "2.5", "2026-03-01", "true"))]


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1))
def test_what_is_written_as_csv_is_read_as_it_was(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("csv")

    _headings, found = read(folder, as_csv([["a", "b", "c"], *rows]).encode())

    assert [cells for _number, cells in found] == [
        tuple(tablefiles._as_typed(cell) for cell in row) for row in rows if any(map(str.strip, row))
    ]


def test_the_apostrophe_of_our_own_files_is_taken_off_and_no_other(tmp_path):
    assert read(tmp_path, b"a,b,c\n'+49 30,'tis,'=1+1\n")[1] == [(2, ("+49 30", "'tis", "=1+1"))]


def test_headings_are_told_apart_and_empty_lines_left_out(tmp_path):
    assert read(tmp_path, b"\n\na,a,,b,,\n1,2,3,4,,\n\n,,,,\n5\n") == (
        ("a", "a (2)", "Column 3", "b"),
        [(4, ("1", "2", "3", "4")), (7, ("5",))],
    )


def test_a_row_that_is_too_wide_or_no_object_is_bad_and_stops_nothing(tmp_path):
    path = tmp_path / "x"
    path.write_text("a,b\n1,2,3\n4,5\n")
    assert [(line.number, bool(line.trouble)) for line in TableFile(path, "csv").lines()] == [
        (2, True),
        (3, False),
    ]
    path.write_text('{"a": 1}\n[]\n{"a": {"b": null}}\n{\n')
    assert [(line.cells, bool(line.trouble)) for line in TableFile(path, "jsonl").lines()] == [
        (("1",), False), ((), True), (('{"b": null}',), False), ((), True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\n , \n", "is empty"),
        (b"a\n" + b"x" * 140_000, "cannot be taken apart"),
        (b"," * 300 + b"z\n1", "301 columns"),
        (b"a\n\x81\x8d\n", "letters of this file"),
        (b"\xff\xfea", "letters of this file"),
        (b'{"a": "' + b"x" * 1_100_000 + b'"}', "longer than a megabyte"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, why):
    with pytest.raises(TableFileError, match=why):
        read(tmp_path, content)


def test_more_rows_than_are_read_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tablefiles, "MOST_ROWS", 2)

    assert len(read(tmp_path, b"a\n1\n2\n")[1]) == 2
    with pytest.raises(TableFileError, match="more than 2 rows"):
        read(tmp_path, b"a\n1\n2\n3\n")


# -- workbooks that want to do harm


def changed(sheet=None, parts=None):
    """A workbook whose sheet was changed, or with more parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook("S", ["a", "b"], [["1", "2"]]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            text = source.read(part)
            if sheet and part.filename == "xl/worksheets/sheet1.xml":
                text = sheet(text)
            target.writestr(part.filename, text)
        for name, text in (parts or {}).items():
            target.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (changed(lambda text: text.replace(b'r="B2"', b'r="XFD1048576"')), "too large"),
        (changed(lambda text: text.replace(b'r="B2"', b'r="&#66;2"')), "cannot be read"),
        (changed(lambda text: text.replace(b"</row>", b"<c/>" * 301 + b"</row>", 1)), "too large"),
        (changed(parts={"content.xml": "<x/>"}), "cannot be read"),
        (changed(parts={f"xl/{number}": "" for number in range(2001)}), "too large"),
        (changed()[:-400], "cannot be read"),
        (b"PK\x05\x06" + b"\0" * 18, "cannot be read"),
    ],
    ids=[
        "far corner",
        "hidden place",
        "many cells",
        "another kind",
        "many parts",
        "cut off",
        "nothing in it",
    ],
)
def test_a_workbook_that_would_harm_is_refused_before_it_is_read(tmp_path, content, why, monkeypatch):
    monkeypatch.setattr(workbookfiles, "MOST_CELLS", 300)
    with pytest.raises(TableFileError, match=why):
        read(tmp_path, content)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbookfiles, "MOST_UNPACKED", 2**20)
    bomb = changed(parts={"xl/media/image.bin": b"\0" * 2**21})

    assert len(bomb) < 20_000
    with pytest.raises(TableFileError, match="too large"):
        read(tmp_path, bomb)
