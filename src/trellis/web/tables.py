"""Tables of records: which columns show, how rows are sorted, what can be done with those selected.

All that a reader chooses stands in the address, so that a table can be shared, saved as a view, and works without a
script. The room says what its columns are; this module reads the address and makes the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from trellis.web.paging import Paged, page_of, with_params

if TYPE_CHECKING:
    from trellis.web.saving import Views

T = TypeVar("T")
Text = str | Promise

MOST_SELECTED = 500
_NOT_KEPT = ("show", "page")


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: what it says of a row, where that leads, and what sorts by it.

    `before` and `after` stand beside the value only where a phone folds the row, since no head says what it is there;
    `extra` columns show only when they are chosen; the first column always shows.
    """

    key: str
    label: Text
    value: Callable[[T], Any]
    url: Callable[[T], str] | None = None
    sort: Callable[[T], Any] | None = None
    numeric: bool = False
    extra: bool = False
    before: Text = ""
    after: Callable[[T], str] | None = None


@dataclass(frozen=True)
class Action:
    """Something that can be done with the selected rows. `danger` marks what cannot be undone."""

    key: str
    label: Text
    icon_name: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column that shows: `url` sorts by it, `sorted` is ascending, descending or empty."""

    label: Text
    numeric: bool
    url: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """What a row says in a column."""

    text: Any
    url: str
    numeric: bool
    before: Text
    after: str


@dataclass(frozen=True)
class Line:
    """A row: the key it is selected by, where it leads, and its cells."""

    key: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Choice:
    """A column that can be shown or hidden."""

    key: str
    label: Text
    shown: bool


@dataclass(frozen=True)
class Table:
    """A table as one reader asked for it. `name` is its identifier in the page, `label` what it lists.

    `kept` is what stays in the address when columns are chosen, `arranged` what stays when filters are.
    """

    name: str
    label: Text
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    choices: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    arranged: tuple[tuple[str, str], ...]
    reset_url: str
    paged: Paged[Any]
    actions: tuple[Action, ...] = ()
    act_url: str = ""
    exports: tuple[tuple[str, str], ...] = ()
    views: Views | None = field(default=None)


def table_of(
    request: HttpRequest,
    name: str,
    label: Text,
    columns: Sequence[Column[T]],
    rows: Iterable[T],
    *,
    row_url: Callable[[T], str],
    row_key: Callable[[T], str] = str,
    actions: tuple[Action, ...] = (),
    act_url: str = "",
    exports: tuple[tuple[str, str], ...] = (),
    views: Views | None = None,
) -> Table:
    """The table that the address asks for: `sort=` a column (`-` before it: descending), `show=` columns, `page=`."""
    params = request.GET
    shown = shown_columns(columns, params)
    paged = page_of(sorted_rows(columns, rows, params.get("sort", "")), request)
    return Table(
        name=name,
        label=label,
        heads=tuple(_head(column, params) for column in shown),
        lines=tuple(
            Line(row_key(row), row_url(row), tuple(_cell(column, row) for column in shown))
            for row in paged.rows
        ),
        choices=tuple(Choice(column.key, column.label, column in shown) for column in columns[1:]),
        kept=tuple((key, str(value)) for key, value in params.items() if key not in _NOT_KEPT),
        arranged=tuple((key, value) for key in ("sort", "show") for value in params.getlist(key)),
        reset_url=with_params(params, show=None, page=None),
        paged=paged,
        actions=actions,
        act_url=act_url,
        exports=tuple((label, f"{url}?{_kept(params)}") for label, url in exports),
        views=views,
    )


def shown_columns(columns: Sequence[Column[T]], params: QueryDict) -> tuple[Column[T], ...]:
    """The first column and those that `show=` names, or those that are not extra; in the order of the table."""
    wanted = set(params.getlist("show"))
    known = wanted & {column.key for column in columns}
    return tuple(
        column
        for at, column in enumerate(columns)
        if at == 0 or (column.key in known if known else not column.extra)
    )


def sorted_rows(columns: Sequence[Column[T]], rows: Iterable[T], asked: str) -> list[T]:
    """The rows, sorted by the column that was asked for; as they come where none was, or none such."""
    found = next((column.sort for column in columns if column.key == asked.removeprefix("-")), None)
    return list(rows) if found is None else sorted(rows, key=found, reverse=asked.startswith("-"))


def selected(request: HttpRequest, known: Iterable[str]) -> tuple[str, ...]:
    """The keys of the rows that were selected, in the order given, without those that are not in the list."""
    allowed = set(known)
    chosen = dict.fromkeys(request.POST.getlist("row")[:MOST_SELECTED])
    return tuple(key for key in chosen if key in allowed)


def _head(column: Column[Any], params: QueryDict) -> Head:
    asked = params.get("sort", "")
    state = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked, "")
    url = ""
    if column.sort is not None:
        url = with_params(params, sort=f"-{column.key}" if state == "ascending" else column.key, page=None)
    return Head(column.label, column.numeric, url, state)


def _cell(column: Column[T], row: T) -> Cell:
    value = column.value(row)
    text = "" if value is None else value
    return Cell(
        text=text,
        url=column.url(row) if column.url else "",
        numeric=column.numeric,
        before=column.before if text != "" else "",
        after=column.after(row) if column.after and text != "" else "",
    )


def _kept(params: QueryDict) -> str:
    kept = params.copy()
    kept.pop("page", None)
    return kept.urlencode()
