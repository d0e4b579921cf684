"""Lists as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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


def json_response(name: str, rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """A JSON file: a list of objects."""
    text = json.dumps(list(rows), ensure_ascii=False, indent=1)
    return _download(text, "application/json", f"{name}.json")


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def _download(text: str, content_type: str, filename: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )
