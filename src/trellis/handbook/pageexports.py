"""What other pages need to know of a page: its addresses and title, its anchors, what it includes.

Links are resolved against the exports of all pages, not against the pages: so an edit that changes no export of a page
changes no link to it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trellis.handbook.model import Include, walk_blocks
from trellis.handbook.page import Page
from trellis.handbook.slugs import Anchors, anchors_of
from trellis.handbook.text import Span


class Alias(NamedTuple):
    """Another address of a page, as its front matter gives it: an old one that has moved, or one as good as its own."""

    path: str
    is_old: bool


class PageExports(NamedTuple):
    """What other pages need to know of a page.

    `aliases` are its other addresses; `tops` the first folders of its own links from the
    root; `made_anchors` says that a template may make headings that nobody can see in the file. `outline`
    holds where each heading begins and its depth, `length` where the text ends, and `includes` the place and
    target of each transclusion.
    """

    path: str
    url: str
    title: str
    anchors: Anchors
    aliases: tuple[Alias, ...] = ()
    tops: tuple[str, ...] = ()
    made_anchors: bool = False
    outline: tuple[tuple[int, int], ...] = ()
    length: int = 0
    includes: tuple[tuple[int, str], ...] = ()

    def section(self, heading: int | None) -> Span:
        """The text of a heading with everything under it; without a heading the whole page."""
        if heading is None:
            return Span(0, self.length)
        start, level = self.outline[heading]
        below = (at for at, depth in self.outline[heading + 1 :] if depth <= level)
        return Span(start, next(below, self.length))


_ALIAS_KEYS = {"redirect_from": True, "aliases": True, "permalink": False, "canonical_path": False}
_SHORT_CODE = re.compile(r"\{\{[<%]\s*(?!/?(?:figure|youtube|img|gist|tweet|vimeo)\b)")
_LIQUID = re.compile(r"\{%-?\s*(?:include|render|for)\b")


def exports_of(page: Page, rule: str = "github") -> PageExports:
    """What a page exports; `rule` is the canonical slug rule."""
    text = page.text
    made = "<%" in text
    if not made and "{" in text:
        made = "{%" in text and _LIQUID.search(text) is not None
        made = made or ("{{" in text and _SHORT_CODE.search(text) is not None)
    return PageExports(
        page.path,
        page.url,
        page.title,
        anchors_of(page, rule),
        aliases_of(page),
        _tops_of(page),
        made,
        tuple((heading.span.start, heading.level) for heading in page.headings),
        len(text),
        tuple((include.span.start, include.target) for include in includes_of(page)),
    )


def includes_of(page: Page) -> tuple[Include, ...]:
    """The transclusions of a page, in order. Parses the page only if there may be one."""
    if not any(link.kind == "wiki" and link.image for link in page.links):
        return ()
    return tuple(
        block
        for section in page.sections
        for block in walk_blocks(section.blocks)
        if isinstance(block, Include)
    )


def aliases_of(page: Page) -> tuple[Alias, ...]:
    """The other addresses of a page."""
    found: list[Alias] = []
    for key, is_old in _ALIAS_KEYS.items() if page.front is not None else ():
        value = page.front_value(key)
        for alias in value if isinstance(value, list) else [value]:
            if isinstance(alias, str) and alias.strip() and "://" not in alias:
                found.append(Alias(alias.strip(), is_old))
    return tuple(found)


def _tops_of(page: Page) -> tuple[str, ...]:
    tops = set()
    for link in page.links:
        if link.destination[:1] == "/":
            top, slash, _ = link.destination[1:].partition("/")
            if slash and top:
                tops.add(top)
    return tuple(sorted(tops))
