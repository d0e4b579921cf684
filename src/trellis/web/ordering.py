"""In which order the rows of a list come: in memory by a key, those of a query by the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from django.db.models import F, QuerySet
from django.db.models.expressions import Expression
from django.http import QueryDict

from trellis.web.paging import QueryRows

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
Order = Callable[[T], Any] | tuple[str | Expression, ...]
"""What sorts a column: a function of a row, or for rows of a query fields and expressions."""


class Sortable(Protocol[T_contra]):
    """What rows can be sorted by: a column with the name that stands for it in an address, if anything sorts it."""

    @property
    def key(self) -> str: ...

    @property
    def sort(self) -> Order[T_contra] | None: ...


def in_order(
    columns: Sequence[Sortable[T]], rows: Iterable[T] | QuerySet[Any], params: QueryDict, total: int | None
) -> Sequence[T]:
    """The rows of a list as its address wants them sorted; those of a query are counted unless the `total` is known."""
    asked = params.get("sort", "")
    if isinstance(rows, QuerySet):
        return QueryRows(ordered(columns, rows, asked), total)
    return sorted_rows(columns, rows, asked)


def sorted_rows(columns: Sequence[Sortable[T]], rows: Iterable[T], asked: str) -> list[T]:
    """The rows, sorted by the column that was asked for; as they come where none was, or none such."""
    found = _order_by(columns, asked)
    return sorted(rows, key=found, reverse=asked.startswith("-")) if callable(found) else list(rows)


def ordered(columns: Sequence[Sortable[Any]], rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    """The rows of a query, sorted as `sorted_rows` does; what is empty comes last in either direction.

    The order is always whole, so that no row is on two pages and none on no page: rows that are alike are in the order
    of their keys, and a query without an order is sorted by the first column.
    """
    if rows.query.is_sliced or rows.query.combinator:
        return rows
    found = _order_by(columns, asked)
    if isinstance(found, tuple):
        return _by(rows, found, is_descending=asked.startswith("-"))
    if not rows.ordered:
        return _by(rows, found if isinstance(found := columns[0].sort, tuple) else (), is_descending=False)
    own = rows.query.order_by or rows.query.extra_order_by or rows.model._meta.ordering
    return (
        rows
        if {"pk", "-pk", "id", "-id"} & {each for each in own if isinstance(each, str)}
        else rows.order_by(*own, "pk")
    )


def _by(rows: QuerySet[Any], fields: Iterable[Any], *, is_descending: bool) -> QuerySet[Any]:
    """Rows in the order of some fields, then of their keys."""
    columns = [F(each) if isinstance(each, str) else each for each in fields]
    order = [each.desc(nulls_last=True) if is_descending else each.asc(nulls_last=True) for each in columns]
    return rows.order_by(*order, "pk")


def _order_by(columns: Sequence[Sortable[T]], asked: str) -> Order[T] | None:
    return next((column.sort for column in columns if column.key == asked.removeprefix("-")), None)
