"""Tables of records: which columns show, how rows are sorted, what can be done with those selected.

All that a reader chooses stands in the address, so that a table can be shared, saved as a view, and works without a
script. The room says what its columns are; this module reads the address and makes the cells. Rows in memory are sorted
here, rows of a query by the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.web import listfiles
from trellis.web.exporting import MOST_ROWS
from trellis.web.ordering import Order, in_order
from trellis.web.paging import PLACES, Paged, page_of, with_params

if TYPE_CHECKING:
    from trellis.web.saving import Views

T = TypeVar("T")
Text = str | Promise

MOST_SELECTED = 500
_NOT_KEPT = ("show", *PLACES)
_HERE, _NUMERIC = ' class="here"', ' class="num"'
_BOX = '<input type="checkbox" name="row" value="{}" aria-label="{}">'


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: what it says of a row, where that leads, and what sorts by it.

    `before` and `after` stand beside the value only where a phone folds the row, since no head says what it is there;
    `under` is a smaller line below the value; `extra` columns show only when they are chosen; the first column always
    shows. What `value` and `under` give is escaped unless it is safe.
    """

    key: str
    label: Text
    value: Callable[[T], Any]
    url: Callable[[T], str] | None = None
    sort: Order[T] | None = None
    numeric: bool = False
    extra: bool = False
    before: Text = ""
    after: Callable[[T], str] | None = None
    under: Callable[[T], Any] | None = None


@dataclass(frozen=True)
class Action:
    """Something that can be done with the selected rows, or with `whole` lists whatever is selected.

    `danger` marks what cannot be undone.
    """

    key: str
    label: Text
    icon_name: str = ""
    danger: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Deed:
    """What can be done with one row or one group by a button of its own, or the link that stands in its place.

    A button sends the form of the table to `url` (empty: where its actions go), as `name` with `value`. `of` says to
    those who hear the page what it is about; `help` is at hand for those who point at it.
    """

    label: Text
    url: str = ""
    name: str = ""
    value: str = ""
    of: Text = ""
    help: Text = ""
    is_link: bool = False

    @property
    def html(self) -> SafeString:
        """The button, or the link."""
        if self.is_link:
            of = format_html('<span class="visually-hidden">, {}</span>', self.of) if self.of else ""
            return format_html('<a href="{}">{}{}</a>', self.url, self.label, of)
        given = (("formaction", self.url), ("name", self.name), ("value", self.value), ("title", self.help))
        attributes = format_html_join("", ' {}="{}"', (pair for pair in given if pair[1]))
        of = format_html('<span class="visually-hidden">: {}</span>', self.of) if self.of else ""
        return format_html('<button class="btn quiet small"{}>{}{}</button>', attributes, self.label, of)


@dataclass(frozen=True)
class Group:
    """A heading over neighbouring rows with the same `key`."""

    key: str
    title: Any
    url: str = ""
    note: str = ""
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Head:
    """The head of a column that shows: `url` sorts by it, `sorted` is ascending, descending or empty."""

    label: Text
    numeric: bool
    url: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """What a row says in a column: `text` is the value alone, `html` the value with what stands around it."""

    text: Any
    html: SafeString
    numeric: bool


@dataclass(frozen=True)
class Line:
    """A row: the key it is selected by, its cells, and what the box that selects it is called (empty: no box).

    `has_box` and `has_deed` say whether the table has columns for boxes and for deeds.
    """

    key: str
    cells: tuple[Cell, ...]
    pick_label: str
    is_here: bool
    deed: Deed | None
    has_box: bool
    has_deed: bool

    @property
    def html(self) -> SafeString:
        """The row. Put together by hand: of fifty rows, the template took longer than all else of a page."""
        first, *others = self.cells
        parts = [f'<tr role="row"{_HERE if self.is_here else ""}>']
        if self.has_box:
            box = format_html(_BOX, self.key, self.pick_label) if self.pick_label else ""
            parts.append(f'<td class="pick" role="cell">{box}</td>')
        parts.append(f'<th scope="row" role="rowheader">{first.html}</th>')
        parts += [f'<td role="cell"{_NUMERIC if cell.numeric else ""}>{cell.html}</td>' for cell in others]
        if self.has_deed:
            parts.append(f'<td role="cell" class="act">{self.deed.html if self.deed else ""}</td>')
        return SafeString("".join((*parts, "</tr>")))  # each part is escaped where it is made


