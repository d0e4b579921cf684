"""Filters for results."""

from __future__ import annotations

from django import template

from trellis.web.charts import values

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as the reader's language writes it."""
    return values.percent(share, 1)
