"""What a chart is made from and what it becomes; numbers and days as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.web.exporting import csv_text

MOST_SERIES = 6
"""More colours and markers than these cannot be told apart: put the rest together, or make two charts."""

X = date | str


@dataclass(frozen=True)
class Series:
    """A row of values, one for each place on the axis; `None` is a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Mark:
    """An entry of the legend: a series and its number, from 1."""

    name: str
    number: int
    kind: str


@dataclass(frozen=True)
class Cell:
    """A cell of a chart's table: the text, where it leads, and the bare value for the file."""

    text: str
    url: str = ""
    value: str | float | None = None


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the sentence that it proves, the picture (empty where there is nothing to draw) and its table.

    `name` is its identifier in the page and the name of its file.
    """

    name: str
    title: str
    sentence: str
    svg: SafeString
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    legend: tuple[Mark, ...] = ()
    numeric: frozenset[int] = field(default=frozenset())

    @property
    def csv(self) -> str:
        """The table as a file in an address, which a browser saves without asking the server or a script."""
        rows = ([cell.text if cell.value is None else cell.value for cell in row] for row in self.rows)
        return "data:text/csv;charset=utf-8," + quote(csv_text(self.headers, rows))


def figure(value: float, unit: str = "") -> str:
    """A number with its thousands parted, at most two digits after the point, and its unit."""
    rounded = round(value, 2)
    digits = 0 if rounded == int(rounded) else 1 if rounded == round(rounded, 1) else 2
    text = number_format(rounded, decimal_pos=digits, use_l10n=True, force_grouping=True)
    return f"{text} {unit}" if unit else text


def percent(part: float, whole: float) -> str:
    """A share of a whole, without digits after the point."""
    return figure(round(100 * part / whole) if whole else 0, "%")


def day(value: date) -> str:
    """A day in full, as the reader's language writes it."""
    return date_format(value, "DATE_FORMAT")


def near_day(value: date, span: int) -> str:
    """A day under an axis: the year alone, the month, or the day of the month, by the axis's length in days."""
    if span > 6 * 365:
        return date_format(value, "Y")
    if span > 62:
        return date_format(value, "M Y" if value.month == 1 or span > 400 else "M")
    return date_format(value, "SHORT_DATE_FORMAT") if span == 0 else date_format(value, "j M")


def names(xs: Sequence[X]) -> list[str]:
    """The names of the places on an axis, in full; where all are first days of months, they are months."""
    monthly = len(xs) > 1 and all(isinstance(x, date) and x.day == 1 for x in xs)
    style = "YEAR_MONTH_FORMAT" if monthly else "DATE_FORMAT"
    return [date_format(x, style) if isinstance(x, date) else x for x in xs]


def check_series(xs: Sequence[X], series: Sequence[Series]) -> None:
    """Fail where a chart cannot be made of these: too many series, or values that do not fit the axis."""
    if len(series) > MOST_SERIES:
        raise ValueError(f"A chart shows at most {MOST_SERIES} series, not {len(series)}: put some together.")
    for each in series:
        if len(each.values) != len(xs):
            raise ValueError(
                f"The series {each.name!r} has {len(each.values)} values for {len(xs)} places on the axis."
            )


def series_table(
    x_title: str, xs: Sequence[X], series: Sequence[Series], unit: str
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...], frozenset[int]]:
    """Headers, rows and the numbers of the columns that hold figures."""
    headers = (x_title, *(f"{each.name} ({unit})" if unit else each.name for each in series))
    rows = tuple(
        (
            Cell(named, value=x.isoformat() if isinstance(x, date) else None),
            *(value_cell(each.values[at], unit) for each in series),
        )
        for at, (x, named) in enumerate(zip(xs, names(xs), strict=True))
    )
    return headers, rows, frozenset(range(1, len(series) + 1))


def value_cell(value: float | None, unit: str = "", url: str = "") -> Cell:
    """A figure in the table; a gap says that it is one."""
    return Cell(_("no value"), value="") if value is None else Cell(figure(value, unit), url, value)