@dataclass(frozen=True)
class Section:
    """Rows under one heading, or all of them under none."""

    group: Group | None
    lines: tuple[Line, ...]


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
    sections: tuple[Section, ...]
    choices: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    arranged: tuple[tuple[str, str], ...]
    reset_url: str
    paged: Paged[Any]
    actions: tuple[Action, ...] = ()
    act_url: str = ""
    act_note: Text = ""
    has_deeds: bool = False
    exports: tuple[tuple[str, str], ...] = ()
    views: Views | None = field(default=None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows of this page of the list."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def is_form(self) -> bool:
        """Whether something can be done with its rows; links need no form."""
        deeds = [line.deed for line in self.lines] + [
            deed for section in self.sections if section.group for deed in section.group.deeds
        ]
        return bool(self.actions) or any(deed is not None and not deed.is_link for deed in deeds)

    @property
    def sorts(self) -> tuple[Head, ...]:
        """The heads that sort: on a phone, where heads are not seen, they stand in a menu."""
        return tuple(head for head in self.heads if head.url)

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.heads) + bool(self.actions) + self.has_deeds


def table_of(
    request: HttpRequest,
    name: str,
    label: Text,
    columns: Sequence[Column[T]],
    rows: Iterable[T] | QuerySet[Any] | Paged[T],
    *,
    row_url: Callable[[T], str],
    row_key: Callable[[T], str] = str,
    row_name: Callable[[T], str] | None = None,
    can_pick: Callable[[T], bool] = lambda row: True,
    is_here: Callable[[T], bool] = lambda row: False,
    group: Callable[[T], Group] | None = None,
    deeds: Callable[[Sequence[T]], Sequence[Deed | None]] | None = None,
    actions: tuple[Action, ...] = (),
    act_url: str = "",
    act_note: Text = "",
    exports: tuple[tuple[str, str], ...] = (),
    views: Views | None = None,
    keep: tuple[str, ...] = (),
    total: int | None = None,
    has_files: bool = True,
) -> Table:
    """The table that the address asks for: `sort=` a column (`-` before it: descending), `show=` columns, `page=`.

    Rows of a query are sorted, counted (unless the `total` is known) and cut by the database; rows that are `Paged`
    stay as they are. `deeds` is asked once, with the rows of this page. `keep` names further parameters that stay when
    filters change. Without `exports` the list can be had as a file here, unless it `has_files` none; raises FileWanted.
    """
    params = request.GET
    shown = shown_columns(columns, params)
    files = tuple((form, f"{url}?{_kept(params)}") for form, url in exports)
    if isinstance(rows, Paged):
        paged = rows
    else:
        whole = in_order(columns, rows, params, total)
        if has_files and not files:
            files = _files(request, name, columns, whole)
        paged = page_of(whole, request)
    done = deeds(paged.rows) if deeds is not None else [None] * len(paged.rows)
    has_deeds = any(deed is not None for deed in done)
    name_of = row_name or (lambda row: str(columns[0].value(row)))
    may_pick = can_pick if actions else lambda row: False
    line = _line_of(shown, row_url, row_key, name_of, may_pick, is_here, bool(actions), has_deeds)
    return Table(
        name=name,
        label=label,
        heads=tuple(_head(column, params) for column in shown),
        sections=_sections(zip(paged.rows, done, strict=True), line, group),
        choices=tuple(Choice(column.key, column.label, column in shown) for column in columns[1:]),
        kept=tuple((key, value) for key, value in _pairs(params) if key not in _NOT_KEPT),
        arranged=tuple((key, value) for key, value in _pairs(params) if key in ("sort", "show", *keep)),
        reset_url=with_params(params, **dict.fromkeys(_NOT_KEPT)),
        paged=paged,
        actions=actions,
        act_url=act_url,
        act_note=act_note,
        has_deeds=has_deeds,
        exports=files,
        views=views,
    )


