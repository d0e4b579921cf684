"""What the editor offers while somebody writes: pages and headings to link to, keys and values of the front matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from trellis.core import kinds
from trellis.handbook import destinations
from trellis.handbook.datakinds import DataKind
from trellis.handbook.page import Page
from trellis.handbook.slugs import anchors_of
from trellis.pages.offering import Field, Offer, fields_of, offered
from trellis.pages.queries.current import Edition
from trellis.web.finding import Candidate, best, fold

MOST = 20
"""Offers in one answer."""

LONGEST_VALUE = 60
_COMMON = 2
"""Pages that must have a key, or a value of it, before others are offered it."""

_FREE = frozenset({"title", "description"})
"""Keys whose values are words of the page alone."""


def offers_for(edition: Edition, path: str, what: str, query: str) -> list[Offer]:
    """At most `MOST` offers of a sort for somebody who edits a file: `pages`, `headings`, or what a room knows."""
    if what == "pages":
        return _pages(edition, query)
    if what == "headings":
        return _headings(edition, path, query)
    return list(islice(offered(what, edition, query), MOST))


def seen_pages(edition: Edition) -> Mapping[str, Page]:
    """The pages that whoever reads this edition may see, by path. Everything that is offered comes from here."""
    return edition.handbook.pages


def front_fields(edition: Edition, path: str) -> list[Field]:
    """The keys of the front matter that a page may have: those its kind knows, then those that pages like it have."""
    kind = _kind_of(edition, path)
    used = _used(_alike(edition, path, kind))
    known = {field.name: field for field in fields_of(kind)}
    names = [*known, *(name for name, _values in used if name not in known)]
    values = {
        "kind": tuple(each.name for each in kinds.registered() if not isinstance(each, DataKind)),
        **dict(used),
    }
    own = Field("", "")
    return [
        Field(name, known.get(name, own).means, known.get(name, own).values or values.get(name, ()))
        for name in names
    ]


# -- links


def _pages(edition: Edition, query: str) -> list[Offer]:
    found = best(edition.derive(_candidates), query, MOST)
    return [Offer(each.name, each.url, destinations.encoded(each.url)) for each in found]


def _candidates(edition: Edition) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            page.title, fold(f"{page.title} {page.url.replace('/', ' ')}"), page.path, page.url, "page", ""
        )
        for page in seen_pages(edition).values()
    )


def _headings(edition: Edition, path: str, written: str) -> list[Offer]:
    """The headings of the page that a destination leads to; of the page itself where it is an anchor alone."""
    destination, _hash, words = written.partition("#")
    target = edition.handbook.environment.resolve(path, destination).target if destination else path
    page = seen_pages(edition).get(target or "")
    if page is None:
        return []
    wanted = fold(words)
    names = anchors_of(page, edition.handbook.settings.slugs).names
    found = zip(page.headings, names, strict=False)
    return [
        Offer(heading.text, f"#{name}", destinations.encoded(name))
        for heading, name in found
        if heading.text and (wanted in fold(heading.text) or wanted in fold(name))
    ][:MOST]


# -- front matter


def _kind_of(edition: Edition, path: str) -> str:
    """The kind of a page; of one that is new, the kind of most pages in its folder."""
    definitions = edition.handbook.definitions
    kind = next((kind for kind, found in definitions.items() if path in found), "")
    folder = path.rpartition("/")[0]
    if kind or path in seen_pages(edition) or not folder:
        return kind
    beside = Counter(
        kind for kind, found in definitions.items() for each in found if each.rpartition("/")[0] == folder
    )
    return next((kind for kind, _n in beside.most_common(1)), "")


def _alike(edition: Edition, path: str, kind: str) -> Iterator[Page]:
    """The pages of the same kind; for an ordinary page those of its folder."""
    pages = seen_pages(edition)
    if kind:
        yield from (pages[found] for found in edition.handbook.definitions[kind] if found in pages)
        return
    folder = path.rpartition("/")[0]
    yield from (page for found, page in pages.items() if found.rpartition("/")[0] == folder)


def _used(pages: Iterable[Page]) -> list[tuple[str, tuple[str, ...]]]:
    """The keys that several pages have, the most frequent first, with the values that several of them have."""
    keys: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {}
    for page in pages:
        plain = page.front.plain() if page.front is not None else None
        for key, value in plain.items() if isinstance(plain, dict) else ():
            keys[str(key)] += 1
            if isinstance(value, str | int | bool) and len(str(value)) <= LONGEST_VALUE and key not in _FREE:
                said = str(value).lower() if isinstance(value, bool) else str(value)
                values.setdefault(str(key), Counter())[said] += 1
    return [
        (
            key,
            tuple(value for value, n in values.get(key, Counter()).most_common(MOST) if n >= _COMMON),
        )
        for key, count in keys.most_common(MOST)
        if count >= _COMMON
    ]
