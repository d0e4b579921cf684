"""Long lists, fifty rows at a time, with addresses that can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest, QueryDict

T = TypeVar("T")

PAGE_SIZE = 50


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list: its rows, where they stand in the whole, and the addresses beside it (`""`: none)."""

    rows: Sequence[T]
    number: int
    pages: int
    first: int
    last: int
    total: int
    previous_url: str
    next_url: str


def page_of(rows: Sequence[T], request: HttpRequest, size: int = PAGE_SIZE) -> Paged[T]:
    """The page that `?page=` asks for; a number outside the list gives the nearest page that exists."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(_number(request.GET.get("page", "1")), 1), pages)
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
