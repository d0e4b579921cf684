"""A page of the handbook: one Markdown file, decoded, with its front matter, lazily parsed.

The outline (headings, links, anchors) is cheap and enough for most pages; the full tree is built the first time that
somebody asks for `sections`. Both are derived from the text alone, so a page is a value: equal text, equal page.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from trellis.handbook import markdown, outlines
from trellis.handbook.model import Block, Heading, Link, ListItem, Section, walk_items
from trellis.handbook.text import SourceText, Span
from trellis.handbook.yaml import Node

_SUFFIXES = (".html.md.erb", ".html.md", ".md.erb", ".markdown", ".md", ".txt")


class Page:
    """One Markdown file of a handbook.

    `path` is relative to the handbook's root, with `/`. `front` is the front matter as a mapping node (`None`
    if there is none), `body_start` the offset where the body begins.
    """

    def __init__(self, path: str, source: SourceText, front: Node | None, body_start: int) -> None:
        self.path = path
        self.source = source
        self.front = front
        self.body_start = body_start

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key not in {"parsed", "sections"}}

    def __repr__(self) -> str:
        return f"Page({self.path!r})"

    @property
    def text(self) -> str:
        """The decoded text of the file."""
        return self.source.text

    @cached_property
    def parsed(self) -> markdown.Parsed:
        """The full tree of the body."""
        return markdown.parse(self.text, self.body_start)

    @cached_property
    def outline(self) -> outlines.Outline:
        """Headings, links and anchors."""
        if "parsed" in self.__dict__:
            headings = tuple(s.heading for s in self.parsed.sections if s.heading is not None)
            found = outlines.Outline(headings, self.parsed.links, self.parsed.html_anchors)
        else:
            found = outlines.outline(self.text, self.body_start)
        return outlines.without_gaps(found) if "(cloze)" in self.text else found

    def forget_tree(self) -> None:
        """Keep the outline and let the tree go: it is many times the text, and is made again when asked for."""
        if "parsed" in self.__dict__:
            _ = self.outline
            del self.__dict__["parsed"]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in document order; section 0 stands before the first heading."""
        return self.parsed.sections

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in document order, without those inside lists and quotes."""
        return self.outline.headings

    @property
    def links(self) -> tuple[Link, ...]:
        """The links and images in document order."""
        return self.outline.links

    def front_value(self, key: str) -> Any:
        """The plain value of a front-matter key, or `None`."""
        node = self.front.get(key) if self.front is not None else None
        return None if node is None else node.plain()

    @cached_property
    def title(self) -> str:
        """The front matter's title, else the first heading of depth 1, else the first heading, else the file's
        name.
        """
        title = self.front_value("title")
        if isinstance(title, str | int | float) and str(title).strip():
            return " ".join(str(title).split())
        headings = self.headings
        first = next((h for h in headings if h.level == 1 and h.text), None) or next(
            (h for h in headings if h.text), None
        )
        return first.text if first else self.name.replace("-", " ").replace("_", " ").capitalize()

    @cached_property
    def description(self) -> str | None:
        """The front matter's description in one line, or `None`."""
        value = self.front_value("description")
        return " ".join(value.split()) or None if isinstance(value, str) else None

    @cached_property
    def url(self) -> str:
        """The page's address in the handbook: `/a/b/` for `a/b.md` and for `a/b/index.md`."""
        stem = stem_of(self.path)
        for index in ("index", "_index", "README"):
            if stem == index:
                return "/"
            if stem.endswith("/" + index):
                return "/" + stem[: -len(index)]
        return f"/{stem}/"

    @property
    def name(self) -> str:
        """The last part of the address: what the file is about."""
        return self.url.strip("/").rsplit("/", 1)[-1] or "home"

    def blocks_under(self, section: Section) -> Iterator[Block]:
        """The blocks of a section and of all sections nested in it, in document order."""
        yield from section.blocks
        for child in section.children:
            yield from self.blocks_under(self.sections[child])

    @cached_property
    def item_ids(self) -> dict[int, str]:
        """The stable identifier of every list item, by the offset where the item starts.

        An explicit `{#name}` at the end of the item is its identifier for ever. Otherwise it is made of the words of
        the item and of the heading above it, so that edits elsewhere in the page, order and markup do not change it.
        """
        ids: dict[int, str] = {}
        seen: Counter[str] = Counter()
        for section in self.sections:
            for item, _ in walk_items(section.blocks):
                base = _explicit_id(item) or _made_id(section.title, item.text)
                seen[base] += 1
                ids[item.span.start] = base if seen[base] == 1 else f"{base}-{seen[base]}"
        return ids


_WORDS = re.compile(r"\w+")
_EXPLICIT = re.compile(r"\{:?\s*#([A-Za-z][\w.-]*)\s*\}\s*$")


def _explicit_id(item: ListItem) -> str | None:
    text = item.text
    found = _EXPLICIT.search(text) if "}" in text else None
    return found[1] if found else None


def _made_id(heading: str, text: str) -> str:
    words = " ".join(_WORDS.findall(f"{heading} | {text}".casefold()))
    return "i" + hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def stem_of(path: str) -> str:
    """A page's path without the suffixes of its file type."""
    for suffix in _SUFFIXES:
        if path.lower().endswith(suffix) and len(path) > len(suffix):
            return path[: -len(suffix)]
    return path


def whole_span(page: Page) -> Span:
    """The first line of the body: where a diagnostic about the page as a whole points."""
    line = page.source.line(page.body_start)
    while line < page.source.line_count and not page.source.line_text(line).strip():
        line += 1
    return page.source.line_span(line)
