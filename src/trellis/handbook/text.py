"""Text with addresses: how the compiler names a place in a page.

A *span* is a half-open range of characters in the decoded text of one file; a *position* is what a person reads:
line and column, both counted from 1, the column in characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters `[start, end)` in the text of one file."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people and editors name it: line and column, both from 1."""

    line: int
    column: int


class SourceText:
    """The decoded text of one file, able to say on which line and column an offset lies.

    Line ends are `\\n`, `\\r\\n` and a lone `\\r`; the text itself is kept as it was.
    """

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

    def __reduce__(self) -> tuple[type[SourceText], tuple[str]]:
        return SourceText, (self.text,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceText) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def line_count(self) -> int:
        """The number of lines; an empty text has one."""
        return len(self._line_starts())

    def position(self, offset: int) -> Position:
        """The line and column of a character offset; offsets outside the text are clamped to it."""
        offset = max(0, min(offset, len(self.text)))
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, offset: int) -> int:
        """The line, from 1, of a character offset."""
        return bisect_right(self._line_starts(), max(0, min(offset, len(self.text))))

    def line_span(self, line: int) -> Span:
        """The span of a line, from 1, without its line end. Raises IndexError outside the text."""
        starts = self._line_starts()
        if not 1 <= line <= len(starts):
            raise IndexError(f"there is no line {line}: the text has {len(starts)}")
        end = starts[line] if line < len(starts) else len(self.text)
        start = starts[line - 1]
        return Span(start, start + len(self.text[start:end].rstrip("\r\n")))

    def line_text(self, line: int) -> str:
        """The text of a line, from 1, without its line end."""
        start, end = self.line_span(line)
        return self.text[start:end]

    def slice(self, span: Span) -> str:
        """The characters of a span."""
        return self.text[span.start : span.end]

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = _starts_with_returns(self.text) if "\r" in self.text else _starts(self.text)
        return self._starts


def _starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


_LINE_END = re.compile(r"\r\n|\r|\n")


def _starts_with_returns(text: str) -> list[int]:
    return [0, *(found.end() for found in _LINE_END.finditer(text))]
