"""Lists as files: CSV and workbooks for spreadsheets, JSON for programs.

A file holds every column, under names that are the same in every language, whatever columns the page shows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from trellis.web.workbooks import workbook

MOST_ROWS = 100_000
"""Rows that a list from the database gives to one file."""
FORMS = ("csv", "xlsx", "json")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def files_of(url_name: str, *arguments: Any) -> tuple[tuple[str, str], ...]:
    """What a list can be had as, for `table_of`: the name of each form and its address, which ends in `form`."""
    return tuple((form.upper(), reverse(url_name, args=[*arguments, form])) for form in FORMS)


def file_response(
    form: str, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> HttpResponse:
    """A list in one of `FORMS`; raises Http404 for any other. Moments are UTC, in a workbook the site's time."""
    if form == "csv":
        return csv_response(name, columns, rows)
    if form == "json":
        return json_response(name, rows)
    if form == "xlsx":
        return workbook_response(name, columns, rows)
    raise Http404


def file_content(
    form: str, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> tuple[bytes, str]:
    """A list as the bytes of a file, with its media type: what `file_response` answers. Raises Http404 likewise."""
    made = file_response(form, name, columns, rows)
    return made.content, made["Content-Type"].partition(";")[0]


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """A CSV file in UTF-8. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV
    injection).
    """
    text = csv_text(columns, ([row.get(column) for column in columns] for row in rows))
    return _download(text, "text/csv; charset=utf-8", f"{name}.csv")


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """The text of a CSV file: a row of headers, then the rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def workbook_response(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """A workbook, with the same care for texts that look like formulas: its cells may be saved as CSV again."""
    cells = ([_harmless(row.get(column)) for column in columns] for row in rows)
    return _download(workbook(name, columns, cells), _WORKBOOK, f"{name}.xlsx")


def json_response(name: str, rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """A JSON file: a list of objects."""
    text = json.dumps(list(rows), ensure_ascii=False, indent=1, default=_plain)
    return _download(text, "application/json", f"{name}.json")


def _cell(value: Any) -> str:
    return "" if value is None else str(_harmless(_plain(value) if isinstance(value, date) else value))


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _plain(value: Any) -> str:
    """Days and moments as ISO 8601 writes them, moments in UTC; anything else as it prints."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _download(text: str | bytes, content_type: str, filename: str) -> HttpResponse:
    """A file for whoever asked and nobody after them: no browser and no proxy keeps what a list told one reader."""
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(text, content_type=content_type, headers=headers)
