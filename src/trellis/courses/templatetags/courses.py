"""What templates of lessons need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of_key(values: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a mapping under a key that a template holds; nothing where there is none."""
    return values.get(key) if isinstance(values, Mapping) and key else None
