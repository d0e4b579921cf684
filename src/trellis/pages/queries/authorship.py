"""Who wrote each passage of a page last, when, and in which commit."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from trellis.handbook.commits import Commit
from trellis.handbook.files import read_page
from trellis.handbook.githistory import chain_of
from trellis.handbook.model import Block, List
from trellis.handbook.page import Page
from trellis.handbook.source import is_page
from trellis.handbook.text import SourceText
from trellis.pages.blocks import blocks_of, without_ids
from trellis.pages.queries.past_pages import rendered_then
from trellis.pages.queries.revisions import Past, recall, served_bytes

UNKNOWN = "?"
"""Who wrote a line that came from outside the handbook's folder, or from before what Git has here."""
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S[^\n]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks that stand together and were last written in one commit.

    Without `commit`, `is_new` tells what is not committed yet from what came from outside the handbook's folder.
    `others` counts the further commits that wrote some of its lines. `html` is `None` for the front matter, whose
    `text` is shown as it is.
    """

    commit: Commit | None
    is_new: bool
    first_line: int
    last_line: int
    others: int
    text: str
    html: SafeString | None


class _Unit(NamedTuple):
    """Lines that are told together: a paragraph, a heading, an item without those nested in it. Counted from 0."""

    first: int
    last: int
    indent: int
    is_front: bool = False


def passages_of(past: Past) -> tuple[Passage, ...] | None:
    """The passages of a page as readers see it; `None` where there is no page now."""
    data = served_bytes(past)
    if data is None:
        return None
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    writers = writers_of(past, text)
    order = _newest_first(past, [each for each in dict.fromkeys(writers) if each and each != UNKNOWN])
    page = read_page(past.path, text.encode("utf-8")).page if is_page(past.path) else None
    units = tuple(_units(page)) if page is not None and page.text == text else _lines_as_units(text)
    lines = text.split("\n")
    definitions = "\n".join(_DEFINITION.findall(text))
    return tuple(
        _passage(past, group, lines, writers, order, definitions if page is not None else None)
        for group in _groups(units, writers, order)
    )


def _passage(
    past: Past,
    units: Sequence[_Unit],
    lines: Sequence[str],
    writers: Sequence[str | None],
    order: dict[str, Commit],
    definitions: str | None,
) -> Passage:
    first, last = units[0].first, units[-1].last
    text = textwrap.dedent("\n".join(lines[first : last + 1])).strip("\n")
    writer = _last_writer(units, writers, order)
    among = {each for unit in units for each in writers[unit.first : unit.last + 1]}
    shown = None
    if definitions is not None and not units[0].is_front:
        whole = f"{text}\n\n{definitions}" if definitions and definitions not in text else text
        html = str(rendered_then(past, Page(past.path, SourceText(whole), None, 0), is_part=True).html)
        inner = without_ids("".join(block.html for block in blocks_of(html)))
        shown = mark_safe(inner)  # noqa: S308 - parts of clean HTML
    commit = order.get(writer or "")
    return Passage(commit, writer is None, first + 1, last + 1, len(among) - 1, text, shown)


# -- which lines belong together


def _units(page: Page) -> Iterator[_Unit]:
    """The page's blocks and items in order."""
    ends = [at for at, sign in enumerate(page.text) if sign == "\n"]

    def unit(start: int, end: int, *, is_front: bool = False) -> Iterator[_Unit]:
        piece = page.text[start:end].rstrip()
        if not piece.strip():
            return
        first = bisect_right(ends, start - 1)
        line_start = ends[first - 1] + 1 if first else 0
        indent = start - line_start + len(piece) - len(piece.lstrip())
        yield _Unit(first, bisect_right(ends, start + len(piece) - 1), indent, is_front)

    def of(blocks: Sequence[Block]) -> Iterator[_Unit]:
        for block in blocks:
            if not isinstance(block, List):
                yield from unit(*block.span)
                continue
            for item in block.items:
                nested = [inner for inner in item.blocks if isinstance(inner, List)]
                yield from unit(item.span.start, nested[0].span.start if nested else item.span.end)
                yield from of(nested)

    yield from unit(0, page.body_start, is_front=True)
    for section in page.sections:
        if section.heading is not None:
            yield from unit(*section.heading.span)
        yield from of(section.blocks)


def _lines_as_units(text: str) -> tuple[_Unit, ...]:
    """The paragraphs of a file that is no page, or that cannot be read as one."""
    found, start = [], None
    lines = text.split("\n")
    for at, line in enumerate([*lines, ""]):
        if line.strip() and start is None:
            start = at
        elif not line.strip() and start is not None:
            found.append(_Unit(start, at - 1, 0))
            start = None
    return tuple(found)


def _groups(
    units: Sequence[_Unit], writers: Sequence[str | None], order: dict[str, Commit]
) -> Iterator[list[_Unit]]:
    """Units that follow one another with the same last writer; none that stands further out than the first."""
    group: list[_Unit] = []
    for unit in units:
        if group and (
            _last_writer(group[:1], writers, order) != _last_writer([unit], writers, order)
            or unit.indent < group[0].indent
            or unit.is_front != group[0].is_front
            or unit.first <= group[-1].last
        ):
            yield group
            group = []
        group.append(unit)
    if group:
        yield group


def _last_writer(
    units: Sequence[_Unit], writers: Sequence[str | None], order: dict[str, Commit]
) -> str | None:
    """The newest commit among some lines; `None` where something is not committed yet."""
    among = [each for unit in units for each in writers[unit.first : unit.last + 1]]
    if not among or None in among:
        return None
    return next((each for each in order if each in among), UNKNOWN)


# -- who wrote which line


def writers_of(past: Past, text: str) -> list[str | None]:
    """For each line of the text that readers see: its commit, `UNKNOWN`, or `None` where it is not committed."""
    entry = past.archive.entry(past.archive.tip, past.inner)
    lines: list[str | None] = [None] * (text.count("\n") + 1)
    if entry is None:
        return lines
    committed = past.archive.contents([entry.id]).get(entry.id, b"")
    blamed = recall(
        past.edition, "blame", (str(past.archive.folder), past.inner, past.archive.tip), lambda: _blame(past)
    )
    before = committed.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    matcher = SequenceMatcher(None, before, text.split("\n"), autojunk=False)
    blocks = [(0, 0, len(before))] if before == text.split("\n") else matcher.get_matching_blocks()
    for old, new, size in blocks:
        for at in range(size):
            # The end of the last line is a line to us and none to Git.
            lines[new + at] = (blamed[old + at] or UNKNOWN) if old + at < len(blamed) else UNKNOWN
    return lines


def _newest_first(past: Past, writers: list[str]) -> dict[str, Commit]:
    """The commits of some lines in their order: as the history has them where that is known, else by their dates."""
    commits = past.commits(writers)
    by_date = sorted(commits.values(), key=lambda commit: commit.when, reverse=True)
    known = [touch.commit for touch in past.touches()] if past.is_indexed else []
    ids = dict.fromkeys([*known, *(commit.id for commit in by_date)])
    return {each: commits[each] for each in ids if each in commits}


def _blame(past: Past) -> list[str]:
    chain = chain_of(past.touches()) if past.is_indexed else ()
    commits = past.commits([touch.commit for touch in chain])
    known = [(touch.commit, commits[touch.commit].parent) for touch in chain if touch.commit in commits]
    return past.archive.blame(past.archive.tip, past.inner, known if len(known) == len(chain) else ())