def _files(
    request: HttpRequest, name: str, columns: Sequence[Column[T]], rows: Sequence[T]
) -> tuple[tuple[str, str], ...]:
    """The forms in which the list can be had here, and where. Raises FileWanted where the address asks for one."""
    form = listfiles.form_wanted(request, name)
    if form:
        cells = ([column.value(row) for column in columns] for row in rows[:MOST_ROWS])
        raise listfiles.file_of(form, name, [column.key for column in columns], cells)
    return listfiles.files_here(request, name)


def shown_columns(columns: Sequence[Column[T]], params: QueryDict) -> tuple[Column[T], ...]:
    """The first column and those that `show=` names, or those that are not extra; in the order of the table."""
    wanted = set(params.getlist("show"))
    known = wanted & {column.key for column in columns}
    return tuple(
        column
        for at, column in enumerate(columns)
        if at == 0 or (column.key in known if known else not column.extra)
    )


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
        by = f"-{column.key}" if state == "ascending" else column.key
        url = with_params(params, **{**dict.fromkeys(PLACES), "sort": by})
    return Head(column.label, column.numeric, url, state)


def _line_of(
    shown: Sequence[Column[T]],
    row_url: Callable[[T], str],
    row_key: Callable[[T], str],
    name_of: Callable[[T], str],
    can_pick: Callable[[T], bool],
    is_here: Callable[[T], bool],
    has_box: bool,
    has_deed: bool,
) -> Callable[[T, Deed | None], Line]:
    """What makes the lines of a table; its first column leads to what the row is about."""
    select = _("Select %(name)s")

    def line(row: T, deed: Deed | None) -> Line:
        cells = tuple(_cell(column, row, None if at else row_url(row)) for at, column in enumerate(shown))
        label = select % {"name": name_of(row)} if can_pick(row) else ""
        return Line(row_key(row), cells, label, is_here(row), deed, has_box, has_deed)

    return line


def _cell(column: Column[T], row: T, row_url: str | None) -> Cell:
    """`row_url` is where the row leads, for the cell that names it."""
    value = column.value(row)
    text = "" if value is None else value
    url = row_url if row_url is not None else column.url(row) if column.url else ""
    html = conditional_escape(text)
    if url:
        link = '<a class="row-link" href="{}">{}</a>' if row_url is not None else '<a href="{}">{}</a>'
        html = format_html(link, url, html)
    if text != "" and column.before:
        html = format_html('<span class="only-folded">{} </span>{}', column.before, html)
    if text != "" and column.after:
        html = format_html('{}<span class="only-folded"> {}</span>', html, column.after(row))
    under = column.under(row) if column.under else ""
    if under:
        html = format_html('{}<span class="under">{}</span>', html, under)
    return Cell(text, html, column.numeric)


def _sections(
    rows: Iterable[tuple[T, Deed | None]],
    line: Callable[[T, Deed | None], Line],
    group: Callable[[T], Group] | None,
) -> tuple[Section, ...]:
    if group is None:
        return (Section(None, tuple(line(*each) for each in rows)),)
    found = groupby(((group(row), row, deed) for row, deed in rows), key=lambda each: each[0].key)
    made = []
    for _same, several in found:
        inside = list(several)
        made.append(Section(inside[0][0], tuple(line(row, deed) for _its, row, deed in inside)))
    return tuple(made)


def _pairs(params: QueryDict) -> Iterable[tuple[str, str]]:
    return ((key, str(value)) for key, values in params.lists() for value in values)


def _kept(params: QueryDict) -> str:
    kept = params.copy()
    for name in PLACES:
        kept.pop(name, None)
    return kept.urlencode()
