"""Edits of lines: entries added, taken away, exchanged, nested, with the signs and gaps of the list they stand in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from trellis.handbook.diagnostics import Edit
from trellis.handbook.model import List
from trellis.handbook.text import Span
from trellis.roles.definitions.editing.document import FAMILY, Document
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Slot
from trellis.roles.definitions.editing.headings import heading_like, level_end
from trellis.roles.definitions.editing.rows import Row

_BREAK = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"(?:[ \t>]*(?:\r\n|\r|\n))*")


def laid_out(document: Document, old: str, wanted: str, at: int) -> str:
    """Words of several lines with the indentation that the old ones had, line by line."""
    line = document.page.source.line(at)
    column = at - document.page.source.line_span(line).start
    prefixes = [found[0] for each in _BREAK.split(old)[1:] if (found := re.match(r"[ \t>]*", each))]
    usual = prefixes[0] if prefixes else " " * column
    out = []
    for number, words in enumerate(wanted.split("\n")):
        prefix = "" if number == 0 else prefixes[number - 1] if number <= len(prefixes) else usual
        out.append(prefix + words)
    return document.line_end.join(out)


def line_range(document: Document, span: Span) -> Span:
    """The lines of a span, without the last line's end."""
    source = document.page.source
    used = document.text[span.start : span.end].rstrip()
    last = source.line(span.start + max(len(used) - 1, 0))
    return Span(source.line_span(source.line(span.start)).start, source.line_span(last).end)


def with_a_gap(document: Document, span: Span) -> Span:
    """Whole lines with the blank ones before them: what goes when they go."""
    before = document.used_to(span.start)
    if before:
        return Span(before, span.end)
    blanks = _BLANKS.match(document.text, span.end)
    return Span(span.start, blanks.end() if blanks else span.end)


# -- entries of lists


def beside(document: Document, row: Row, words: str, *, after: bool) -> Iterator[Edit]:
    """A new entry after or before another, in its manner."""
    gap = _gap(document, row)
    number = row.number
    counts = number is not None and _counts(document, row)
    sign = row.sign
    if number is not None and counts and after:
        sign = f"{number + 1}{row.sign[-1]}"
    start = f"{row.prefix}{sign}{row.gap}"
    entry = start + _continued(document, words, _indent(row.prefix, len(sign + row.gap)))
    yield (
        Edit(Span(row.span.end, row.span.end), gap + entry)
        if after
        else Edit(Span(row.span.start, row.span.start), entry + gap)
    )
    if counts:
        yield from _renumbered(document, row, row.at + 1 if after else row.at, 1)


def _indent(prefix: str, width: int) -> str:
    return prefix + " " * width


def _continued(document: Document, words: str, indent: str) -> str:
    return f"{document.line_end}{indent}".join(words.split("\n"))


def _gap(document: Document, row: Row) -> str:
    """What stands between this entry and its neighbour: a line end, and blank lines in a list that has them."""
    for one, other in ((row.at, row.at + 1), (row.at - 1, row.at)):
        if one >= 0 and other < len(row.siblings):
            first, second = document.rows[row.siblings[one]], document.rows[row.siblings[other]]
            gap = document.text[first.span.end : second.span.start]
            if gap and not gap.strip(" \t\r\n>"):
                return gap
    return document.line_end


def _counts(document: Document, row: Row) -> bool:
    """Whether a numbered list counts on from entry to entry; many lists have the same number everywhere."""
    numbers = [document.rows[sibling].number or 0 for sibling in row.siblings]
    return all(b == a + 1 for a, b in pairwise(numbers))


def _renumbered(document: Document, row: Row, first: int, step: int) -> Iterator[Edit]:
    for sibling in row.siblings[first:]:
        other = document.rows[sibling]
        if other.number is not None:
            yield Edit(other.sign_span, f"{other.number + step}{other.sign[-1]}")


def without(document: Document, row: Row) -> Iterator[Edit]:
    """Take an entry away with what is nested in it."""
    if len(row.siblings) == 1:
        if row.above is None:
            yield Edit(with_a_gap(document, row.span), "")
        else:
            begin = len(document.text[: row.span.start].rstrip(" \t\r\n>"))
            yield Edit(Span(begin, row.span.end), "")
        return
    if row.at + 1 < len(row.siblings):
        following = document.rows[row.siblings[row.at + 1]]
        yield Edit(Span(row.span.start, following.span.start), "")
    else:
        before = document.rows[row.siblings[row.at - 1]]
        yield Edit(Span(before.span.end, row.span.end), "")
    if row.number is not None and _counts(document, row):
        yield from _renumbered(document, row, row.at + 1, -1)


