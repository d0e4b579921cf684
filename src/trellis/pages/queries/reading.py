"""A page as somebody reads it, with everything around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trellis.handbook.diagnostics import Severity
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.pages.addresses import health_address, page_address, source_address
from trellis.pages.companions import Companion, companions_of
from trellis.pages.decorating import Entry
from trellis.pages.queries.current import Edition
from trellis.pages.queries.history import Change, last_change
from trellis.pages.queries.related import related_pages
from trellis.pages.queries.surroundings import HeadingNames, PageSurroundings, crumbs_of, surroundings_of
from trellis.pages.queries.translations import OfPage, of_page
from trellis.pages.queries.tree import order_of, places_of, tree_of
from trellis.pages.render import Rendered, render
from trellis.pages.translating import language_of

REMEMBERED = 4096
"""Rendered pages that a process keeps: about 30 kB each."""


class Neighbour(NamedTuple):
    """A page beside this one."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Faults:
    """How many diagnostics the page has, and where they are listed."""

    errors: int
    warnings: int
    notes: int
    url: str

    @property
    def all(self) -> int:
        """How many there are of any severity."""
        return self.errors + self.warnings + self.notes


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the page for reading shows. `html` is `None` for a folder without a page of its own.

    `language` is what the page says it is written in, empty where it says nothing.
    """

    title: str
    description: str
    path: str
    url: str
    html: SafeString | None
    contents: tuple[Entry, ...]
    top_level: int
    crumbs: tuple[tuple[str, str], ...]
    below: tuple[Neighbour, ...]
    before: Neighbour | None
    after: Neighbour | None
    links_here: tuple[Neighbour, ...]
    related: tuple[Neighbour, ...]
    faults: Faults | None
    changed: Change | None
    taken_from: tuple[Neighbour, ...]
    companions: tuple[Companion, ...]
    source_url: str
    minutes: int
    translations: OfPage
    language: str = ""


def page_at(edition: Edition, url: str) -> PageView | None:
    """The page or folder at an address of the handbook; `None` if nothing is there."""
    node = tree_of(edition).get(url.strip("/"))
    if node is None:
        return None
    page = edition.handbook.pages.get(node.path) if node.path is not None else None
    return (
        _folder_view(edition, url.strip("/"), str(node.title)) if page is None else _page_view(edition, page)
    )


def rendered(edition: Edition, surroundings: PageSurroundings) -> Rendered:
    """A page's HTML, remembered as long as its text and what its links lead to stay the same."""
    page = surroundings.page
    key = (page.path, surroundings.text, surroundings.signature(), get_language())
    memory = edition.kept("rendered")
    found: Rendered | None = memory.get(key)
    if found is None:
        if len(memory) >= REMEMBERED:
            memory.clear()
        names = HeadingNames(page, edition.handbook.settings.slugs)
        found = memory[key] = render(surroundings.text, surroundings, names, surroundings.title)
    return found


def _page_view(edition: Edition, page: Page) -> PageView:
    handbook = edition.handbook
    surroundings = surroundings_of(edition, page)
    made = rendered(edition, surroundings)
    contents = tuple(entry for entry in made.entries if entry.text)
    top = min((entry.level for entry in contents), default=1)
    before, after = _beside(edition, page)
    return PageView(
        title=page.title,
        description=page.description or "",
        path=page.path,
        url=page.url.strip("/"),
        html=made.html,
        contents=tuple(entry for entry in contents if entry.level <= top + 1),
        top_level=top,
        crumbs=tuple(crumbs_of(handbook, page)),
        below=(),
        before=before,
        after=after,
        links_here=tuple(
            _neighbour(handbook.pages[path])
            for path in handbook.backlinks(page.path)
            if path in handbook.pages
        ),
        related=tuple(_neighbour(each) for each in related_pages(edition, page.path)),
        faults=_faults(handbook, page.path),
        changed=last_change(edition, page.path),
        taken_from=tuple(
            _neighbour(handbook.pages[path]) for path in surroundings.sources if path != page.path
        ),
        companions=companions_of(edition, page.path),
        source_url=source_address(page.path),
        minutes=max(1, round(len(page.text) / 1250)),
        translations=of_page(edition, page.path),
        language=language_of(page),
    )


def _folder_view(edition: Edition, url: str, title: str) -> PageView:
    tree = tree_of(edition)
    parts = url.split("/")[:-1] if url else []
    above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return PageView(
        title=title,
        description="",
        path="",
        url=url,
        html=None,
        contents=(),
        top_level=1,
        crumbs=tuple((str(tree[place].title), page_address(place)) for place in above),
        below=tuple(Neighbour(str(tree[child].title), page_address(child)) for child in tree[url].below),
        before=None,
        after=None,
        links_here=(),
        related=(),
        faults=None,
        changed=None,
        taken_from=(),
        companions=(),
        source_url="",
        minutes=0,
        translations=OfPage(),
    )


def _beside(edition: Edition, page: Page) -> tuple[Neighbour | None, Neighbour | None]:
    order, at = order_of(edition), places_of(edition).get(page.path)
    if at is None:
        return None, None
    pages = edition.handbook.pages
    before = _neighbour(pages[order[at - 1]]) if at > 0 else None
    after = _neighbour(pages[order[at + 1]]) if at + 1 < len(order) else None
    return before, after


def _neighbour(page: Page) -> Neighbour:
    return Neighbour(page.title, page_address(page.url))


def _faults(handbook: Handbook, path: str) -> Faults:
    found = [diagnostic.severity for diagnostic in handbook.diagnostics_of(path)]
    return Faults(
        errors=found.count(Severity.ERROR),
        warnings=found.count(Severity.WARNING),
        notes=found.count(Severity.NOTE),
        url=health_address(file=path),
    )
