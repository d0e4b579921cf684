"""A lesson as it is shown, by a text that was kept: prose, and blocks with which the learner does something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trellis.courses.queries.pieces import Piece, pieces_of
from trellis.courses.queries.transcripts import with_transcripts
from trellis.learning import terms
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.past_pages import rendered_as_page


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson: its pieces in order, and the pages of the handbook that its text came from, itself first."""

    title: str
    pieces: tuple[Piece, ...]
    sources: tuple[str, ...]

    @property
    def has_youtube(self) -> bool:
        """Whether something is loaded from YouTube once somebody wants it."""
        return any(each.kind == "youtube" for each in self.pieces)

    def piece(self, key: str) -> Piece | None:
        """A block by its key; of a checklist by that of an item."""
        for each in self.pieces:
            if getattr(each, "key", None) == key or any(
                item.key == key for item in getattr(each, "items", ())
            ):
                return each
        return None


def shown(path: str, text: dict[str, Any]) -> Shown | None:
    """A lesson; `None` where the reader may not see its page.

    Passages that it includes of pages which the reader may not see are left out: they are for others. Of a text that
    was kept before anybody wrote down which passages these are, nothing is shown then.
    """
    edition = current_edition()
    if not edition.sees(path):
        return None
    hidden = [each for each in text["sources"] if not edition.sees(each)]
    words = terms.without(text, hidden)
    if words is None:
        return None
    sources = (path, *(each for each in text["sources"] if each != path and each not in hidden))
    page = terms.page_of(path, words)
    made = rendered_as_page(edition, page, text["title"])
    return Shown(text["title"], with_transcripts(edition, pieces_of(made.html, page)), sources)


def sees(paths: Iterable[str]) -> bool:
    """Whether the reader may see all of some pages."""
    edition = current_edition()
    return all(edition.sees(path) for path in paths)
