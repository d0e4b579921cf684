"""Tags for long lists, for rooms below the shell, whose views cannot ask it."""

from __future__ import annotations

from typing import Any, TypeVar

from django import template
from django.db.models import Model, QuerySet

from trellis.web.paging import Paged, QueryRows, page_of

register = template.Library()
M = TypeVar("M", bound=Model)


@register.simple_tag(takes_context=True, name="page_of")
def page_of_query(context: dict[str, Any], query: QuerySet[M]) -> Paged[M]:
    """The page of a query's rows that `?page=` asks for; two queries."""
    return page_of(QueryRows(query), context["request"])
