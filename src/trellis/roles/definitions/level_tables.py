"""Tables and lists of levels: titles with their grades, a row or an entry each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trellis.handbook.model import Block, Inline, List, Paragraph, Table
from trellis.handbook.page import Page
from trellis.handbook.text import Span
from trellis.roles.definitions.names import fold
from trellis.roles.definitions.prose import inlines, one_line
from trellis.roles.definitions.sentences.grades import grades_in

_LEVEL_ROW = re.compile(
    r"^\s*\|\s*\[?(?P<title>[^\]|\n]+?)\]?(?:\((?P<link>[^)|\n]*)\))?\s*"
    r"\|\s*\[?\s*(?:job\s+)?(?:grade|level)\s*#?(?P<grade>\d{1,2}(?:\.\d+)?)\b",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE_HEAD = re.compile(r"title|level|role|position")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class LevelRow(NamedTuple):
    """A row of a table of levels: title, grade if one stands there, place of the title, the words of the link on it."""

    title: str
    grade: float | None
    span: Span
    linked: str


def level_rows(page: Page, blocks: Iterable[Block]) -> Iterator[LevelRow]:
    """The levels that tables and lists among the blocks name."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _table_rows(page, block)
        elif isinstance(block, List | Paragraph):
            yield from _entries(block)


def _table_rows(page: Page, table: Table) -> Iterator[LevelRow]:
    heads = [one_line(cell.text).lower() for cell in table.header]
    grade_at = next((i for i, head in enumerate(heads) if "grade" in head), None)
    if grade_at is None:
        yield from _overlong_rows(page, table)
        return
    titles = (i for i, head in enumerate(heads) if _TITLE_HEAD.search(head) and i != grade_at)
    title_at = next(titles, 0)
    for row in table.rows:
        if max(grade_at, title_at) < len(row) and one_line(row[title_at].text):
            yield _row(row[title_at], row[grade_at])


def _entries(block: Block) -> Iterator[LevelRow]:
    """The roles to which the sentences of a list or paragraph give a grade."""
    for inline in inlines((block,)):
        for found in grades_in(inline, in_grade_section=False):
            if found.subject is not None:
                yield LevelRow(found.subject, found.values[0], found.span, found.subject)


def _row(title: Inline, grade: Inline) -> LevelRow:
    number = _NUMBER.search(grade.text)
    words = one_line(title.text)
    linked = title.links[0].destination if title.links else words
    span = title.source_span(0, len(title.text))
    return LevelRow(words, float(number[0]) if number else None, span, _last_words(linked))


def _overlong_rows(page: Page, table: Table) -> Iterator[LevelRow]:
    """Rows with a grade in a cell for which the table's head has no column: Markdown drops it, a reader does not."""
    for found in _LEVEL_ROW.finditer(page.text, table.span.start, table.span.end):
        linked = _last_words(found["link"] or found["title"])
        yield LevelRow(found["title"].strip(), float(found["grade"]), Span(*found.span("title")), linked)


_SECTION = re.compile(r" (?:job grade|responsibilities|requirements)(?: \d+)?$")


def _last_words(destination: str) -> str:
    """The words of the heading that a link leads to; a section of a level stands for the level."""
    return _SECTION.sub("", _words_of(destination))


def _words_of(destination: str) -> str:
    return destination.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].replace("-", " ")


def rows_by_name(rows: Iterable[LevelRow]) -> dict[str, LevelRow]:
    """Rows by the folded words of their titles and of the links on these; the first of a name wins."""
    found: dict[str, LevelRow] = {}
    for row in rows:
        found.setdefault(fold(row.linked), row)
        found.setdefault(fold(row.title), row)
    return found