def exchanged(document: Document, row: Row, other: Row) -> Iterator[Edit]:
    """Two neighbours in each other's place; numbers stay where they are."""
    if not other.plain:
        raise CannotEditError("Its neighbour shares a line with another entry.")
    for here, there in ((row, other), (other, row)):
        text = document.text[there.span.start : there.span.end]
        if here.number is not None and there.number is not None:
            begin = there.sign_span.start - there.span.start
            text = text[:begin] + here.sign + text[begin + len(there.sign) :]
        yield Edit(here.span, text)


def exchanged_paragraphs(document: Document, one: Span, other: Span) -> Iterator[Edit]:
    """Two paragraphs in each other's place; what stands between them stays there."""
    text = document.text
    here, there = (
        Span(span.start, span.start + len(text[span.start : span.end].rstrip())) for span in (one, other)
    )
    yield Edit(here, text[there.start : there.end])
    yield Edit(there, text[here.start : here.end])


def further_in(document: Document, row: Row, above: Row) -> Iterator[Edit]:
    """The lines of an entry indented so that they are nested in the one above."""
    nested = next(
        (other for other in document.rows if other.above is not None and document.rows[other.above] == above),
        None,
    )
    deeper = nested.prefix if nested else _indent(above.prefix, len(above.sign + above.gap))
    if not deeper.startswith(row.prefix) or len(deeper) == len(row.prefix):
        raise CannotEditError("The lines of this list are indented in more than one way.")
    yield from _each_line(document.text, row.span, row.prefix, deeper)


def further_out(row: Row, above: Row, text: str) -> Iterator[Edit]:
    """The lines of a nested entry moved out to where the one stands that it is nested in."""
    yield from _each_line(text, row.span, row.prefix, above.prefix)


def _each_line(text: str, span: Span, old: str, new: str) -> Iterator[Edit]:
    at = span.start
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text[span.start : span.end]):
        if line.strip() and line.startswith(old):
            yield Edit(Span(at, at + len(old)), new)
        at += len(line)


# -- sections


def in_section(document: Document, number: int, slot: Slot, words: str) -> Iterator[Edit]:
    """The first entry of a section: after a list of other things, or after all that stands there."""
    section = document.sections[number]
    lists = [block for block in section.blocks if isinstance(block, List) and block.items]
    row = document.row_at(lists[-1].items[-1].span) if lists and slot is not Slot.LADDER else None
    if row is not None and row.plain:
        yield from beside(document, row, words, after=True)
        return
    if section.blocks:
        end = max(line_range(document, block.span).end for block in section.blocks)
    elif section.heading is not None:
        end = line_range(document, section.heading.span).end
    else:
        raise CannotEditError("There is no section in which this could stand.")
    begin = "" if slot is Slot.LADDER else first_sign(document, slot)
    entry = begin + _continued(document, words, " " * len(begin))
    yield Edit(Span(end, end), document.line_end * 2 + entry)


def paragraph_beside(document: Document, span: Span, words: str, *, after: bool) -> Edit:
    """A new paragraph after or before another."""
    place = line_range(document, span)
    gap, words = document.line_end * 2, words.replace("\n", document.line_end)
    if after:
        return Edit(Span(place.end, place.end), gap + words)
    return Edit(Span(place.start, place.start), words + gap)


def first_sign(document: Document, slot: Slot) -> str:
    """The sign of a new list: numbers for steps unless the page has none, else what the page uses most."""
    if slot is Slot.HIRING:
        steps = [
            row
            for n in range(len(document.levels) + 1)
            for e in document.entries(n, slot)[:1]
            if (row := document.row_at(e.span))
        ]
        return f"{steps[0].sign}{steps[0].gap}" if steps else "1. "
    used = Counter(row.sign + row.gap for row in document.rows if row.number is None and row.above is None)
    return used.most_common(1)[0][0] if used else "- "


def new_section(document: Document, holder: int, slot: Slot, words: str) -> Iterator[list[Edit]]:
    """A section with its first entry: for a level at its end, for the family before its levels or at the page's end."""
    begin = "" if slot is Slot.LADDER else first_sign(document, slot)
    entry = begin + _continued(document, words, " " * len(begin))
    gap = document.line_end * 2
    for heading in heading_like(document, holder, slot):
        block = heading + gap + entry
        at = _place_for(document, holder, slot)
        end = document.used_to(at)
        yield [Edit(Span(end, end), gap + block)]


def _place_for(document: Document, holder: int, slot: Slot) -> int:
    if holder != FAMILY and not document.is_one_role:
        return level_end(document, holder)
    if slot in (Slot.RESPONSIBILITIES, Slot.REQUIREMENTS) and document.plan.levels:
        first = min(
            (n for n in (*document.plan.level_lists, *(h.index for h in document.plan.levels)) if n),
            default=0,
        )
        if first:
            return document.sections.place(first).start
    return len(document.text)
