"""What is a translation of what: pages say it in their front matter, rooms above of definitions of several pages.

A page says `translation-of:` with the file of the original, as a link would: `travel.md` beside it,
`/policies/travel.md` from the root of the handbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition

KEY = "translation-of"


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
    for path, page in edition.handbook.pages.items():
        said = page.front_value(KEY) if page.front is not None else None
        if not isinstance(said, str) or not said.strip():
            continue
        original = _named(edition, path, said.strip())
        language = page.front_value("language")
        yield Translated(
            text_of(page), text_of(original) if original is not None else None,
            language.strip() if isinstance(language, str) else "",
        )  # fmt: skip


def text_of(page: Page) -> Text:
    """A page as a text."""
    return Text(page.title, page_address(page.url), (page.path,))


def _named(edition: Edition, path: str, said: str) -> Page | None:
    pages = edition.handbook.pages
    wanted = said.lstrip("/") if said.startswith("/") else normpath(join(dirname(path), said))
    found = pages.get(wanted) or pages.get(f"{wanted}.md")
    return found if found is not None and found.path != path else None
