"""Lists as workbooks for spreadsheets, with numbers, days and moments as such."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

LONGEST_CELL = 32_767
"""Letters that a cell holds at most."""
_NARROWEST, _WIDEST = 8, 60
_ROOM_FOR_A_FILTER = 4


def workbook(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet whose head stays in sight and filters. Moments are in the site's time; texts are only texts."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - costs as much as a page, and few ask for it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats: dict[type, Any] = {
        date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 1)
    widths = [len(column) + _ROOM_FOR_A_FILTER for column in columns]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, last, at, value, formats)
            widths[at] = max(widths[at], len(str(value)))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(max(width, _NARROWEST), _WIDEST))
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.make_naive(value), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        # A lone half of a pair of code points cannot be written to a file.
        text = str(value).encode("utf-8", "replace").decode()
        sheet.write_string(row, column, text[:LONGEST_CELL])
