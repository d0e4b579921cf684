"""Workbooks that people bring: looked at before they are read, since a small file can unpack to a huge table."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from trellis.core.tabletrouble import TableFileError

MOST_PARTS = 2_000
MOST_UNPACKED = 384 * 2**20
MOST_CELLS = 5_000_000
"""Places of the rectangle that holds all cells; the reader makes room for each, also where nothing stands."""
_PIECE = 256 * 1024
_OVERLAP = 128
_OF_OTHER_KINDS = {"content.xml", "xl/workbook.bin"}
_PLACE = re.compile(rb"""\sr\s*=\s*["']([^"']{0,60})""")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_NAMED = re.compile(rb"([A-Za-z]{0,3})(\d{1,7})")


def records(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the first sheet, with their numbers, as text. Raises TableFileError."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - few requests read a workbook

    look_at(path)
    try:
        with path.open("rb") as content, CalamineWorkbook.from_filelike(content) as book:
            sheet = book.get_sheet_by_index(0)
            first = sheet.start[0] if sheet.start else 0
            rows = sheet.to_python(skip_empty_area=True)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError):
        raise _unreadable() from None
    for at, row in enumerate(rows, first + 1):
        yield at, [_shown(value) for value in row]


def look_at(path: Path) -> None:
    """Unpack a workbook to nothing, counting. Raises TableFileError for one that is damaged, or too large."""
    unpacked = cells = 0
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            # The reader knows other kinds of workbooks too, which are not looked at here.
            if "xl/workbook.xml" not in names or names & _OF_OTHER_KINDS:
                raise _unreadable()
            if len(parts) > MOST_PARTS:
                raise _too_large()
            for part in parts:
                right = bottom = 1
                rest = b""
                with archive.open(part) as content:
                    while piece := content.read(_PIECE):
                        unpacked += len(piece)
                        text = rest + piece
                        cells += len(_CELL.findall(text))
                        right, bottom = _corner(text, right, bottom)
                        if unpacked > MOST_UNPACKED or cells > MOST_CELLS or right * bottom > MOST_CELLS:
                            raise _too_large()
                        rest = text[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError):
        raise _unreadable() from None


def _corner(text: bytes, right: int, bottom: int) -> tuple[int, int]:
    """How far to the right and down the places go that a text names. Raises TableFileError for hidden ones."""
    for place in set(_PLACE.findall(text)):
        if b"&" in place:  # a letter by its number: no program writes places so
            raise _unreadable()
        named = _NAMED.fullmatch(place)
        if named is not None:
            right, bottom = max(right, _column(named[1])), max(bottom, int(named[2]))
    return right, bottom


def _column(letters: bytes) -> int:
    number = 0
    for each in letters.upper():
        number = number * 26 + each - 64
    return number


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _too_large() -> TableFileError:
    return TableFileError(
        _("This workbook is too large when it is unpacked."),
        hint=_("Keep only the sheet and the columns that are needed, or save it as CSV."),
    )


def _unreadable() -> TableFileError:
    return TableFileError(
        _("This workbook cannot be read."), hint=_("Save it anew as .xlsx without a password, or as CSV.")
    )
