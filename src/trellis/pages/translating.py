"""What is a translation of what: pages say it in their front matter, rooms above of definitions of several pages.

A page says `translation-of:` with the file of the original, as a link would: `travel.md` beside it,
`/policies/travel.md` from the root of the handbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from trellis.handbook import originals
from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition


@dataclass(frozen=True, slots=True)
class Text:
    """Something that is read: what it is called, where, and the pages that it is made of."""

    title: str
    url: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translated:
    """A text and what it is a translation of; `original` is `None` where the handbook has no such text.

    `language` is what the text says of itself, empty where it says nothing.
    """

    text: Text
    original: Text | None
    language: str = ""


_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
Finder = Callable[[Edition], Iterable[Translated]]
_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Let a room say which of its definitions are translations; the same key again replaces it."""
    _finders[key] = finder


def translated_in(edition: Edition) -> tuple[Translated, ...]:
    """All translations in an edition, by their files; found once."""
    return edition.derive(_translated)


def _translated(edition: Edition) -> tuple[Translated, ...]:
    found = [*_pages(edition), *(each for finder in _finders.values() for each in finder(edition))]
    return tuple(sorted(found, key=lambda each: each.text.paths))


def _pages(edition: Edition) -> Iterator[Translated]:
    pages = edition.handbook.pages
    for path, page in pages.items():
        said = originals.named_by(page)
        if not said:
            continue
        original = originals.original_of(path, said, pages)
        yield Translated(
            text_of(page), text_of(pages[original]) if original is not None else None, language_of(page)
        )


def language_of(page: Page) -> str:
    """The language that a page says it is in, as a tag that browsers know (BCP 47); empty where it says none."""
    said = page.front_value("language") if page.front is not None else None
    tag = said.strip() if isinstance(said, str) else ""
    return tag if _TAG.fullmatch(tag) else ""


def text_of(page: Page) -> Text:
    """A page as a text."""
    return Text(page.title, page_address(page.url), (page.path,))
