"""Tags for long lists, for rooms below the shell, whose views cannot ask it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

from django import template
from django.db.models import Model, QuerySet

from trellis.web.paging import Paged, page_of

register = template.Library()
M = TypeVar("M", bound=Model)


class _Rows(Sequence[M]):
    """Rows of a query that are counted and cut by the database."""

    def __init__(self, query: QuerySet[M]) -> None:
        self.query = query

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self.query.count()

    def __getitem__(self, part: Any) -> Any:
        return list(self.query[part])


@register.simple_tag(takes_context=True, name="page_of")
def page_of_query(context: dict[str, Any], query: QuerySet[M]) -> Paged[M]:
    """The page of a query's rows that `?page=` asks for; two queries."""
    return page_of(_Rows(query), context["request"])
