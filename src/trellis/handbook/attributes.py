"""Kramdown's attributes, `{: .class #name}`: at the end of a heading, and on lines of their own."""

from __future__ import annotations

import re

from trellis.handbook.model import Inline

_KRAMDOWN_LINE = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$", re.MULTILINE)
_KRAMDOWN_END = re.compile(r"[ \t]*\{:[ ]*#?[^{}\n]*\}[ \t]*$")
_IDENTIFIER = re.compile(r"#([\w:.-]+)")


def without_heading_attributes(inline: Inline) -> tuple[Inline, str | None]:
    """The words of a heading without attributes at their end, and the identifier that these give it."""
    found = _KRAMDOWN_END.search(inline.text)
    if found is None:
        return inline, None
    named = _IDENTIFIER.search(found[0])
    return cut(inline, found.start()), named[1] if named else None


def cut(inline: Inline, end: int) -> Inline:
    """The first `end` characters of a run."""
    return Inline(
        inline.text[:end],
        tuple(run for run in inline.runs if run[0] < end),
        tuple(mark for mark in inline.marks if mark.end <= end),
    )


def without_attribute_lines(inline: Inline) -> Inline:
    """A run without kramdown attribute lines at its end, such as `{: .note}`."""
    text = inline.text
    while True:
        lines = _KRAMDOWN_LINE.search(text)
        if lines is None or text[lines.end() :].strip():
            break
        text = text[: lines.start()].rstrip("\n")
    found = _KRAMDOWN_END.search(text)
    return cut(inline, found.start() if found else len(text))
