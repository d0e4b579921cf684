"""Who links to whom: the links and transclusions of a whole handbook, by page and heading.

It answers what leads here, what leads nowhere, and what breaks if a page or a heading goes or is called
otherwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from trellis.handbook.model import Link
from trellis.handbook.page import Page
from trellis.handbook.pageexports import PageExports
from trellis.handbook.resolution import ANCHOR_MISSING, ASSET_MISSING, PAGE_MISSING, Resolution
from trellis.handbook.slugs import Anchors, HeadingName

_DANGLING = frozenset({PAGE_MISSING, ANCHOR_MISSING, ASSET_MISSING})


class Edge(NamedTuple):
    """A link from a page, under a heading (its index in `Page.headings`, `None` above the first), with what
    it leads to.
    """

    page: str
    heading: int | None
    link: Link
    found: Resolution

    @property
    def is_include(self) -> bool:
        """Whether it takes the text over instead of leading there."""
        return self.link.kind == "wiki" and self.link.image


class LinkGraph:
    """The links of all pages. Immutable; the reverse index is made when first asked for."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.edges = tuple(edges)

    @classmethod
    def of(cls, pages: Mapping[str, Page], found: Mapping[str, Sequence[Resolution]]) -> LinkGraph:
        """The graph of pages whose links, in the order of `Page.links`, lead to `found`."""
        return cls(
            Edge(path, heading, link, resolution)
            for path, page in pages.items()
            for link, heading, resolution in zip(
                page.links, _headings_of(page), found.get(path, ()), strict=False
            )
        )

    def links_from(self, page: str, heading: int | None = None) -> tuple[Edge, ...]:
        """The links of a page, or only those directly under one of its headings."""
        return tuple(e for e in self._from.get(page, ()) if heading is None or e.heading == heading)

    def links_to(self, page: str, heading: int | None = None) -> tuple[Edge, ...]:
        """The links that lead to a page or other file, or only those to one of its headings; those in the
        page included.
        """
        return tuple(e for e in self._to.get(page, ()) if heading is None or e.found.heading == heading)

    @property
    def dangling(self) -> tuple[Edge, ...]:
        """The links that certainly lead nowhere, in the order of the pages."""
        return tuple(edge for edge in self.edges if edge.found.status in _DANGLING)

    def orphans(self, pages: Iterable[str]) -> tuple[str, ...]:
        """The pages that no other page links to."""
        return tuple(page for page in pages if all(edge.page == page for edge in self._to.get(page, ())))

    # -- what breaks

    def impact_of_removing(self, page: str, headings: Collection[int] | None = None) -> tuple[Edge, ...]:
        """The links of other pages that break if a page goes, or of any page that lead to some of its headings."""
        if headings is None:
            return tuple(edge for edge in self._to.get(page, ()) if edge.page != page)
        return tuple(
            edge
            for edge in self._to.get(page, ())
            if edge.found.heading in headings and not (edge.page == page and edge.heading in headings)
        )

    def impact_of_renaming(self, exports: PageExports, heading: int, text: str) -> tuple[Edge, ...]:
        """The links that break or lead elsewhere if a heading of a page is called otherwise.

        These may be links to other headings as well: of two of one name the second is numbered.
        """
        return self.broken_by(exports.path, renamed(exports.anchors, heading, text))

    def broken_by(self, page: str, anchors: Anchors) -> tuple[Edge, ...]:
        """The links to headings of a page that no longer lead to the same heading under other anchors."""
        broken = []
        for edge in self._to.get(page, ()):
            if edge.found.heading is not None and edge.found.anchor is not None:
                match = anchors.lookup(edge.found.anchor)
                if match is None or match.heading != edge.found.heading:
                    broken.append(edge)
        return tuple(broken)

    @cached_property
    def _from(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.page, []).append(edge)
        return found

    @cached_property
    def _to(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            if edge.found.target is not None:
                found.setdefault(edge.found.target, []).append(edge)
        return found


def renamed(anchors: Anchors, heading: int, text: str) -> Anchors:
    """The anchors of a page after one of its headings, without an explicit name, was given another text."""
    headings = list(anchors.headings)
    headings[heading] = HeadingName(text, None, headings[heading].identifier)
    return Anchors(headings, anchors.others.items(), anchors.rule)


def _headings_of(page: Page) -> list[int | None]:
    """For each link of a page: the heading above it."""
    starts = [heading.span.start for heading in page.headings]
    return [at - 1 if (at := bisect_right(starts, link.span.start)) else None for link in page.links]
