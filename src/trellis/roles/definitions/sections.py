"""The sections of a job-family page as its reader sees them: a bold line above a list is a heading too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from trellis.handbook.model import Block, Heading, Inline, Paragraph, Section
from trellis.handbook.page import Page
from trellis.handbook.text import Span
from trellis.roles.definitions.headings import PARTS, Topic, announced
from trellis.roles.definitions.names import bare, fold
from trellis.roles.definitions.sentences.targets import is_title_of_role

_MOST_WORDS = 8
"""A line of more words is a sentence, and no heading."""
_IN_BOLD = PARTS | {
    Topic.GRADE,
    Topic.INDICATORS,
    Topic.LADDER,
    Topic.HIRING,
    Topic.SPECIALTIES,
    Topic.SEGMENTS,
}
"""What a bold line announces; other words in bold are sub-headings of a list."""


class Sections:
    """The sections of a page in order, and where they stand.

    Their numbers are those of `Page.sections` unless a bold line announces a section: `number_on_page` tells.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.all: tuple[Section, ...] = page.sections
        if any(_is_bold_line(block) for section in page.sections for block in section.blocks):
            self.all = _with_bold_lines(page.sections, frozenset(fold(page.title).split()))

    def __getitem__(self, number: int) -> Section:
        return self.all[number]

    @cached_property
    def titles(self) -> frozenset[str]:
        """What headings name and the page's own title, folded: the roles of which the page may speak."""
        named = [self.page.title]
        for title in (section.title for section in self.all if section.title):
            said = announced(title)
            named.extend((said.scope, bare(said.scope)) if said.topic is Topic.TITLE else (said.scope,))
        return frozenset(fold(title) for title in named if title)

    def number_on_page(self, number: int) -> int:
        """The number in `Page.sections` of a section, or of that in which its bold line stands."""
        return self.all[number].index

    def place(self, number: int) -> Span:
        """Where a section is named: its heading, or the first line of a page's beginning."""
        heading = self.all[number].heading
        source = self.page.source
        return heading.span if heading else source.line_span(source.line(self.page.body_start))

    def line(self, number: int) -> int:
        """The line of `place`."""
        return self.page.source.line(self.place(number).start)

    def blocks(self, numbers: Iterable[int]) -> Iterator[Block]:
        """The blocks of several sections, without those of sections nested in them."""
        for number in numbers:
            yield from self.all[number].blocks

    def blocks_under(self, number: int) -> Iterator[Block]:
        """The blocks of a section and of all sections nested in it."""
        yield from self.all[number].blocks
        for child in self.all[number].children:
            yield from self.blocks_under(child)


def _is_bold_line(block: Block) -> bool:
    """Whether a block is one short line, bold or with a colon at its end."""
    if not isinstance(block, Paragraph):
        return False
    text = block.inline.text.strip()
    short = "\n" not in text and len(text.split()) <= _MOST_WORDS
    return short and (_is_bold(block.inline) or (text.endswith(":") and not block.inline.marks))


def _heading_in(block: Block, section: Section, in_level: bool, page_words: frozenset[str]) -> Heading | None:
    """The heading that a line is: it announces a section, or stands under Levels and is the title of a role."""
    if not _is_bold_line(block):
        return None
    assert isinstance(block, Paragraph)
    text = block.inline.text.strip()
    said = announced(text)
    bold = _is_bold(block.inline)
    level = 0
    if said.topic is Topic.TITLE and bold and announced(section.title).topic is Topic.LEVELS:
        about_the_page = bool(page_words & set(fold(said.scope).split()))
        level = section.level + 1 if about_the_page or is_title_of_role(bare(said.scope)) else 0
    elif said.topic in _IN_BOLD and not any(c.isdigit() for c in text):
        fits = not said.scope or (bold and ("," not in said.scope or is_title_of_role(said.scope)))
        level = section.level + (2 if in_level else 1) if fits else 0
    return Heading(block.span, level, Inline(text, block.inline.runs, ()), None) if level else None


def _is_bold(inline: Inline) -> bool:
    """Whether a run is bold from its first letter to its last."""
    marks = inline.marks
    return (
        len(marks) == 1
        and marks[0].kind == "strong"
        and not (inline.text[: marks[0].start] + inline.text[marks[0].end :]).strip(" :")
    )


def _with_bold_lines(sections: Iterable[Section], page_words: frozenset[str]) -> tuple[Section, ...]:
    """The sections, those with bold lines cut before each of them; numbers and nesting made anew."""
    cut: list[tuple[Heading | None, list[Block], int, Span]] = []
    for section in sections:
        cut.append((section.heading, [], section.index, section.span))
        in_level = False
        for block in section.blocks:
            heading = _heading_in(block, section, in_level, page_words)
            if heading is not None:
                in_level = in_level or announced(heading.text).topic is Topic.TITLE
                cut.append((heading, [], section.index, section.span))
            else:
                cut[-1][1].append(block)
    children: list[list[int]] = [[] for _ in cut]
    parents: list[int | None] = []
    above: list[int] = []
    for number, (found, _, _, _) in enumerate(cut):
        level = found.level if found else 0
        while above and (head := cut[above[-1]][0]) is not None and head.level >= level:
            above.pop()
        parents.append(above[-1] if above else None)
        if above:
            children[above[-1]].append(number)
        above.append(number)
    return tuple(
        Section(on_page, heading, parents[number], tuple(children[number]), tuple(blocks), span)
        for number, (heading, blocks, on_page, span) in enumerate(cut)
    )
