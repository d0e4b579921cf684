"""Responsibilities and requirements: the items of lists as a reader counts them, and the pointers among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from trellis.handbook.model import Block, Footnote, Inline, List, ListItem, Paragraph, Quote
from trellis.handbook.page import Page
from trellis.handbook.text import Span
from trellis.roles.definitions.headings import Topic
from trellis.roles.definitions.model import Extension, Item, Part
from trellis.roles.definitions.sections import Sections
from trellis.roles.definitions.sentences.grades import grade_in
from trellis.roles.definitions.sentences.inheritance import extension_in
from trellis.roles.definitions.sentences.reporting import reporting_in
from trellis.roles.definitions.sentences.text import sentences
from trellis.roles.definitions.structure.holders import Holder


class Bullet(NamedTuple):
    """One entry of a list as a reader sees it: its text without line breaks, place, depth, stable identifier."""

    inline: Inline
    start: int
    end: int
    text: str
    span: Span
    depth: int
    id: str


_LOST_MARKER = re.compile(r"\n(?=\s*(?:[-*+•–_]\s?\S|[A-Z0-9“\"]))")
_SLIPPED = re.compile(r"^\s*(?:[-*+•–_](?=\s?\w)|\d+\.(?=\s))\s*")
_ATTRIBUTE = re.compile(r"\{:?\s*#[\w.-]+\s*\}\s*$")


def bullets(page: Page, blocks: Iterable[Block], depth: int = 0) -> Iterator[Bullet]:
    """The entries of all lists in the blocks, nested ones included, in document order.

    A line without a marker straight after an item is an entry of its own when it starts like one (a capital or a marker
    that slipped) and stands at the margin; an entry that holds nothing but nested entries is none.
    """
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from _entries(page, item, depth)
                yield from bullets(page, item.blocks, depth + (1 if item.text.strip() else 0))
        elif isinstance(block, Quote | Footnote):
            yield from bullets(page, block.blocks, depth)


def _entries(page: Page, item: ListItem, depth: int) -> Iterator[Bullet]:
    text = item.inline.text
    cuts = [0]
    for found in _LOST_MARKER.finditer(text) if "\n" in text else ():
        if _at_margin(page, item.inline, found.end(), depth):
            cuts.append(found.end())
    cuts.append(len(text))
    base = page.item_ids.get(item.span.start, f"i{item.span.start}")
    for number, (start, end) in enumerate(pairwise(cuts)):
        words = " ".join(_ATTRIBUTE.sub("", text[start:end]).split())
        words = _SLIPPED.sub("", words) if number else words
        if words.strip(" .-*_"):
            span = item.inline.source_span(start, len(text[:end].rstrip()))
            identifier = base if number == 0 else f"{base}.{number}"
            yield Bullet(item.inline, start, end, words, span, depth, identifier)


def _at_margin(page: Page, inline: Inline, at: int, depth: int) -> bool:
    """Whether a line inside an item starts at the margin: a wrapped line is indented, or goes on in mid-sentence."""
    offset = inline.source_span(at, at + 1).start
    line = page.source.line(offset)
    text = page.source.line_text(line)
    if len(text) - len(text.lstrip()) > 0:
        return False
    before = page.source.line_text(line - 1).rstrip()
    return not re.search(
        r"(?:[,;:(&]|\b(?:and|or|the|of|to|a|an|in|for|with|at|by|on|our|your|is|are))$", before
    )


class Reading(NamedTuple):
    """What the blocks of a section hold: own items, the inheritances they state, bullets that are a reporting line."""

    items: tuple[Item, ...]
    extensions: tuple[Extension, ...]
    reporting: tuple[Bullet, ...]

    def with_more(self, more: Reading) -> Reading:
        """Both readings in one: this one first."""
        return Reading(
            self.items + more.items, self.extensions + more.extensions, self.reporting + more.reporting
        )


_NOTHING = Reading((), (), ())


def read_part(sections: Sections, holders: Iterable[Holder], part: Part) -> Reading:
    """One of the lists of some holders, from all their sections; a section for both parts is read with the first."""
    topic = Topic.RESPONSIBILITIES if part is Part.RESPONSIBILITIES else Topic.REQUIREMENTS
    found = _NOTHING
    for own, number in (entry for holder in holders for entry in holder.sections):
        if own is topic or (own is Topic.BOTH and part is Part.RESPONSIBILITIES):
            parts = tuple(Part) if own is Topic.BOTH else (part,)
            found = found.with_more(read_lists(sections, sections[number].blocks, parts))
    return found


def read_unannounced(sections: Sections, holder: Holder) -> Reading:
    """The lists of a level that has no section of responsibilities, straight under its title or its grade.

    What a level lists without saying what it is, is what the level does; facts such as its grade are none.
    """
    numbers = dict.fromkeys((holder.index, *holder.of(Topic.GRADE)))  # one heading may be both
    lists = [block for block in sections.blocks(numbers) if isinstance(block, List)]
    facts = {
        bullet.span
        for bullet in bullets(sections.page, lists)
        if grade_in(bullet.inline, in_grade_section=True) or reporting_in(bullet.inline, bullet=True)
    }
    read = read_lists(sections, lists, (Part.RESPONSIBILITIES,))
    return read._replace(items=tuple(item for item in read.items if item.span not in facts))


def read_nice(sections: Sections, holders: Iterable[Holder]) -> tuple[Item, ...]:
    """The nice-to-haves of some holders."""
    numbers = [n for holder in holders for n in holder.of(Topic.NICE_TO_HAVE)]
    blocks = list(sections.blocks(numbers))
    return read_lists(sections, blocks, (Part.REQUIREMENTS,), optional=True).items


def read_lists(
    sections: Sections, blocks: Iterable[Block], parts: tuple[Part, ...], *, optional: bool = False
) -> Reading:
    """Read the lists and sentences of a section that stands for `parts` (both, for a shared section)."""
    page = sections.page
    items: list[Item] = []
    extensions: list[Extension] = []
    reporting: list[Bullet] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            extensions.extend(read_extensions(sections, block.inline, parts))
        elif isinstance(block, List | Quote | Footnote):
            for bullet in bullets(page, (block,)):
                line = page.source.line(bullet.span.start)
                said = extension_in(bullet.inline, bullet.start, bullet.end, sections.titles)
                extensions.extend(
                    Extension(found.parts or parts, found.target, found.span, line, bullet.text)
                    for found in said
                )
                if said and not said[0].adds:
                    continue
                if reporting_in(bullet.inline, bullet=True):
                    reporting.append(bullet)
                items.append(Item(bullet.id, bullet.text, bullet.span, line, bullet.depth, optional))
    return Reading(tuple(items), tuple(extensions), tuple(reporting))


def read_extensions(sections: Sections, inline: Inline, parts: tuple[Part, ...]) -> list[Extension]:
    """The inheritances that the sentences of a paragraph state."""
    made = []
    for sentence in sentences(inline.text):
        for found in extension_in(inline, sentence.start, sentence.end, sections.titles):
            line = sections.page.source.line(found.span.start)
            wording = " ".join(inline.text[sentence.start : sentence.end].split())
            made.append(Extension(found.parts or parts, found.target, found.span, line, wording))
    return made
