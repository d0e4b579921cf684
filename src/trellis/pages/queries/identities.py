"""Which page a record is about: a page keeps its identity when it moves."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.core.rules import can_read as reads_as_member
from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.audience import audience_of
from trellis.pages.models import PageIdentity
from trellis.pages.queries.current import Edition, current_edition, whole_edition
from trellis.pages.queries.redirects import page_after
from trellis.pages.rules import reader_for


def pages_of(keys: Collection[UUID]) -> dict[UUID, Page]:
    """The pages of some identities as they are now, wherever they moved; those that are gone are left out."""
    edition = whole_edition()
    rows = PageIdentity.objects.filter(pk__in=keys).values_list("pk", "path", "url")
    found = ((key, _page(edition, path, url)) for key, path, url in rows)
    return {key: page for key, page in found if page is not None}


def described_pages(keys: Collection[UUID]) -> dict[UUID, Described]:
    """How lists name pages, of those that whoever asks may see."""
    sees = current_edition().sees
    return {key: _described(page) for key, page in pages_of(keys).items() if sees(page.path)}


def pages_seen(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some pages that an account may see now, whoever asks. A few queries for any number of pages."""
    settings = whole_edition().handbook.settings
    found = pages_of(keys)
    if found:
        audience = audience_of(settings, reader_for(who))
        found = {key: page for key, page in found.items() if audience.sees(page.path)}
    return {key: _described(page) for key, page in found.items()}


def who_sees_page(key: UUID, people: Collection[Account]) -> list[Account]:
    """Those of some people who may see a page; one query for each where rules hide anything, else one for all."""
    page = pages_of({key}).get(key)
    settings = whole_edition().handbook.settings
    if page is None:
        return []
    if not settings.visibility:
        return [each for each in people if reads_as_member(each)]
    return [each for each in people if audience_of(settings, reader_for(each)).sees(page.path)]


def identity_at(words: str) -> UUID | None:
    """The identity of the page at a path or an address, if anybody has read it with an account yet."""
    edition = whole_edition()
    page = edition.handbook.pages.get(words) or page_after(edition, words)
    if page is None:
        return None
    return PageIdentity.objects.filter(path=page.path).values_list("pk", flat=True).first()


def left_behind_by(edition: Edition, page: Page) -> PageIdentity | None:
    """The identity of a page that has moved here, and that nobody has read since."""
    pages = edition.handbook.pages
    for row in PageIdentity.objects.order_by("-pk"):
        if row.path not in pages and page_after(edition, row.url) is page:
            return row
    return None


def _page(edition: Edition, path: str, url: str) -> Page | None:
    return edition.handbook.pages.get(path) or page_after(edition, url)


def _described(page: Page) -> Described:
    return Described(page.title, page_address(page.url))
