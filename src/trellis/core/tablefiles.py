"""Tables that people bring as files: CSV in any usual form, workbooks, JSON lines. Read row by row, and bounded.

`prepared` looks at what was brought and gives text as UTF-8, so that what is kept is read in one way only; `TableFile`
reads that. Nothing in a file is run: of a formula there is what the spreadsheet computed.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from trellis.core import workbookfiles
from trellis.core.tabletrouble import TableFileError

CSV, WORKBOOK, LINES = "csv", "xlsx", "jsonl"
FORMS = (CSV, WORKBOOK, LINES)
MOST_ROWS = 500_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
LONGEST_LINE = 2**20
"""Characters of one JSON line."""
LOOKED_AT = 500
"""JSON lines whose names make the headings."""
PIECE = 64 * 1024
_DELIMITERS = ",;\t|"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the line of the file that it begins in, its cells, and what is wrong with its form (empty: nothing)."""

    number: int
    cells: tuple[str, ...]
    trouble: str = ""
    remedy: str = ""


def form_of(path: Path) -> str:
    """Which of `FORMS` a file is, by its bytes. Raises TableFileError for old workbooks and the like."""
    with path.open("rb") as content:
        head = content.read(PIECE)
    if head.startswith(b"PK"):
        return WORKBOOK
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableFileError(
            _("This is a workbook of an old kind (.xls), or one with a password."),
            hint=_("Save it as .xlsx without a password, or as CSV."),
        )
    return LINES if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") else CSV


def prepared(path: Path, form: str) -> Iterator[bytes]:
    """The bytes to keep: of a text in UTF-8, of a workbook as it is. Raises TableFileError."""
    if form == WORKBOOK:
        with path.open("rb") as content:
            yield from iter(lambda: content.read(PIECE), b"")
        return
    with path.open(encoding=_encoding_of(path), newline="") as text:
        yield from (piece.encode() for piece in iter(lambda: text.read(PIECE), ""))


def _encoding_of(path: Path) -> str:
    with path.open("rb") as content:
        head = content.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as text:
                while text.read(PIECE):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise TableFileError(
        _("The letters of this file cannot be read."), hint=_("Save it as “CSV UTF-8”, or as .xlsx.")
    )


class TableFile:
    """A table that was `prepared`. Raises TableFileError for what has no headings, or too many.

    `lines` can be asked for again, and gives the same each time.
    """

    def __init__(self, path: Path, form: str) -> None:
        self._path, self.form = path, form
        self._delimiter = _delimiter_of(path) if form == CSV else ","
        self.headings = self._headings()

    def lines(self) -> Iterator[Line]:
        """The rows below the headings, without those that are empty. Raises TableFileError beyond `MOST_ROWS`."""
        for at, line in enumerate(self._rows()):
            if at >= MOST_ROWS:
                raise TableFileError(
                    _("The file has more than %(most)d rows.") % {"most": MOST_ROWS}, hint=_("Split it.")
                )
            yield line

    def _rows(self) -> Iterator[Line]:
        if self.form == LINES:
            yield from self._json_lines()
            return
        width = len(self.headings)
        for number, cells in islice(self._records(), 1, None):
            if any(map(str.strip, cells)):
                yield _checked(number, cells, width)

    def _headings(self) -> tuple[str, ...]:
        found = self._names() if self.form == LINES else next((cells for _at, cells in self._records()), [])
        if not any(map(str.strip, found)):
            raise TableFileError(
                _("The file is empty, or its first row has no headings."),
                hint=_("The first row has to say what the columns are."),
            )
        while not found[-1].strip():
            found = found[:-1]
        if len(found) > MOST_COLUMNS:
            raise TableFileError(
                _("The file has %(found)d columns, and %(most)d are the most.")
                % {"found": len(found), "most": MOST_COLUMNS},
                hint=_("Take out those that are not needed."),
            )
        return _told_apart(found)

    def _records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Every record that is not empty at the beginning, with its first line."""
        records = workbookfiles.records(self._path) if self.form == WORKBOOK else self._csv_records()
        begun = False
        for number, cells in records:
            begun = begun or any(map(str.strip, cells))
            if begun:
                yield number, [_as_typed(cell) for cell in cells]

    def _csv_records(self) -> Iterator[tuple[int, Sequence[str]]]:
        with _text(self._path) as text:
            reader, began = csv.reader(text, delimiter=self._delimiter), 1
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    raise TableFileError(
                        _("From line %(line)d on, the file cannot be taken apart.") % {"line": began},
                        hint=_("Most likely a quotation mark is opened there and never closed."),
                    ) from None
                yield began, cells
                began = reader.line_num + 1

    def _names(self) -> list[str]:
        names: dict[str, None] = {}
        for _number, found in islice(self._objects(), LOOKED_AT):
            names |= dict.fromkeys(found or ())
        return list(names)

    def _json_lines(self) -> Iterator[Line]:
        for number, found in self._objects():
            if found is None:
                yield Line(
                    number, (), _("This line is no JSON object."), _('Write it as in {"name": "Ada"}.')
                )
            else:
                yield Line(number, tuple(_plain(found.get(name)) for name in self.headings))

    def _objects(self) -> Iterator[tuple[int, dict[str, Any] | None]]:
        with _text(self._path) as text:
            for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE + 1), ""), 1):
                if len(line) > LONGEST_LINE:
                    raise TableFileError(
                        _("Line %(line)d is longer than a megabyte.") % {"line": number}, hint=_("Split it.")
                    )
                if line.strip():
                    yield number, _object(line)


def _text(path: Path) -> closing[TextIO]:
    return closing(path.open(encoding="utf-8", newline=""))


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _plain(value: object) -> str:
    """A value of JSON as a cell; of what is nested, its JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _checked(number: int, cells: Sequence[str], width: int) -> Line:
    if any(cells[width:]):
        return Line(
            number, tuple(cells), _("This row has more cells than there are headings."),
            _("A text that holds the sign between cells has to stand in quotation marks."),
        )  # fmt: skip
    longest = max(map(len, cells), default=0)
    if longest > LONGEST_CELL:
        return Line(
            number, tuple(cells[:width]), _("A cell has %(length)d characters.") % {"length": longest},
            _("%(most)d fit.") % {"most": LONGEST_CELL},
        )  # fmt: skip
    return Line(number, tuple(cells[:width]))


def _as_typed(cell: str) -> str:
    """A cell without the apostrophe that our own files, and careful people, put before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA_STARTS) else cell


def _told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """Headings, each with a name of its own, whatever stood there."""
    found: dict[str, None] = {}
    for at, name in enumerate(names, 1):
        clean = " ".join(name.split())[:100] or _("Column %(number)d") % {"number": at}
        number, wanted = 1, clean
        while clean in found:
            number += 1
            clean = f"{wanted} ({number})"
        found[clean] = None
    return tuple(found)


def _delimiter_of(path: Path) -> str:
    """The sign between cells: that of which the first record has most, outside of quotation marks."""
    with _text(path) as text:
        head = text.read(PIECE)
    counts, is_quoted = dict.fromkeys(_DELIMITERS, 0), False
    for each in head.lstrip():
        if each == '"':
            is_quoted = not is_quoted
        elif not is_quoted and each in counts:
            counts[each] += 1
        elif not is_quoted and each in "\r\n":
            break
    return max(counts, key=lambda each: counts[each])
