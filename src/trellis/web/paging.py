"""Long lists, fifty rows at a time, with addresses that can be shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

T = TypeVar("T")
U = TypeVar("U")
M = TypeVar("M", bound=Model)

PAGE_SIZE = 50
BEFORE, AFTER = "before", "after"
PLACES = ("page", BEFORE, AFTER)
"""What an address says of the page of a list; none of it holds once the list is another."""


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list: its rows, where they stand in the whole, and the addresses beside it (`""`: none).

    `total` and `pages` are `None` where nobody has counted the list. Of one that is read from a place on, `number`
    is 0, and `first_url` and `last_url` lead to its ends.
    """

    rows: Sequence[T]
    number: int
    pages: int | None
    first: int
    last: int
    total: int | None
    previous_url: str
    next_url: str
    first_url: str = ""
    last_url: str = ""

    def made_of(self, rows: Sequence[U]) -> Paged[U]:
        """The same page, with what was made of its rows."""
        return cast("Paged[U]", replace(self, rows=cast("Any", rows)))


class QueryRows(Sequence[M]):
    """Rows of a query that are counted and cut by the database; not counted where the `count` is known."""

    def __init__(self, query: QuerySet[M], count: int | None = None) -> None:
        self.query = query
        self._known = count

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self.query.count() if self._known is None else self._known

    def __getitem__(self, part: Any) -> Any:
        return list(self._narrow_first(part) if isinstance(part, slice) else self.query[part])

    def _narrow_first(self, part: slice) -> QuerySet[M]:
        """The rows of a part, found by their keys: what a row is joined with need not be sorted with all the others."""
        asked = self.query.query
        if not asked.select_related or asked.distinct or asked.annotations or asked.combinator:
            return self.query[part]
        keys = self.query.select_related(None).values("pk")[part]
        return self.query.filter(pk__in=keys)


def page_of(rows: Sequence[T], request: HttpRequest, size: int = PAGE_SIZE) -> Paged[T]:
    """The page that `?page=` asks for; a number outside the list gives the nearest page that exists."""
    pages = max(1, -(-len(rows) // size))
    number = min(asked_page(request), pages)
    start = (number - 1) * size
    shown = rows[start : start + size]
    return Paged(
        rows=shown,
        number=number,
        pages=pages,
        first=start + 1 if shown else 0,
        last=start + len(shown),
        total=len(rows),
        previous_url=with_params(request.GET, page=number - 1 if number > 2 else None) if number > 1 else "",
        next_url=with_params(request.GET, page=number + 1) if number < pages else "",
    )


def open_page(rows: Sequence[T], request: HttpRequest, *, has_more: bool, size: int = PAGE_SIZE) -> Paged[T]:
    """The page that `?page=` asks for of a list that nobody has counted; the rows are that page alone."""
    number = asked_page(request)
    first = (number - 1) * size
    return Paged(
        rows=rows,
        number=number,
        pages=None,
        first=first + 1 if rows else 0,
        last=first + len(rows),
        total=None,
        previous_url=with_params(request.GET, page=number - 1 if number > 2 else None) if number > 1 else "",
        next_url=with_params(request.GET, page=number + 1) if has_more else "",
    )


def page_from_place(
    read: Callable[[str, bool, int], Sequence[T]],
    place_of: Callable[[T], str],
    request: HttpRequest,
    size: int = PAGE_SIZE,
) -> Paged[T]:
    """A page of a list in which rows are not even passed by: those `?after=` one that is named by its place, or
    `?before=` one. With an empty `before` it is the last page.

    `read` is given a place, whether to look back from it, and how many rows
    are wanted at most; it gives them in the order of the list.
    """
    params = request.GET
    back = BEFORE in params
    place = params.get(BEFORE if back else AFTER, "")
    rows = read(place, back, size + 1)
    has_more = len(rows) > size
    shown = rows[-size:] if back else rows[:size]
    has_before, has_after = (has_more, bool(place)) if back else (bool(place), has_more)
    start = with_params(params, **dict.fromkeys(PLACES))
    return Paged(
        rows=shown,
        number=0,
        pages=None,
        first=0,
        last=0,
        total=None,
        previous_url=_beside(params, BEFORE, place_of(shown[0])) if has_before and shown else "",
        next_url=_beside(params, AFTER, place_of(shown[-1])) if has_after and shown else "",
        first_url=start if has_before else "",
        last_url=_beside(params, BEFORE, "") if has_after else "",
    )


def further_url(params: QueryDict, place: str) -> str:
    """Where a list goes on that was looked through up to a place, in the direction in which it was."""
    return _beside(params, BEFORE if BEFORE in params else AFTER, place)


def _beside(params: QueryDict, name: str, place: str) -> str:
    return with_params(params, **{**dict.fromkeys(PLACES), name: place})


def asked_page(request: HttpRequest) -> int:
    """The number of the page that `?page=` asks for, at least the first."""
    return max(_number(request.GET.get("page", "1")), 1)


def with_params(params: QueryDict, **changes: str | int | None) -> str:
    """The query string with some parameters set anew; `None` takes one away. Begins with `?`."""
    changed = params.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1
