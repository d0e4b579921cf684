"""A page's Markdown as safe HTML of the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from trellis.handbook import markdown
from trellis.pages.attributelists import without_attributes
from trellis.pages.cleaning import clean
from trellis.pages.decorating import Decorator, Entry, Namer, Surroundings

_PRIVATE = re.compile("[\ue000\ue001\x00\ud800-\udfff]")
_TAGS = re.compile(r"<%.*?%>|\{\{<.*?>\}\}|\{\{%.*?%\}\}|\{%.*?%\}", re.DOTALL)
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)


class Rendered(NamedTuple):
    """A page's HTML, safe to show, and its headings in order."""

    html: SafeString
    entries: tuple[Entry, ...]


def render(text: str, surroundings: Surroundings, name: Namer, title: str = "") -> Rendered:
    """A page's Markdown (front matter taken off, transclusions put in) as HTML.

    The site shows `title` as the page's h1, so a first heading that says the same is left out, and when the page has
    further h1 headings, all move down one level.
    """
    prepared, tokens = _prepared(text)
    html = clean(markdown.html(prepared))
    html = _without_title(html, title)
    decorator = Decorator(surroundings, name, tokens, shift=1 if "<h1" in html else 0)
    decorator.feed(html)
    decorator.close()
    # Where a text is included that is for others, the paragraph that would hold it is empty.
    html = _EMPTY.sub("", decorator.html)
    return Rendered(mark_safe(html), tuple(decorator.entries))  # noqa: S308 - cleaned, then escaped


def _prepared(text: str) -> tuple[str, dict[str, str]]:
    """The text with template tags as tokens and without attributes; code fences stay as they are."""
    tokens: dict[str, str] = {}

    def token(found: re.Match[str]) -> str:
        mark = f"\ue000{len(tokens)}\ue001"
        tokens[mark] = found[0]
        return mark

    parts, end = [], 0
    text = without_attributes(_PRIVATE.sub("\ufffd", text))
    for fence in _FENCE.finditer(text):
        parts += [_prepared_prose(text[end : fence.start()], token), fence[0]]
        end = fence.end()
    parts.append(_prepared_prose(text[end:], token))
    return "".join(parts), tokens


def _prepared_prose(text: str, token: Callable[[re.Match[str]], str]) -> str:
    if "<%" in text or "{{" in text or "{%" in text:
        text = _TAGS.sub(token, text)
    return text


def _without_title(html: str, title: str) -> str:
    found = re.match(r"\s*<h1(?: id=\"[^\"]*\")?>(.*?)</h1>", html, re.DOTALL)
    if found is None or not title:
        return html
    written = re.sub(r"<[^>]*>", "", found[1])
    return html[found.end() :] if _folded(written) == _folded(title) else html


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("&amp;", "&").casefold()))
