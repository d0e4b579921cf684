"""A text that is being written, block by block: what can be edited as it looks, and how the rest of it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from trellis.handbook.files import read_page
from trellis.handbook.page import Page
from trellis.pages import pieces
from trellis.pages.blocks import without_ids
from trellis.pages.cleaning import clean
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.draft_pictures import relocated
from trellis.pages.queries.surroundings import HeadingNames, surroundings_of
from trellis.pages.render import render

MOST = 1500
"""Blocks of a page that are shown; a longer page is edited as text."""

_NAMES = {
    "paragraph": _("Paragraph"),
    "heading": _("Heading"),
    "list": _("List"),
    "quote": _("Quote"),
    "table": _("Table"),
    "code": _("Code"),
    "html": _("HTML"),
    "rule": _("Line"),
    "footnote": _("Footnote"),
}


class ShownPiece(NamedTuple):
    """A block as the page of the editor shows it; `line` is where it begins in the text."""

    number: int
    name: str | Promise
    fingerprint: str
    line: int
    is_editable: bool
    is_list: bool
    html: SafeString


def shown_pieces(path: str, text: str, pictures: Mapping[str, str]) -> list[ShownPiece] | None:
    """The blocks of a text, in order; `None` where there are too many to be edited one by one."""
    page = page_of(path, text)
    found = pieces.cut(page.text, page.body_start)
    if len(found) > MOST:
        return None
    edition = _with(path, text, pictures)
    return [_shown(edition, page, piece, pictures) for piece in found]


def page_of(path: str, text: str) -> Page:
    """A text as the compiler reads it."""
    return read_page(path, text.encode("utf-8", "surrogatepass")).page


def _with(path: str, text: str, pictures: Mapping[str, str]) -> Edition:
    changes: dict[str, bytes | None] = {path: text.encode("utf-8", "surrogatepass")}
    return Edition(try_out({**dict.fromkeys(pictures, b""), **changes}))


def _shown(edition: Edition, page: Page, piece: pieces.Piece, pictures: Mapping[str, str]) -> ShownPiece:
    text = page.text
    locked = "" if piece.runs else relocated(_as_read(edition, page, piece.source(text)), pictures)
    return ShownPiece(
        piece.number,
        _NAMES.get(piece.kind, _("Block")),
        piece.fingerprint(text),
        page.source.position(piece.span.start).line,
        bool(piece.runs),
        piece.kind == "list",
        mark_safe(piece.html or locked),  # noqa: S308 - `runs` escapes all words, and `render` cleans
    )


def _as_read(edition: Edition, page: Page, source: str) -> str:
    """A block that is locked, as readers see it."""
    read = edition.handbook.pages.get(page.path)
    if read is None:
        return clean(source)
    names = HeadingNames(read, edition.handbook.settings.slugs)
    return without_ids(render(source, surroundings_of(edition, read), names, "").html)
