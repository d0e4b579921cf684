"""Addresses that people remember from elsewhere: file names, other suffixes, redirects of the handbook."""

from __future__ import annotations

from trellis.handbook import destinations
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition


def moved_to(edition: Edition, path: str) -> str | None:
    """Where an address that is none leads after all: `a/b.md`, `a/b.html`, `a/b/index`, an old address; else `None`."""
    handbook = edition.handbook
    wanted = destinations.normalised(path)
    key = destinations.key_of(wanted)
    page = handbook.pages.get(wanted) or handbook.page_by_url(key)
    if page is None:
        new = handbook.settings.redirects.get(f"/{wanted}/") or handbook.settings.redirects.get(f"/{wanted}")
        page = handbook.page_by_url(destinations.key_of(destinations.normalised(new))) if new else None
    if page is None or page.url.strip("/") == path.strip("/"):
        return None
    return page_address(page.url)
