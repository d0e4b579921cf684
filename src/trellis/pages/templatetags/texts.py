"""Tags for the handbook's own text, which is in the handbook's language whatever the interface speaks."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trellis.pages.queries.current import current_handbook

register = template.Library()


@register.simple_tag
def text_language() -> SafeString:
    """The attribute `lang` of an element that holds text of the handbook; nothing where the interface speaks it too.

    A space comes before it, so that it stands right after the name of the element.
    """
    languages = current_handbook().settings.languages
    if not languages or languages[0] == get_language():
        return SafeString("")
    return format_html(' lang="{}"', languages[0])
