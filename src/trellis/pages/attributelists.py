"""Attributes as kramdown and its like write them, `{: .note}` and `{#name}`: no reader wants to see them.

The names in them are anchors, which the compiler knows; classes belong to the tool that a page comes from.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from trellis.handbook.places import CODE, HEADING, Places, places_of

_TOC = re.compile(
    r"(?:^\#{1,6}[ \t]*(?:on\ this\ page|contents|table\ of\ contents):?[ \t]*\#*\n"  # the heading above it
    r"(?:[ \t]*(?:\{:[^}\n]*\})?[ \t]*\n)*)?"  # with its attributes
    r"^[ \t]*(?:[-*+]|\d+\.)[ \t]+TOC[ \t]*\n[ \t]*\{:[ \t]*\.?toc[^}\n]*\}[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LINE = re.compile(r"^([ \t>]*)(?:\{:[^{}\n]*\}[ \t]*)+$", re.MULTILINE)
_BEHIND_MARKUP = re.compile(r"(?<=[\])*_`~>}])\{:(?![:/])[^{}\n]*\}")
_AT_THE_END = re.compile(
    r"(?<![ \t])(?:[ \t]*\{:[ ]*(?:[.#][\w:-]|[\w-]+=)[^{}\n]*\}"  # of a paragraph, an item or a cell
    r"|[ \t]+\{#[A-Za-z][\w:.-]*\})"  # of an item
    r"(?=[ \t]*(?:[{|]|$))",
    re.MULTILINE,
)


def without_attributes(text: str) -> str:
    """A page's Markdown without attributes and without the lists of contents that they ask for.

    Code keeps them, and so do headings, whose attributes the parser reads itself.
    """
    if "{:" not in text and "{#" not in text:
        return text
    for pattern, kept in (
        (_TOC, CODE),
        (_LINE, CODE),
        (_BEHIND_MARKUP, CODE | HEADING),
        (_AT_THE_END, CODE | HEADING),
    ):
        if pattern.search(text):
            text = pattern.sub(_outside(places_of(text, kept)), text)
    return text


def _outside(kept: Places) -> Callable[[re.Match[str]], str]:
    """Takes out what was found but for the marks of quotes, unless it stands at a place where it is kept."""

    def replaced(found: re.Match[str]) -> str:
        if found.end() - 1 in kept:
            return found[0]
        return found[1] if found.re is _LINE else ""

    return replaced
