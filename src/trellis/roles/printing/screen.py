"""Text for a person at a terminal, or for the next program in a pipe: colour, wrapping and tables.

On a terminal, lines are wrapped and tables cut to its width. In a pipe nothing is wrapped, cut or coloured,
so that each thing is one line for `grep`.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_STYLES = {
    "title": "1",
    "head": "1",
    "quiet": "2",
    "added": "32",
    "removed": "31",
    "changed": "33",
    "wrong": "31",
    "link": "36",
}
_LEAST, _MOST = 40, 160
"""The narrowest and widest that lines are made, whatever the terminal says."""
_PROSE = 110
"""How wide lines of text are at most: longer ones are hard to read."""
_READABLE = 8
"""Columns of a cell below which it says nothing."""
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Screen:
    """What the output can show: its width in columns (`None`: as wide as it likes), and colour."""

    width: int | None = None
    colour: bool = False

    def paint(self, text: str, style: str) -> str:
        """A text in the colour of what it is; see `_STYLES`."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def wrapped(self, text: str, first: str = "", rest: str | None = None, style: str = "") -> Iterator[str]:
        """A text as lines that fit, the first behind `first`, the others behind `rest` (as much room, unless
        given).
        """
        return self.filled([(word, style) for word in shown(text).split()], first, rest)

    def filled(
        self, words: Sequence[tuple[str, str]], first: str = "", rest: str | None = None
    ) -> Iterator[str]:
        """Words, each with its style or none, as lines that fit; see `wrapped`."""
        following = " " * columns(first) if rest is None else rest
        room = None if self.width is None else max(20, min(self.width, _PROSE) - columns(first))
        for at, line in enumerate(_filled(words, room)):
            text = " ".join(self.paint(word, style) if style else word for word, style in line)
            yield f"{following if at else first}{text}".rstrip()

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence[str]], keep: Sequence[int] = ()
    ) -> Iterator[str]:
        """Aligned columns; where the terminal is narrow, the widest are cut, those of `keep` only past half
        of it.
        """
        body = [[shown(cell) for cell in row] for row in rows]
        widths = [max(columns(row[at]) for row in [list(head), *body]) for at in range(len(head))]
        if self.width is not None:
            widths = [min(width, self.width // 2) for width in widths]
            widths = _fitted(widths, self.width - 2 * (len(head) - 1), keep)
        yield self.paint(self._row(head, widths), "head")
        for row in body:
            yield self._row(row, widths)

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> str:
        return "  ".join(padded(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def screen_for_output() -> Screen:
    """The screen that standard output is: a terminal of some width, or a pipe.

    Colour is for terminals; NO_COLOR takes it away, FORCE_COLOR gives it to a pipe as well.
    """
    terminal = sys.stdout.isatty()
    if hasattr(sys.stdout, "reconfigure") and (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        sys.stdout.reconfigure(errors="replace")
    wanted = terminal and os.environ.get("TERM") != "dumb"
    colour = not os.environ.get("NO_COLOR") and (wanted or bool(os.environ.get("FORCE_COLOR")))
    return Screen(_width() if terminal else None, colour)


def shown(text: str) -> str:
    """A text in one line, with nothing in it that a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def columns(text: str) -> int:
    """How many columns of a terminal a text takes; codes for colour take none."""
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    if text.isascii():
        return len(text)
    wide = sum(1 for c in text if unicodedata.east_asian_width(c) in "WF")
    return len(text) + wide - sum(1 for c in text if unicodedata.combining(c))


def padded(text: str, width: int) -> str:
    """A text of exactly a width, cut with an ellipsis or filled with blanks."""
    over = columns(text) - width
    if over <= 0:
        return text + " " * -over
    cut = text
    while cut and columns(cut) >= width:
        cut = cut[:-1]
    return padded(cut.rstrip() + "…", width)


def _filled(words: Sequence[tuple[str, str]], room: int | None) -> Iterator[list[tuple[str, str]]]:
    """Words in lines of at most some columns; neighbours of one style are one text, so that colour runs
    through.
    """
    line: list[tuple[str, str]] = []
    used = 0
    for word, style in words:
        wide = columns(word)
        if line and room is not None and used + 1 + wide > room:
            yield line
            line, used = [], 0
        used += wide + (1 if line else 0)
        if line and line[-1][1] == style:
            line[-1] = (f"{line[-1][0]} {word}", style)
        else:
            line.append((word, style))
    yield line


def _fitted(widths: list[int], room: int, keep: Sequence[int]) -> list[int]:
    """Widths that fit: the widest column gives way first, down to a readable rest, those to keep last of all."""
    fitted = list(widths)
    for spared in (set(keep), set()):
        while sum(fitted) > room:
            free = [at for at, width in enumerate(fitted) if at not in spared and width > _READABLE]
            if not free:
                break
            widest = max(free, key=lambda at: fitted[at])
            fitted[widest] -= min(sum(fitted) - room, fitted[widest] - _READABLE, 4)
    return fitted


def _width() -> int:
    try:
        return max(_LEAST, min(_MOST, os.get_terminal_size().columns))
    except OSError:
        return 100
