"""Pages by name: for the search field, and for addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from trellis.handbook.page import Page
from trellis.handbook.slugs import anchors_of
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.rules import can_propose
from trellis.web.actions import action
from trellis.web.finding import Candidate, fold
from trellis.web.suggesting import Suggestion

LEAST_LIKE = 62.0
"""Of 100: how alike two addresses must be before one is suggested for the other."""


def page_link(path: str, anchor: str = "") -> str:
    """Where whoever reads finds a page by the path of its file; empty for none such, or one that they may not see."""
    page = current_edition().handbook.pages.get(path.strip("/"))
    return page_address(page.url, anchor) if page is not None else ""


def candidates(request: HttpRequest) -> Iterable[Candidate]:
    """Every page, and every heading of every page. Pages that did not change keep theirs from edition to edition."""
    return chain.from_iterable(current_edition().derive(_build_candidates))


def page_candidates(edition: Edition) -> Mapping[str, Candidate]:
    """The candidate of each page by its file, without those of its headings."""
    return edition.derive(_build_page_candidates)


def actions(request: HttpRequest) -> Iterable[Candidate]:
    """What this reader may do with the handbook besides reading it."""
    if can_propose(getattr(request, "user", None)):
        yield action(gettext("New page"), reverse("pages:new"), "pencil")


def suggestions(request: HttpRequest, path: str) -> list[Suggestion]:
    """Pages whose addresses resemble one that leads nowhere."""
    return nearest(path, current_edition().derive(_build_addresses))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses to look for: the title of each, and its last part."""

    titles: dict[str, str]
    last_parts: dict[str, str]


def addresses(found: Iterable[tuple[str, str]]) -> Addresses:
    """Addresses with their titles, made ready to be looked for."""
    titles = dict(found)
    return Addresses(titles, {url: url.rstrip("/").rsplit("/", 1)[-1] for url in titles})


def nearest(path: str, known: Addresses, limit: int = 5) -> list[Suggestion]:
    """The addresses that are most like a path: by their last part first, then as a whole."""
    wanted = path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".md").removesuffix(".html")
    found = process.extract(
        wanted, known.last_parts, scorer=fuzz.ratio, limit=limit * 4, score_cutoff=LEAST_LIKE
    )
    ranked = sorted(found, key=lambda hit: (-round(hit[1]), -fuzz.ratio(path, hit[2]), hit[2]))
    return [Suggestion(title=known.titles[url], url=url) for _name, _score, url in ranked[:limit]]


def _build_addresses(edition: Edition) -> Addresses:
    return addresses((page_address(page.url), page.title) for page in edition.handbook.pages.values())


def warm(edition: Edition) -> None:
    """Make what the first search of an edition would have to wait for."""
    edition.derive(_build_page_candidates)


def _build_candidates(edition: Edition) -> tuple[tuple[Candidate, ...], ...]:
    known: dict[int, tuple[Page, tuple[Candidate, ...]]] = edition.kept("candidates")
    rule = edition.handbook.settings.slugs
    made: dict[int, tuple[Page, tuple[Candidate, ...]]] = {}
    for page in edition.handbook.pages.values():
        before = known.get(id(page))
        made[id(page)] = (
            before if before is not None and before[0] is page else (page, tuple(_of_page(page, rule)))
        )
    known.clear()
    known.update(made)
    return tuple(found for _page, found in made.values())


def _build_page_candidates(edition: Edition) -> dict[str, Candidate]:
    return {several[0].path: several[0] for several in edition.derive(_build_candidates)}


def _of_page(page: Page, rule: str) -> Iterable[Candidate]:
    address = page_address(page.url)
    title = page.title
    where = page.url.strip("/").rpartition("/")[0].replace("/", " / ")
    yield Candidate(title, fold(title), where, address, "page", _("Page"), group="pages", path=page.path)
    seen = {fold(title)}
    for heading, anchor in zip(page.headings, anchors_of(page, rule).names, strict=False):
        key = fold(heading.text)
        if key and key not in seen and heading.level <= 3:
            seen.add(key)
            yield Candidate(
                heading.text,
                key,
                title,
                f"{address}#{anchor}",
                "heading",
                _("Heading"),
                boost=-1,
                group="headings",
                path=page.path,
            )
