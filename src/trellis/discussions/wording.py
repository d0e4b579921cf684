"""What somebody wrote, as safe HTML: the house's Markdown, and of its HTML only what belongs into a conversation."""

from __future__ import annotations

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe

from trellis.handbook import markdown

_TAGS = frozenset("p br strong em del s code pre blockquote ul ol li a hr table thead tbody tr th td".split())
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_PRIVATE = dict.fromkeys([*range(0xD800, 0xE000), 0], "\ufffd")


@lru_cache(maxsize=4096)
def html_of(text: str) -> SafeString:
    """The words of a comment. No pictures, headings or frames; links lead out without saying from where."""
    made = markdown.html(text.translate(_PRIVATE))
    clean = nh3.clean(
        made,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "template", "noscript", "svg", "math", "object"},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener ugc",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned by an allow list


def quoted(name: str, text: str) -> str:
    """The words of somebody as the beginning of an answer to them."""
    lines = "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
    return f"@{name}\n{lines}\n\n" if name else f"{lines}\n\n"
