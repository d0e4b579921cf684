"""Entries of Markdown lists as lines of text: where each begins and ends, with what sign, beside which others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trellis.handbook.model import Block, Footnote, List, ListItem, Quote
from trellis.handbook.page import Page
from trellis.handbook.text import Span

_SIGN = re.compile(r"(?P<sign>[-*+]|\d{1,9}[.)])(?P<gap>[ \t]+|(?=\r?\n|\Z))(?P<task>\[[ xX]\][ \t]+)?")
_IDENTIFIER = re.compile(r"[ \t]*\{:?[ \t]*#[\w.-]+[ \t]*\}[ \t]*\Z")
_ATTRIBUTES = re.compile(r"[ \t>]*\{:[^\r\n}]*\}[ \t]*\Z")
_BREAK = re.compile(r"\r\n|\r|\n")


class Row(NamedTuple):
    """An entry of a list with its lines, nested entries included.

    `span` is from the start of its first line to the end of its last one, without the line end; `words` is the entry's
    own text without its sign and identifier; `prefix` stands before the sign; `plain` says whether nothing else does.
    """

    item: ListItem
    span: Span
    words: Span
    prefix: str
    sign: str
    gap: str
    plain: bool
    above: int | None
    siblings: tuple[int, ...]
    at: int

    @property
    def number(self) -> int | None:
        """The number of an entry of a numbered list."""
        return int(self.sign[:-1]) if self.sign[:-1].isdecimal() else None

    @property
    def sign_span(self) -> Span:
        """Where the sign stands."""
        begin = self.item.span.start
        return Span(begin, begin + len(self.sign))


def rows_of(page: Page) -> tuple[Row, ...]:
    """All entries of a page, each before those nested in it."""
    made: list[Row] = []
    for section in page.sections:
        _collect(page, section.blocks, None, made)
    return tuple(made)


def _collect(page: Page, blocks: Iterable[Block], above: int | None, made: list[Row]) -> None:
    for block in _lists(blocks):
        numbers: list[int] = []
        for item in block.items:
            number = len(made)
            row = _row(page, item, above)
            if row is None:
                continue
            numbers.append(number)
            made.append(row)
            _collect(page, item.blocks, number, made)
        for at, number in enumerate(numbers):
            made[number] = made[number]._replace(siblings=tuple(numbers), at=at)


def _lists(blocks: Iterable[Block]) -> Iterator[List]:
    for block in blocks:
        if isinstance(block, List):
            yield block
        elif isinstance(block, Quote | Footnote):
            yield from _lists(block.blocks)


def _row(page: Page, item: ListItem, above: int | None) -> Row | None:
    text, source = page.text, page.source
    found = _SIGN.match(text, item.span.start)
    if found is None:
        return None
    line = source.line_span(source.line(item.span.start))
    prefix = text[line.start : item.span.start]
    content = found.end() - line.start
    end = _last_line_end(page, item, content)
    words = _words(page, item, found.end(), end)
    return Row(
        item, Span(line.start, end), words, prefix, found["sign"], found["gap"] or " ",
        not prefix.strip(" \t>"), above, (), 0,
    )  # fmt: skip


def _last_line_end(page: Page, item: ListItem, content: int) -> int:
    """The end of an entry's last line. Attributes of the whole list, at the margin after it, are not the entry's."""
    source = page.source
    first = source.line(item.span.start)
    used = page.text[item.span.start : item.span.end].rstrip()
    last = source.line(item.span.start + len(used) - 1) if used else first
    while last > first:
        text = source.line_text(last)
        if not (_ATTRIBUTES.fullmatch(text) and len(text) - len(text.lstrip()) < content):
            break
        last -= 1
    return source.line_span(last).end


def _words(page: Page, item: ListItem, begin: int, end: int) -> Span:
    """The entry's own words: up to what is nested, without an identifier and attributes at their end."""
    text = page.text
    if item.blocks:
        line = page.source.line(item.blocks[0].span.start)
        end = min(end, page.source.line_span(line).start)
    end = begin + len(text[begin:end].rstrip())
    lines = _BREAK.split(text[begin:end])
    while len(lines) > 1 and _ATTRIBUTES.fullmatch(lines[-1]):
        end = begin + len(text[begin : end - len(lines.pop())].rstrip())
    found = _IDENTIFIER.search(text, begin, end)
    return Span(begin, max(begin, found.start() if found else end))
