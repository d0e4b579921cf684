"""Job families as tables: CSV with one row for each role, and a workbook with a sheet for each kind of fact.

A cell that a spreadsheet would take for a formula gets an apostrophe before it: handbooks are written by many
hands, and opening a table must never run what one of them typed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Cell, ...]
Exported: TypeAlias = Mapping[str, Any]
"""A family as `exporting.family_export` makes it."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_CHARACTERS = 32_767
"""What a cell of a workbook holds at most."""
_LEVEL_COLUMNS = (
    "path",
    "family",
    "level",
    "grade",
    "reports to",
    "extends",
    "responsibilities",
    "requirements",
)


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_text(families: Iterable[Exported]) -> str:
    """One row for each role, with the lists of the role one item a line in their cell; a family without roles
    has one too.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [*_LEVEL_COLUMNS, "family responsibilities", "family requirements", "hiring steps", "indicators"]
    )
    for family in families:
        shared = (
            "\n".join(family["family_responsibilities"]),
            "\n".join(family["family_requirements"]),
            "\n".join(family["hiring_steps"]),
            "\n".join(_indicator(found) for found in family["performance_indicators"]),
        )
        for row in _level_rows(family):
            writer.writerow([safe(cell) for cell in (*row, *shared)])
    return out.getvalue()


def workbook(families: Iterable[Exported]) -> bytes:
    """A workbook with sheets for families, roles, their items, hiring steps and indicators; the same bytes
    for the same data.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - costs more than all else that a command loads

    several = list(families)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # Without a date of its own, a workbook holds the moment at which it was made, and no two are the same.
    book.set_properties({"title": "Job families", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - no time zone in the format
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, widths, columns, rows in _sheets(several):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(at, at, width, wrapped)
            sheet.write_string(0, at, column, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                _write(sheet, last, at, cell)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    book.close()
    return out.getvalue()


Sheet: TypeAlias = tuple[str, tuple[int, ...], tuple[str, ...], Iterable[Row]]


def _sheets(families: list[Exported]) -> Iterator[Sheet]:
    yield (
        "Families",
        (44, 32, 60, 10, 12, 60, 40),
        ("path", "title", "description", "levels", "indicators", "career ladder", "specialties"),
        map(_family_row, families),
    )
    yield "Levels", (44, 32, 36, 8, 36, 36, 16, 16), _LEVEL_COLUMNS, _counted_level_rows(families)
    for name, key in (("Responsibilities", "responsibilities"), ("Requirements", "requirements")):
        yield name, (44, 32, 36, 100), ("path", "family", "level", "text"), _item_rows(families, key)
    steps = (
        (f["path"], f["title"], at, step)
        for f in families
        for at, step in enumerate(f["hiring_steps"], start=1)
    )
    yield "Hiring", (44, 32, 8, 100), ("path", "family", "step", "text"), steps
    indicators = (
        (f["path"], f["title"], i["name"], i["target"]) for f in families for i in f["performance_indicators"]
    )
    yield "Indicators", (44, 32, 70, 20), ("path", "family", "indicator", "target"), indicators


def _family_row(family: Exported) -> Row:
    return (
        family["path"],
        family["title"],
        family["description"],
        len(family["levels"]),
        len(family["performance_indicators"]),
        family["career_ladder"],
        "\n".join(family["specialties"]),
    )


def _counted_level_rows(families: Iterable[Exported]) -> Iterator[Row]:
    """Levels with how many items each has: the items have sheets of their own."""
    for family in families:
        for level in family["levels"]:
            yield (
                family["path"],
                family["title"],
                level["title"],
                level["grade"],
                level["reports_to"],
                "\n".join(level["extends"]),
                len(level["responsibilities"]),
                len(level["requirements"]),
            )


def _level_rows(family: Exported) -> Iterator[Row]:
    for level in family["levels"]:
        yield (
            family["path"],
            family["title"],
            level["title"],
            level["grade"],
            level["reports_to"],
            "\n".join(level["extends"]),
            "\n".join(level["responsibilities"]),
            "\n".join(level["requirements"]),
        )
    if not family["levels"]:
        yield (family["path"], family["title"], None, None, None, None, None, None)


def _item_rows(families: Iterable[Exported], key: str) -> Iterator[Row]:
    for family in families:
        for text in family[f"family_{key}"]:
            yield family["path"], family["title"], "(all levels)", text
        for level in family["levels"]:
            for text in level[key]:
                yield family["path"], family["title"], level["title"], text


def _indicator(found: Mapping[str, str | None]) -> str:
    return f"{found['name']} ({found['target']})" if found["target"] else str(found["name"])


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell:
        text = str(safe(cell))
        sheet.write_string(
            row, column, text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
        )
