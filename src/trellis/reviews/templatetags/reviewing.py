"""What was handed in, for templates: only what was filled in."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from trellis.pages.queries.naming import page_link
from trellis.reviews import shapes
from trellis.reviews.queries.papers import Text

register = template.Library()


@register.filter
def summed(text: Text) -> list[tuple[str, str]]:
    """What a manager says of somebody as a whole."""
    named = ((shapes.SUMMARY, _("Summary")), (shapes.STRENGTHS, _("Strengths")))
    return [(title, text.values[name]) for name, title in named if name in text.values]


@register.filter
def filled(text: Text) -> list[tuple[shapes.Part, list[dict[str, Any]]]]:
    """The sections with the items of which something was said."""
    steps = {str(each["value"]): f"{each['value']} · {each['title']}" for each in text.shape.scale}
    found = []
    for part in text.shape.parts:
        rows = [
            {
                "item": item,
                "rating": steps.get(text.values.get(f"{item.name}-rating", ""), ""),
                "words": text.values.get(f"{item.name}-{'comment' if part.rated else 'answer'}", ""),
                "link": text.values.get(f"{item.name}-link", ""),
            }
            for item in part.items
        ]
        said = [each for each in rows if each["rating"] or each["words"] or each["link"]]
        if said:
            found.append((part, said))
    return found


@register.filter
def page_url(path: str) -> str:
    """Where a page of the handbook is read; empty for one that there is no more, or that the reader may not see."""
    return page_link(path)
