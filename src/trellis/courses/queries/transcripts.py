"""What is said in the videos and recordings of a lesson, for who reads it beside them or in their place.

It comes from the captions that the lesson names, in the reader's language where there are some, else from the page or
text that it calls the transcript. What a reader may not see is not read to them either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from django.utils.translation import get_language

from trellis.courses.definitions.captions import LARGEST, Line, cues_of, lines_of, text_lines
from trellis.courses.definitions.lessons import texts_of
from trellis.courses.queries.pieces import Captions, Piece, Player
from trellis.pages.addresses import file_address, page_address
from trellis.pages.queries.current import Edition
from trellis.pages.queries.files import file_of


def with_transcripts(edition: Edition, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces of a lesson, each player with what is said in it. Reads each file of captions once for an edition."""
    return tuple(_with_lines(edition, each) if isinstance(each, Player) else each for each in pieces)


def _with_lines(edition: Edition, player: Player) -> Player:
    captions = _in_order(player.captions)
    for each in captions:
        lines = _of_captions(edition, each.url)
        if lines:
            return replace(player, captions=captions, lines=lines, spoken=each.language)
    return replace(player, captions=captions, lines=_of_text(edition, player.transcript))


def _in_order(captions: Iterable[Captions]) -> tuple[Captions, ...]:
    """Captions in the reader's language first: those that are shown until somebody chooses others."""
    language = (get_language() or "").partition("-")[0]
    return tuple(sorted(captions, key=lambda each: each.language.partition("-")[0] != language))


def _of_captions(edition: Edition, address: str) -> tuple[Line, ...]:
    path = _path_of(address)

    def read() -> tuple[Line, ...]:
        text = _text(edition, path)
        return lines_of(cues_of(text)) if text else ()

    return edition.remember(("captions", path), read) if path else ()


def _of_text(edition: Edition, address: str) -> tuple[Line, ...]:
    path = _path_of(address)
    if path:
        return text_lines(_text(edition, path).split("\n\n"))
    beginning, home = urlsplit(address).path, page_address("/")
    if not beginning.startswith(home):
        return ()
    page = edition.handbook.page_by_url(f"/{unquote(beginning.removeprefix(home))}")
    if page is None:
        return ()
    return text_lines(each for section in page.sections for each in texts_of(section.blocks))


def _path_of(address: str) -> str:
    """The path of a file of captions or of text by its address; empty for any other address."""
    beginning, parts = file_address(""), urlsplit(address)
    if parts.netloc or not parts.path.startswith(beginning) or not parts.path.endswith((".vtt", ".txt")):
        return ""
    return unquote(parts.path.removeprefix(beginning))


def _text(edition: Edition, path: str) -> str:
    listed = edition.handbook.assets.get(path)
    if listed is None or listed.size > LARGEST:
        return ""
    found = file_of(edition, path)
    return found.data.decode("utf-8", "replace") if found is not None else ""
