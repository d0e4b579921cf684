"""Which characters of a page are prose: text that somebody reads, and none of what only machines read.

Checks find candidates by looking at the raw text, which is cheap, and ask here before they report one. The
answer is worked out for the line in question, so that a page without candidates pays nothing. It leans to the
safe side: what may be code is not prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

MAX_LINES = 5_000
"""Lines that are looked at closely in one page: more candidates than that are no slips of a writer."""

PARAGRAPH = 4_000
"""How far a code span may reach beyond its line, in characters."""

_BIG = (
    ("<!--", re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)),
    ("<%", re.compile(r"<%.*?(?:%>|\Z)", re.DOTALL)),
    ("{{", re.compile(r"\{\{.*?(?:\}\}|\Z)", re.DOTALL)),
    ("{%", re.compile(r"\{%.*?(?:%\}|\Z)", re.DOTALL)),
    (
        "<",
        re.compile(
            r"<(script|style|pre|code|svg|iframe|textarea)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
        ),
    ),
    ("<", re.compile(r"<[a-zA-Z/][^<>\n]*\n[^<>]{0,2000}>")),
    ("$$", re.compile(r"\$\$.*?(?:\$\$|\Z)", re.DOTALL)),
)
"""A cheap sign that such a thing may be there, and the thing itself, which may span lines."""

_FENCE = re.compile(
    r"\n(?P<line>[ \t>]*)(?:(?:[-*+]|\d{1,9}[.)])[ \t]+){0,4}(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)"
)
_FENCE_ENDS = {sign: re.compile(rf"\n[ \t>]*{sign}{{3,}}[ \t]*\r?(?=\n|\Z)") for sign in ("`", "~")}

_SMALL = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`).{1,4000}?(?<!`)(?P=ticks)(?!`)"  # code
    r"|</?[a-zA-Z][^<>]*>"  # HTML and autolinks
    r"|\]\([^()]{0,2000}(?:\([^()]{0,2000}\)[^()]{0,2000}){0,4}\)"  # destinations of links
    r"|\]\[[^\]\n]*\]"
    r"|^[ ]{0,3}\[[^\]\n]+\]:.*$"  # definitions of links
    r"|\[\[[^\]\n]*\]\]"
    r"|(?:https?|ftp|mailto|git|ssh)://?[^\s<>\])]*[^\s<>\]).,;:!?]"
    r"|\bwww\.[^\s<>\])]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w/])@[\w./-]+"  # handles
    r"|\{[:#][^}\n]*\}"  # attribute lines
    r"|:[a-z0-9_+-]+:"  # emoji
    r"|&[a-zA-Z]+;"
    r"|\$[^$\s][^$\n]{0,200}?[\\_^{}][^$\n]{0,200}\$"  # maths
    r"|(?<!\w)~[\w\-:\"]+"  # labels
    r"|(?:^|(?<=[\s(]))(?:\.{0,2}/|~/)[\w.-]+(?:/[\w.-]*)*",  # paths
    re.DOTALL,
)
_CODE, _LIST, _TEXT = "code", "list", "text"
_INDENTED = re.compile(r"(?: {4}|\t)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


class Prose:
    """Answers for one page whether a range of characters is prose."""

    __slots__ = ("_big", "_indented", "_lines", "start", "text")

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self._big: tuple[list[int], list[int]] | None = None
        self._indented: dict[int, str] = {}
        self._lines: dict[int, tuple[tuple[int, int], ...]] = {}

    def covers(self, start: int, end: int) -> bool:
        """Whether `[start, end)` lies in the body and touches no code, tag, comment, address or destination."""
        return start >= self.start and not self.in_block(start, end) and not self._in_line_part(start, end)

    def in_block(self, start: int, end: int) -> bool:
        """Whether the range touches something that may span lines: a code block, a comment, a template tag,
        HTML.
        """
        if self._big is None:
            self._big = self._find_big()
        starts, ends = self._big
        at = bisect_right(starts, max(start, end - 1))
        return (at > 0 and ends[at - 1] > start) or self._is_indented_code(start)

    def _find_big(self) -> tuple[list[int], list[int]]:
        spans = list(self._fences()) if "```" in self.text or "~~~" in self.text else []
        for sign, pattern in _BIG:
            if sign[0] in self.text and sign in self.text:
                spans.extend(found.span() for found in pattern.finditer(self.text, self.start))
        spans.sort()
        starts: list[int] = []
        ends: list[int] = []
        for begin, end in spans:
            if ends and begin <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(begin)
                ends.append(end)
        return starts, ends

    def _fences(self) -> Iterator[tuple[int, int]]:
        """The fenced code blocks; a longer fence closes one as well, and one that is never closed goes on."""
        end = self.start
        # An expression that begins with a line end is found fast; the first line of a file has none before it.
        text, before = (self.text, 0) if self.start else (f"\n{self.text}", 1)
        for found in _FENCE.finditer(text, max(0, self.start - 1)):
            sign, run, begin = found["fence"][0], len(found["fence"]), found.start("line") - before
            if begin >= end and not (sign == "`" and "`" in found["info"]):
                end = self._fence_end(found.end() - before, sign, run)
                yield begin, end

    def _fence_end(self, begin: int, sign: str, run: int) -> int:
        for end in _FENCE_ENDS[sign].finditer(self.text, begin):
            if end[0].count(sign) >= run:
                return end.end()
        return len(self.text)

    def _is_indented_code(self, at: int) -> bool:
        """Whether a line is indented, and neither a list nor a paragraph above it explains why.

        Within a list an indented line belongs to an item, without a blank line before it to the paragraph above.
        What is found out about the lines on the way up is kept.
        """
        line = self.text.rfind("\n", 0, at) + 1
        if self.text[line : line + 1] not in (" ", "\t") or not _INDENTED.match(self.text, line):
            return False
        passed: list[tuple[int, bool]] = [(line, False)]
        state = self._indented.get(line)
        while state is None:
            below = passed[-1][0]
            if below <= self.start:
                state = _CODE
                break
            line = self.text.rfind("\n", 0, below - 1) + 1
            above = self.text[line : below - 1].rstrip()
            state = self._indented.get(line)
            if state is None:
                if _ITEM.match(above + " "):
                    state = _LIST
                elif above and not _INDENTED.match(above):
                    state = _TEXT
                else:
                    passed.append((line, not above))
        for below, is_blank in reversed(passed):
            state = _CODE if is_blank and state == _TEXT else state
            self._indented[below] = state
        return state == _CODE

    def _in_line_part(self, start: int, end: int) -> bool:
        line = self.text.rfind("\n", 0, start) + 1
        if (spans := self._lines.get(line)) is None:
            if len(self._lines) >= MAX_LINES:
                return True
            begin, stop = self._window(line)
            found = _SMALL.finditer(self.text[begin:stop])
            spans = self._lines[line] = tuple((begin + each.start(), begin + each.end()) for each in found)
        return any(s < end and start < e for s, e in spans)

    def _window(self, line: int) -> tuple[int, int]:
        """The line; what stands around it in its paragraph where a code span may go over the line's end."""
        stop = self.text.find("\n", line)
        begin, stop = line, len(self.text) if stop < 0 else stop
        if self.text.count("`", begin, stop) % 2:
            above = self.text.rfind("\n\n", max(self.start, begin - PARAGRAPH), begin)
            below = self.text.find("\n\n", stop, stop + PARAGRAPH)
            begin = max(above + 2 if above >= 0 else 0, begin - PARAGRAPH, self.start)
            stop = below if below >= 0 else min(len(self.text), stop + PARAGRAPH)
        return begin, stop
