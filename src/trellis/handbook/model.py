"""What the compiler makes of a page: an immutable tree in which every part knows its place in the text.

A page is a flat list of *sections* in document order. Section 0 is what stands before the first heading; each other
section starts with a heading and holds the blocks up to the next heading of any depth. `Section.parent` and
`Section.children` say how they nest. All spans are characters in `Page.text`.

The types are named tuples: cheap to make (a handbook has a million of them), immutable, comparable, small to store.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from trellis.handbook.text import Span


class Link(NamedTuple):
    """A link or image, as written.

    `kind` is one of `inline`, `reference`, `autolink`, `wiki`, `html`. `text` is what a reader sees.
    """

    span: Span
    text: str
    destination: str
    title: str
    kind: str
    image: bool


class Mark(NamedTuple):
    """A range of `Inline.text` that is marked: `strong`, `emphasis`, `code`, `strike`, `link` or `image`."""

    kind: str
    start: int
    end: int
    link: Link | None


class Inline(NamedTuple):
    """A run of text as a reader sees it, without markup, that remembers where each part stands in the page.

    A line break inside the run is `\\n`. `runs` are triples (start in `text`, start in the page, length in the page).
    """

    text: str
    runs: tuple[tuple[int, int, int], ...]
    marks: tuple[Mark, ...]

    def source_span(self, start: int, end: int) -> Span:
        """The span in the page of `text[start:end]`; the end of a run that holds an entity is exact to the entity."""
        return Span(self._source_offset(start, last=False), self._source_offset(end, last=True))

    def _source_offset(self, at: int, *, last: bool) -> int:
        found = self.runs[0] if self.runs else (0, 0, 0)
        for run in self.runs:
            if run[0] > at or (last and run[0] == at and at > 0):
                break
            found = run
        return found[1] + min(max(at - found[0], 0), found[2])

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of this run, in order, without images."""
        return tuple(mark.link for mark in self.marks if mark.kind == "link" and mark.link is not None)


class Paragraph(NamedTuple):
    """A paragraph of text."""

    span: Span
    inline: Inline


class ListItem(NamedTuple):
    """An item of a list: its own text, whether it is ticked (`None`: no task), and what is nested in it."""

    span: Span
    inline: Inline
    checked: bool | None
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The item's own text, without nested items, as a reader sees it."""
        return self.inline.text


class List(NamedTuple):
    """A list; `start` is the first number of an ordered list, `None` for a bulleted one."""

    span: Span
    start: int | None
    items: tuple[ListItem, ...]


class Table(NamedTuple):
    """A table: the cells of its head and of each row."""

    span: Span
    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Code(NamedTuple):
    """A code block with its info string (`""` for an indented one)."""

    span: Span
    info: str
    text: str


class Html(NamedTuple):
    """A block of raw HTML."""

    span: Span
    text: str


class Quote(NamedTuple):
    """A block quote; `kind` is `note`, `tip`, `important`, `warning` or `caution` for an alert, else empty."""

    span: Span
    kind: str
    blocks: tuple[Block, ...]


class Footnote(NamedTuple):
    """The definition of a footnote."""

    span: Span
    label: str
    blocks: tuple[Block, ...]


class Rule(NamedTuple):
    """A horizontal rule."""

    span: Span


class Opaque(NamedTuple):
    """A template tag (ERB, Liquid) or Hugo short code that stands alone: kept as text, never interpreted."""

    span: Span
    text: str


class Include(NamedTuple):
    """A transclusion that stands alone, `![[page#section]]`: the target as written."""

    span: Span
    target: str


Block: TypeAlias = Paragraph | List | Table | Code | Html | Quote | Footnote | Rule | Opaque | Include


class Heading(NamedTuple):
    """A heading: depth 1 to 6, what a reader sees, its explicit identifier if the page gives one."""

    span: Span
    level: int
    inline: Inline
    identifier: str | None

    @property
    def text(self) -> str:
        """The heading as a reader sees it, in one line with single spaces."""
        return " ".join(self.inline.text.split())


class Section(NamedTuple):
    """A heading with what stands under it up to the next heading; see the module's docstring."""

    index: int  # type: ignore[assignment]  # a tuple has a method of this name
    heading: Heading | None
    parent: int | None
    children: tuple[int, ...]
    blocks: tuple[Block, ...]
    span: Span

    @property
    def level(self) -> int:
        """The heading's depth; 0 for what stands before the first heading."""
        return self.heading.level if self.heading else 0

    @property
    def title(self) -> str:
        """The heading as a reader sees it; empty for what stands before the first heading."""
        return self.heading.text if self.heading else ""


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, nested ones included, in document order."""
    for block in blocks:
        yield block
        if isinstance(block, Quote | Footnote):
            yield from walk_blocks(block.blocks)
        elif isinstance(block, List):
            for item in block.items:
                yield from walk_blocks(item.blocks)


def walk_items(blocks: tuple[Block, ...], depth: int = 0) -> Iterator[tuple[ListItem, int]]:
    """Every list item with its depth (0 for a top item), nested ones included, in document order."""
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield item, depth
                yield from walk_items(item.blocks, depth + 1)
        elif isinstance(block, Quote | Footnote):
            yield from walk_items(block.blocks, depth)
