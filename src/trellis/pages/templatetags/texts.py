"""Tags for the handbook's own text, which is in the handbook's language whatever the interface speaks."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trellis.pages.queries.current import current_handbook

register = template.Library()


@register.simple_tag
def text_language(said: str | Sequence[str] = "") -> SafeString:
    """The attribute `lang` of an element that holds text of the handbook; nothing where the interface speaks it too.

    `said` is the language that the text is said to be in, or those of a course; else it is the handbook's. A space
    comes before it, so that it stands right after the name of the element.
    """
    usual = current_handbook().settings.languages
    named = [said] if isinstance(said, str) else list(said)
    language = next(
        (each for each in (*(each for each in named if each in usual[:1]), *named, *usual) if each), ""
    )
    if not language or language == get_language():
        return SafeString("")
    return format_html(' lang="{}"', language)
