"""A page, or a whole part of the tree, as one text for paper: with contents, and bounded in size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from trellis.pages.addresses import page_address, pdf_address
from trellis.pages.queries.current import Edition
from trellis.pages.queries.history import last_change
from trellis.pages.queries.reading import Neighbour, rendered
from trellis.pages.queries.surroundings import surroundings_of
from trellis.pages.queries.tree import Tree, tree_of

MOST_PAGES = 60
MOST_CHARACTERS = 1_000_000
"""Of HTML: about three hundred sheets of paper."""

MOST_NAMED = 100
"""Pages that were left out and are named; more are counted."""

_DEEPEST = 4
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_NAME = re.compile(r' (id|for|aria-labelledby|aria-describedby)="([^"]*)"')
_LINK = re.compile(r' href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of the text: `anchor` is where it begins, `depth` how far it stands below the first, `html` its text."""

    title: str
    description: str
    url: str
    anchor: str
    depth: int
    html: SafeString
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed: the pages in the order of the tree, and what there was no room for."""

    title: str
    url: str
    pages: tuple[PrintedPage, ...]
    below: int
    with_below: bool
    left_out: tuple[Neighbour, ...]
    unnamed: int
    pdf_url: str = ""


def printed(edition: Edition, url: str, with_below: bool) -> Printed | None:
    """The page at an address as it is printed, alone or with everything below it; `None` if nothing is there.

    Pages come in the order of the tree until there is no more room; the first one is always printed.
    """
    tree = tree_of(edition)
    place = url.strip("/")
    node = tree.get(place)
    if node is None:
        return None
    all_places = list(_places(tree, place, 0))
    with_below = with_below or node.path is None
    chosen, left_out = _chosen(edition, all_places if with_below else all_places[:1])
    anchors = {page_address(at): f"p{number}" for number, (at, _depth) in enumerate(chosen, start=1)}
    return Printed(
        title=str(node.title),
        url=page_address(place),
        pages=tuple(_page(edition, at, depth, anchors) for at, depth in chosen),
        below=len(all_places) - (node.path is not None),
        with_below=with_below,
        left_out=tuple(Neighbour(str(tree[at].title), page_address(at)) for at in left_out[:MOST_NAMED]),
        unnamed=max(0, len(left_out) - MOST_NAMED),
        pdf_url=f"{pdf_address(place)}{'?pages=all' if with_below else ''}",
    )


def _places(tree: Tree, url: str, depth: int) -> Iterator[tuple[str, int]]:
    """The addresses of a node's page and of all below it; folders without a page only count for the depth."""
    node = tree[url]
    if node.path is not None:
        yield url, min(depth, _DEEPEST)
    for child in node.below:
        yield from _places(tree, child, depth + 1)


def _chosen(edition: Edition, places: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[str]]:
    """The places that there is room for, and the addresses of the rest."""
    room = MOST_CHARACTERS
    for at, (url, _depth) in enumerate(places):
        room -= len(_html(edition, url))
        if at and (at >= MOST_PAGES or room < 0):
            return places[:at], [left for left, _ in places[at:]]
    return places, []


def _html(edition: Edition, url: str) -> str:
    page = edition.handbook.pages[tree_of(edition)[url].path or ""]
    return rendered(edition, surroundings_of(edition, page)).html


def _page(edition: Edition, url: str, depth: int, anchors: Mapping[str, str]) -> PrintedPage:
    page = edition.handbook.pages[tree_of(edition)[url].path or ""]
    anchor = anchors[page_address(url)]
    change = last_change(edition, page.path)
    return PrintedPage(
        title=page.title,
        description=page.description or "",
        url=page_address(url),
        anchor=anchor,
        depth=depth,
        html=among_others(_html(edition, url), anchor, anchors),
        changed=None if change is None else change.when,
    )


def among_others(html: str, anchor: str, anchors: Mapping[str, str]) -> SafeString:
    """A page's HTML as a part of a longer text.

    Its names begin with its anchor, so that none comes twice; links to pages that are printed too lead to them there;
    headings stand one level lower, below the page's title.
    """

    def named(found: re.Match[str]) -> str:
        names = " ".join(f"{anchor}-{name}" for name in found[2].split())
        return f' {found[1]}="{names}"'

    def linked(found: re.Match[str]) -> str:
        address, mark, name = found[1].partition("#")
        there = anchors.get(address) if address else anchor
        if there is None or (not address and not name):
            return found[0]
        return f' href="#{there}-{name}"' if mark and name else f' href="#{there}"'

    def tag(found: re.Match[str]) -> str:
        closing, name, attributes = found.groups()
        if len(name) == 2 and name[0] == "h" and name[1] in "12345":
            name = f"h{int(name[1]) + 1}"
        # A scrolling table is a region of a page; among many pages its name would not tell it from others.
        attributes = attributes.replace(' role="region"', ' role="group"')
        return f"<{closing}{name}{_LINK.sub(linked, _NAME.sub(named, attributes))}>"

    return mark_safe(_TAG.sub(tag, html))  # noqa: S308 - it was safe before, and names are the same characters
