"""Tags for the page of components alone."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string

from trellis.web.design.guide import PIECES

register = template.Library()


@register.simple_block_tag
def sample(content: str, key: str) -> str:
    """A component in all its states, under its name, with when to use it and what to write."""
    if key not in PIECES:
        raise template.TemplateSyntaxError(
            f"The guide knows no component {key!r}; it knows {sorted(PIECES)}."
        )
    return render_to_string("web/design/sample.html", {"content": content, "piece": PIECES[key]})
