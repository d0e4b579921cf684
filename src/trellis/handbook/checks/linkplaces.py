"""Where in a page the destination of a link is written, and how a part of it is changed: for exact marks and
safe fixes.
"""

from __future__ import annotations

import re

from trellis.handbook import destinations
from trellis.handbook.diagnostics import Edit, Fix
from trellis.handbook.model import Link
from trellis.handbook.text import Span


def destination_span(text: str, link: Link) -> Span | None:
    """The characters of a link's destination in the page's text, or `None` where they are not written as they
    read.

    Found are destinations of inline links, HTML and autolinks without escapes. What this returns reads as the
    destination.
    """
    source, wanted = text[link.span.start : link.span.end], link.destination
    if not wanted:
        return None
    if link.kind == "inline":
        at = _inline_at(source, wanted)
    elif link.kind == "html":
        at = len(source) - 1 - len(wanted) if source[:-1].endswith(wanted) else -1
    else:
        at = 1 if link.kind == "autolink" and source == f"<{wanted}>" else -1
    return Span(link.span.start + at, link.span.start + at + len(wanted)) if at >= 0 else None


_TITLE = re.compile(r">?[ \t\r\n]*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))?[ \t\r\n]*\)\Z")


def _inline_at(source: str, wanted: str) -> int:
    """Where the destination begins: behind `](`, and followed by nothing but a title and the closing parenthesis."""
    at = source.rfind(wanted)
    for _ in range(_ATTEMPTS):
        if at < 0:
            break
        before = source[max(0, at - 100) : at].rstrip(" \t\r\n")
        before = before[:-1].rstrip(" \t\r\n") if before.endswith("<") else before
        if before.endswith("](") and _TITLE.match(source, at + len(wanted)):
            return at
        at = source.rfind(wanted, 0, at + len(wanted) - 1)
    return -1


_ATTEMPTS = 50
"""How often the text of a destination may occur behind it, in its title; who writes more is not helped."""


class Place:
    """A link with the place of its destination; makes the edits of parts of it."""

    def __init__(self, text: str, link: Link) -> None:
        self.text = text
        self.link = link
        self.written = destination_span(text, link)

    @property
    def span(self) -> Span:
        """What a diagnostic about the destination marks."""
        return self.written or self.link.span

    def fix(self, description: str, *edits: tuple[int, int, str]) -> Fix | None:
        """A fix of edits of the destination, each with start and end in it and the new text; `None` when in doubt."""
        if self.written is None or not edits:
            return None
        base = self.written.start
        return Fix(
            description, tuple(Edit(Span(base + start, base + end), text) for start, end, text in edits)
        )

    def path_span(self) -> tuple[int, int]:
        """Where the path begins and ends in the destination, without host, query and anchor."""
        read = destinations.read(self.link.destination)
        return read.path_at, read.path_at + len(read.path)

    def anchor_span(self) -> tuple[int, int]:
        """Where the anchor begins and ends in the destination, without `#`."""
        return self.link.destination.find("#") + 1, len(self.link.destination)


def alternative_text(text: str, link: Link) -> str | None:
    """The alternative text of an image; `None` where it has none, empty where it is decoration."""
    if link.kind != "html":
        return link.text.strip() or None
    end = text.find(">", link.span.end, link.span.end + _LONGEST_TAG)
    found = _ALT.search(text, link.span.start, end if end >= 0 else link.span.end + _LONGEST_TAG)
    return found[1] if found else None


_LONGEST_TAG = 2_000
_ALT = re.compile(
    r"\b(?:alt|aria-label|aria-labelledby|role|aria-hidden)\s*=\s*[\"']?([^\"'>]*)", re.IGNORECASE
)
