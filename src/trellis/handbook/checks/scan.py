"""What all checks of a page share: its words, its lines, and what of it is prose. Each is made once, when
asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from trellis.handbook.checks.prose import Prose
from trellis.handbook.page import Page
from trellis.handbook.text import Span

_ASCII = bytes(range(128))


class Scan:
    """A page as the checks read it. `body` is the text after the front matter; offsets are in `text`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.text
        self.start = page.body_start
        self.body = self.text[self.start :]
        self.words = self.body.split()

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the body without `\\n` (a `\\r` before it stays)."""
        return self.body.split("\n")

    @cached_property
    def heads(self) -> set[str]:
        """The first four characters of each line, without white space before them: most lines begin like
        others.
        """
        return {line.lstrip()[:4] for line in self.lines}

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset in `text` of each line of `lines`."""
        starts, at = [], self.start
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    @cached_property
    def prose(self) -> Prose:
        """Which characters are prose."""
        return Prose(self.text, self.start)

    @cached_property
    def odd_characters(self) -> frozenset[str]:
        """The characters of the body that are not ASCII; ten times faster than to look at every character."""
        if self.body.isascii():
            return frozenset()
        rest = self.body.encode("utf-8", "surrogatepass").translate(None, _ASCII)
        return frozenset(rest.decode("utf-8", "surrogatepass"))

    def find(self, sign: str) -> Iterator[int]:
        """The offsets in `text` at which a string stands in the body; much faster than an expression that
        looks back.
        """
        at = self.text.find(sign, self.start)
        while at >= 0:
            yield at
            at = self.text.find(sign, at + 1)

    def is_prose(self, start: int, end: int) -> bool:
        """Whether the characters `[start, end)` are prose."""
        return self.prose.covers(start, end)

    def line_span(self, index: int) -> Span:
        """The span of a line of `lines`, without its line end."""
        start = self.line_starts[index]
        return Span(start, start + len(self.lines[index].rstrip("\r")))

    def is_code_line(self, index: int) -> bool:
        """Whether a line belongs to a code block, a comment, a template tag or HTML that spans lines."""
        start = self.line_starts[index]
        return self.prose.in_block(start, start + max(1, len(self.lines[index])))
