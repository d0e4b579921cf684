"""The words of a page as its readers see them, without markup: for the search and for what it quotes."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import NamedTuple

from trellis.handbook import markdown
from trellis.pages.cleaning import clean

_ATTRIBUTES = re.compile(r"\{(?::[^{}\n]*|#[A-Za-z][\w:.-]*)\}")
_RAW = re.compile(r"<[!?/A-Za-z]")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_ITEM_END = re.compile(r"</(?:li|td|th|dt|dd)>")
_HEADING = re.compile(r"<h[1-6][^>]*>")
_HEADING_END = re.compile(r"</h[1-6]>")


class Part(NamedTuple):
    """A heading (empty for what stands before the first) and the text under it, each in one line."""

    heading: str
    text: str


def parts_of(body: str) -> tuple[Part, ...]:
    """The parts of a page's body. Scripts, comments and whatever else no reader sees are left out."""
    made = markdown.html(_ATTRIBUTES.sub("", body) if "{:" in body or "{#" in body else body)
    if _RAW.search(body):
        made = clean(made)
    first, *rest = _HEADING.split(made)
    parts = [Part("", _plain(first))]
    for piece in rest:
        halves = _HEADING_END.split(piece, maxsplit=1)
        parts.append(Part(_plain(halves[0]), _plain(halves[1] if len(halves) > 1 else "")))
    return tuple(parts)


@lru_cache(maxsize=256)
def known_parts_of(body: str) -> tuple[Part, ...]:
    """The same, remembered for pages that hits have quoted lately."""
    return parts_of(body)


def _plain(text: str) -> str:
    """The text in one line; a raised dot stands between items of a list and cells of a table."""
    marked = _ITEM_END.sub(" · ", _INLINE.sub("", text))
    line = " ".join(html.unescape(_TAG.sub(" ", marked)).split())
    while "· ·" in line:
        line = line.replace("· ·", "·")
    return line.strip(" ·")
