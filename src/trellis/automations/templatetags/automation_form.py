"""Tags for the form of automations."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def answers_whole(context: dict[str, Any]) -> SafeString:
    """Attributes that have a button or field answered with all of the form, from the `address` of the page."""
    return format_html(
        'hx-post="{}" hx-target="#t-form" hx-swap="innerHTML" hx-select="unset" hx-select-oob="unset"',
        context["address"],
    )
