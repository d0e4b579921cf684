"""Two texts compared line by line, with the words that differ marked: rows for a page, in one column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CONTEXT = 3
"""Lines shown around what differs."""

MOST_ROWS = 2_000
_LONGEST_LINE = 2_000  # words of longer lines are not compared
_ALIKE = 0.4  # two lines less alike than this are not the same line in other words
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Row(NamedTuple):
    """A line: `kind` is `same`, `old`, `new` or `gap`; numbers count from 1 in each text, `None` where it has no line.

    Of a gap, `html` is empty and `old` says how many lines are left out.
    """

    kind: str
    old: int | None
    new: int | None
    html: SafeString


def diff_rows(old: str, new: str, context: int = CONTEXT) -> list[Row]:
    """The rows of a comparison; nothing where the texts are equal. At most `MOST_ROWS`, then it ends in a gap."""
    if old == new:
        return []
    before, after = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    for row in _rows(before, after, context):
        rows.append(row)
        if len(rows) >= MOST_ROWS:
            rows.append(Row("gap", max(0, len(after) - (row.new or 0)), None, SafeString("")))
            break
    return rows


def changed_lines(old: str, new: str) -> tuple[int, int]:
    """How many lines a change adds and takes away."""
    added = removed = 0
    if old == new:
        return 0, 0
    for tag, i1, i2, j1, j2 in _matcher(old.splitlines(), new.splitlines()).get_opcodes():
        if tag != "equal":
            added, removed = added + j2 - j1, removed + i2 - i1
    return added, removed


def _matcher(before: Sequence[str], after: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, before, after, autojunk=len(before) > _LONGEST_LINE)


def _rows(before: list[str], after: list[str], context: int) -> Iterator[Row]:
    shown_to = 0
    for group in _matcher(before, after).get_grouped_opcodes(context):
        first = group[0][1]
        if first > shown_to:
            yield Row("gap", first - shown_to, None, SafeString(""))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for at in range(i2 - i1):
                    yield Row("same", i1 + at + 1, j1 + at + 1, escape(before[i1 + at]))
            else:
                yield from _changed(before, after, i1, i2, j1, j2)
        shown_to = group[-1][2]
    if 0 < shown_to < len(before):
        yield Row("gap", len(before) - shown_to, None, SafeString(""))


def _changed(before: list[str], after: list[str], i1: int, i2: int, j1: int, j2: int) -> Iterator[Row]:
    """Lines that differ: pairs with their words marked where there are as many on both sides, else as they are."""
    pairs = list(zip(range(i1, i2), range(j1, j2), strict=False)) if i2 - i1 == j2 - j1 else []
    marked = [_marked(before[i], after[j]) for i, j in pairs]
    for at, i in enumerate(range(i1, i2)):
        yield Row("old", i + 1, None, marked[at][0] if marked else escape(before[i]))
    for at, j in enumerate(range(j1, j2)):
        yield Row("new", None, j + 1, marked[at][1] if marked else escape(after[j]))


def _marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    if len(old) > _LONGEST_LINE or len(new) > _LONGEST_LINE:
        return escape(old), escape(new)
    left, right = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return escape(old), escape(new)
    sides: tuple[list[str], list[str]] = ([], [])
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for side, words, element in ((0, left[i1:i2], "del"), (1, right[j1:j2], "ins")):
            text = escape("".join(words))
            sides[side].append(text if tag == "equal" or not words else f"<{element}>{text}</{element}>")
    return mark_safe("".join(sides[0])), mark_safe("".join(sides[1]))  # noqa: S308 - every word is escaped
