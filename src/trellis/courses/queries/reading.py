"""What a page for a lesson shows, today or as it was at a revision."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.courses.definitions.courses import WORDS_A_MINUTE, Lesson
from trellis.courses.queries.pieces import Piece, pieces_of
from trellis.courses.queries.then import edition_at
from trellis.courses.queries.transcripts import with_transcripts
from trellis.courses.terms import courses_in
from trellis.pages.addresses import page_address, source_address
from trellis.pages.decorating import Entry
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.reading import Neighbour, rendered
from trellis.pages.queries.surroundings import surroundings_of


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson as it is read: `pieces` in order; `contents` are its headings; `taken_from` the pages that it includes.

    `is_then` says that it is not today's text. `has_youtube` that the page has to be allowed to load its player.
    """

    path: str
    title: str
    description: str
    minutes: int
    pieces: tuple[Piece, ...]
    contents: tuple[Entry, ...]
    taken_from: tuple[Neighbour, ...]
    page_url: str
    source_url: str
    is_then: bool = False

    @property
    def has_youtube(self) -> bool:
        """Whether something on it is loaded from YouTube once somebody wants it."""
        return any(each.kind == "youtube" for each in self.pieces)

    def piece(self, key: str) -> Piece | None:
        """The piece with a key, with which somebody does something."""
        return next((each for each in self.pieces if getattr(each, "key", None) == key), None)


def lesson(edition: Edition | str, path: str) -> LessonView | None:
    """A lesson of an edition, or at a revision for whoever asks; `None` where there is no page for this reader.

    Which pages a reader may see, the edition knows: `current_edition()` is theirs.
    """
    if isinstance(edition, str):
        now = current_edition()
        then = edition_at(now, edition, (path,))
        return _lesson(then, path, is_then=then is not now)
    return _lesson(edition, path, is_then=False)


def _lesson(edition: Edition, path: str, *, is_then: bool) -> LessonView | None:
    page = edition.handbook.pages.get(path)
    if page is None:
        return None
    around = surroundings_of(edition, page)
    made = rendered(edition, around)
    known: Lesson | None = courses_in(edition).lessons.get(path)
    words = len(around.text.split())
    return LessonView(
        path=path, title=page.title, description=page.description or "",
        minutes=known.minutes if known is not None and known.is_timed else max(1, -(-words // WORDS_A_MINUTE)),
        pieces=with_transcripts(edition, pieces_of(made.html, around.page)),
        contents=tuple(each for each in made.entries if each.text),
        taken_from=tuple(
            Neighbour(edition.handbook.pages[each].title, page_address(edition.handbook.pages[each].url))
            for each in around.sources
            if each != path and each in edition.handbook.pages
        ),
        page_url=page_address(page.url), source_url=source_address(path), is_then=is_then,
    )  # fmt: skip
