"""How a lesson says what is on its slides, and how full each is. No Django.

A heading of the first or second level begins a slide, and so does a line (`---`), which goes on under the same title.
A quote that begins with `**Facilitator:**`, or `**Facilitator (5 minutes):**`, is said to the slide; one that begins
with `**Handout:**` is given to participants. All of it reads well as plain Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trellis.handbook.model import Block, Code, List, Paragraph, Quote, Rule, Table
from trellis.handbook.page import Page, whole_span
from trellis.handbook.text import Span

BREAKS_AT = 2
"""Headings up to this level begin a slide."""
MOST_WORDS = 90
"""More than these nobody reads from a wall while somebody speaks."""
FACILITATOR, HANDOUT = "facilitator", "handout"
_WHOM = {
    "facilitator": FACILITATOR, "moderation": FACILITATOR, "leitung": FACILITATOR, "handout": HANDOUT,
    "handzettel": HANDOUT,
}  # fmt: skip
_SAID = re.compile(r"(?P<name>[^\W\d]+)\s*(?:\((?P<n>\d{1,3})\s*(?:minutes?|Minuten?|min)\))?\s*:?$")
_FIRST = re.compile(r"\*\*([^*]{1,60})\*\*")
_WORD = re.compile(r"\w+")


class Said(NamedTuple):
    """To whom a quote of a lesson is said, and how many minutes it gives a slide."""

    whom: str
    minutes: int


class Full(NamedTuple):
    """A slide as its page has it: its title, where it begins, and how many words stand on it."""

    title: str
    span: Span
    words: int


def said_to(label: str) -> Said | None:
    """To whom a quote is said that begins with some words in bold; `None` for any other quote."""
    found = _SAID.match(" ".join(label.split()))
    whom = _WHOM.get(found["name"].casefold()) if found is not None else None
    return Said(whom, int(found["n"] or 0)) if whom is not None and found is not None else None


def said_in(block: Block, text: str) -> Said | None:
    """The same of a quote in a page whose text is given."""
    if not isinstance(block, Quote):
        return None
    found = _FIRST.match(text[block.span.start : block.span.end].lstrip("> \t\n"))
    return said_to(found[1]) if found is not None else None


def slides_of(page: Page) -> Iterator[Full]:
    """The slides that a page itself makes; what it includes is not counted."""
    title, span, words = page.title, whole_span(page), 0
    for section in page.sections:
        heading = section.heading
        if heading is not None and heading.level <= BREAKS_AT:
            yield Full(title, span, words)
            title, span, words = heading.text, heading.span, 0
        for block in section.blocks:
            if isinstance(block, Rule):
                yield Full(title, span, words)
                span, words = block.span, 0
            elif said_in(block, page.text) is None:
                words += _count(block, page.text)
    yield Full(title, span, words)


def _count(block: Block, text: str) -> int:
    if isinstance(block, Code):
        return 0
    if isinstance(block, Paragraph):
        return len(_WORD.findall(block.inline.text))
    if isinstance(block, List | Table | Quote):
        return len(_WORD.findall(text[block.span.start : block.span.end]))
    return 0
