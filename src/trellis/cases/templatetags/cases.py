"""What templates of cases need beside the tags of the shell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of_key(values: Mapping[Any, Any], key: Any) -> Any:
    """What stands under a key; nothing where nothing does."""
    return values.get(key)
