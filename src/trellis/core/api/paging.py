"""Long lists in parts: a part ends with a cursor, and the next begins after it, whatever was added meanwhile.

A cursor is signed and belongs to one list with its filters, so that nothing else can be asked of the database with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja import Field, Schema

from trellis.core.api.problems import ProblemError

T = TypeVar("T")
M = TypeVar("M", bound=Model)
_SALT = "trellis.api.cursor"
USUAL, MOST = 50, 200
LONGEST_CURSOR = 1000
NOT_OF_THE_LIST = {"cursor", "limit", "fields"}


class ListPart(Schema, Generic[T]):
    """A part of a list."""

    items: list[T]
    next: str | None = Field(description="The cursor of the next part; null where this is the last.")


class Paging(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many there may be in a part.")
    cursor: str | None = Field(
        None, max_length=LONGEST_CURSOR, description="`next` of the part before; nothing for the first."
    )


def part_of(
    request: HttpRequest, paging: Paging, rows: Iterable[T], key: Callable[[T], Any]
) -> dict[str, Any]:
    """A part of rows that are in the order of `key`, a text, number or tuple of these that each has for itself."""
    after = _after(request, paging)
    rest = rows if after is None else (row for row in rows if _plain(key(row)) > after)
    found = list(islice(rest, paging.limit + 1))
    return _part(request, paging, found, lambda row: _plain(key(row)))


def part_at(request: HttpRequest, paging: Paging, rows: Callable[[int, int], Sequence[T]]) -> dict[str, Any]:
    """A part of what has no order but its own, such as hits of a search. `rows` gives those between two places."""
    after = _after(request, paging)
    start = after[0] if after is not None else 0
    found = rows(start, start + paging.limit + 1)
    return _part(request, paging, list(found), lambda _row: [start + paging.limit])


def part_of_query(request: HttpRequest, paging: Paging, query: QuerySet[M], *order: str) -> dict[str, Any]:
    """A part of what the database holds, in an order that ends with something each row has for itself. One query."""
    names = [name.removeprefix("-") for name in order]
    after = _after(request, paging)
    if after is not None:
        query = query.filter(_beyond(order, [_value(each) for each in after]))
    found = list(query.order_by(*order)[: paging.limit + 1])
    return _part(request, paging, found, lambda row: [_stored(getattr(row, name)) for name in names])


def _part(
    request: HttpRequest, paging: Paging, found: list[T], key: Callable[[T], list[Any]]
) -> dict[str, Any]:
    shown = found[: paging.limit]
    return {"items": shown, "next": _cursor(request, key(shown[-1])) if len(found) > len(shown) else None}


def _beyond(order: Sequence[str], after: Sequence[Any]) -> Q:
    """Rows after one, by several columns: the first that differs decides."""
    found, same = Q(), Q()
    for column, value in zip(order, after, strict=True):
        name = column.removeprefix("-")
        found |= same & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return found


def _plain(key: Any) -> list[Any]:
    return list(key) if isinstance(key, tuple) else [key]


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"id": str(value)} if isinstance(value, UUID) else value


def _value(kept: Any) -> Any:
    if isinstance(kept, dict):
        return parse_datetime(kept["at"]) if "at" in kept else UUID(kept["id"])
    return kept


def _cursor(request: HttpRequest, after: list[Any]) -> str:
    return signing.dumps([_list_of(request), after], salt=_SALT, compress=True)


def _after(request: HttpRequest, paging: Paging) -> list[Any] | None:
    if paging.cursor is None:
        return None
    try:
        whose, after = signing.loads(paging.cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        whose, after = "", None
    if whose != _list_of(request) or not isinstance(after, list):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "cursor", _("This cursor belongs to no part of this list."),
            hint=_("Take “next” of the part before, with the same filters, or begin without a cursor."),
        )  # fmt: skip
    return after


def _list_of(request: HttpRequest) -> str:
    """Which list a request asks for: its address and filters."""
    filters = sorted((name, value) for name, value in request.GET.items() if name not in NOT_OF_THE_LIST)
    return hashlib.sha256(repr((request.path, filters)).encode()).hexdigest()[:12]
