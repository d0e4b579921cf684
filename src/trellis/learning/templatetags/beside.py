"""What other rooms show at a part of a course in the player."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from trellis.learning import companions

register = template.Library()


@register.simple_tag(takes_context=True)
def beside_part(context: dict[str, Any], kind: str, course: str, part: str) -> SafeString:
    """The panel of the room that parts of a kind are done in; empty where there is none."""
    return companions.beside_part(context["request"], kind, course, part)
