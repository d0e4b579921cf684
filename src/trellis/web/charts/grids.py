"""A heat map: amounts at the crossings of two lists, told by shade and by figure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.web.charts import drawing, sentences
from trellis.web.charts.scales import share
from trellis.web.charts.values import Cell, Chart, figure, value_cell

SHADES = 5
_ROW = 34
_HEAD = 24
_GAP = 2
_MOST_WITH_FIGURES = 14
"""With more columns than these the figures stand only in the table and in what is read aloud."""

Grid = Sequence[Sequence[float | None]]


def heat(
    name: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Grid,
    *,
    unit: str = "",
    what: str = "",
) -> Chart:
    """Where much and where little is: a row of `values` for each row, `None` where nothing is known."""
    if len(values) != len(rows) or any(len(row) != len(columns) for row in values):
        raise ValueError("A heat map needs a row of values for each row, and a value for each column.")
    named = [
        (f"{rows[r]}, {columns[c]}", value)
        for r, row in enumerate(values)
        for c, value in enumerate(row)
        if value is not None
    ]
    return Chart(
        name=name,
        title=title,
        sentence=sentences.of_amounts(named, unit),
        svg=_grid(name, title, rows, columns, values, unit) if named else mark_safe(""),
        headers=(what or _("Name"), *columns),
        rows=tuple(
            (Cell(row), *(value_cell(value, unit) for value in values[at])) for at, row in enumerate(rows)
        ),
        numeric=frozenset(range(1, len(columns) + 1)),
    )


def shade(value: float, low: float, high: float) -> int:
    """One of five shades, from 1 (least) to 5 (most); where all are alike, the middle one."""
    return min(SHADES, 1 + int(SHADES * share(value, low, high)))


def _grid(
    name: str, title: str, rows: Sequence[str], columns: Sequence[str], values: Grid, unit: str
) -> SafeString:
    known = [value for row in values for value in row if value is not None]
    heads = drawing.quiet(
        drawing.join(
            [
                *(
                    format_html(
                        '<text class="{}" x="{}" y="14" text-anchor="middle">{}</text>',
                        "minor" if at % 2 and len(columns) > 6 else "",
                        drawing.across((at + 0.5) / len(columns)),
                        drawing.short(column, 10),
                    )
                    for at, column in enumerate(columns)
                ),
                *(
                    format_html(
                        '<text x="-8" y="{}" text-anchor="end">{}</text>',
                        _HEAD + _ROW * at + 20,
                        drawing.short(row),
                    )
                    for at, row in enumerate(rows)
                ),
            ]
        )
    )
    first = True
    cells: list[SafeString] = []
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            spoken = f"{rows[r]}, {columns[c]}: {_('no value') if value is None else figure(value, unit)}"
            level = 0 if value is None else shade(value, min(known), max(known))
            text = "" if value is None or len(columns) > _MOST_WITH_FIGURES else figure(value)
            cells.append(_cell(r, c, len(columns), level, text, spoken, first))
            first = False
    return drawing.frame(
        name,
        title,
        _HEAD + _ROW * len(rows),
        drawing.join([heads, *cells]),
        min(max(len(row) for row in rows), drawing.LETTERS_MOST),
    )


def _cell(r: int, c: int, columns: int, level: int, text: str, spoken: str, first: bool) -> SafeString:
    top = _HEAD + _ROW * r
    return format_html(
        '<g class="mark heat-{}" role="img" tabindex="{}" aria-label="{}" data-mark=""><title>{}</title>'
        '<rect class="cell" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
        level,
        "0" if first else "-1",
        spoken,
        spoken,
        drawing.across(c / columns),
        top,
        drawing.across(1 / columns),
        _ROW - _GAP,
        drawing.across((c + 0.5) / columns),
        top + 20,
        text,
    )
