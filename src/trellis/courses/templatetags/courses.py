"""What templates of lessons need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse

from trellis.pages import formed
from trellis.pages.queries.folders import Bench

register = template.Library()


@register.filter
def of_key(values: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a mapping under a key that a template holds; nothing where there is none."""
    return values.get(key) if isinstance(values, Mapping) and key else None


@register.simple_tag
def form_address(bench: Bench, name: str, suffix: str = "") -> str:
    """Where a page of a course is changed in the studio, by its path or its name in the folder."""
    path = name if "/" in name else f"{bench.folder}/{name}"
    there = formed.form_of(bench.handbook, path) or reverse(
        "studio:course", args=[bench.folder.rpartition("/")[2]]
    )
    return f"{there}{suffix}"
