"""Addresses that people remember from elsewhere: file names, other suffixes, former addresses of the handbook."""

from __future__ import annotations

from trellis.handbook import destinations, redirects
from trellis.handbook.destinations import Destination
from trellis.handbook.page import Page
from trellis.handbook.pageexports import aliases_of
from trellis.handbook.redirects import Redirects
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition
from trellis.pages.queries.tree import tree_of


def moved_to(edition: Edition, path: str) -> str | None:
    """Where an address without a page leads after all: `a/b.md`, `a/b.html`, `a/b/index`, a former address.

    It is a page or folder of this handbook, or what `handbook.yml` names on another host; else `None`. The first call
    for an edition reads the front matter of all pages.
    """
    page = _page_at(edition, destinations.normalised(path))
    if page is None:
        return _followed(edition, destinations.normalised(path))
    return page_address(page.url) if page.url.strip("/") != path.strip("/") else None


def page_after(edition: Edition, path: str) -> Page | None:
    """The page at a path or an address, or wherever it has moved to in this handbook."""
    path = destinations.normalised(path)
    for _ in range(redirects.MOST):
        page = _page_at(edition, path)
        if page is not None:
            return page
        new = edition.derive(_build_redirects).of(path)
        to = destinations.read(new) if new is not None else Destination(destinations.EMPTY)
        if to.kind != destinations.PATH:
            return None
        path = destinations.normalised(destinations.decoded(to.path))
    return None


def _page_at(edition: Edition, path: str) -> Page | None:
    handbook = edition.handbook
    return handbook.pages.get(path) or handbook.page_by_url(destinations.key_of(path))


def _followed(edition: Edition, path: str) -> str | None:
    """What is at the new address of an old one, which may have moved on itself; `None` where it leads back."""
    moved, start = edition.derive(_build_redirects), path
    for _ in range(redirects.MOST):
        new = moved.of(path)
        to = destinations.read(new) if new is not None else Destination(destinations.EMPTY)
        if to.kind == destinations.WEB:
            return new
        if to.kind != destinations.PATH:
            return None
        path = destinations.normalised(destinations.decoded(to.path))
        if path == start:
            return None
        page = _page_at(edition, path)
        if page is not None or path in tree_of(edition):
            return page_address(page.url if page is not None else path, destinations.decoded(to.anchor or ""))
    return None


def _build_redirects(edition: Edition) -> Redirects:
    handbook = edition.handbook
    moves = list(handbook.settings.redirects.items())
    for page in handbook.pages.values():
        root = _root_of(page.path, handbook.mounts)
        for alias in aliases_of(page):
            moves.extend(redirects.moves_of(page.url, page.path, alias.path, root))
    return Redirects(moves)


def _root_of(path: str, mounts: tuple[str, ...]) -> str:
    """The folder of the mount that a page lies in; empty for the root."""
    return max((mount for mount in mounts if path.startswith(f"{mount}/")), key=len, default="")
