"""A text that is being written, block by block: what can be edited as it looks, and how the rest of it shows."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cached_property
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import escape
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
from trellis.pages.reshaping import kind_of

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
    """A block as the page of the editor shows it; `line` is where it begins in the text, `kind` what it is among
    `reshaping.KINDS`. A block that the browser has already comes without HTML.
    """

    number: int
    name: str | Promise
    kind: str
    fingerprint: str
    line: int
    is_editable: bool
    html: SafeString | None


def shown_pieces(
    path: str, text: str, pictures: Mapping[str, str], known: Container[str] = ()
) -> list[ShownPiece] | None:
    """The blocks of a text, in order; `None` where there are too many to be edited one by one.

    `known` are the fingerprints of blocks that need not be made again: they take nine tenths of the time.
    """
    page = page_of(path, text)
    found = pieces.tops(page.text, page.body_start)
    if len(found) > MOST:
        return None
    drawing = _Drawing(page, text, pictures)
    return [drawing.shown(top, known) for top in found]


def page_of(path: str, text: str) -> Page:
    """A text as the compiler reads it."""
    return read_page(path, text.encode("utf-8", "surrogatepass")).page


class _Drawing:
    """The blocks of one text, drawn one by one. The handbook is compiled with it where the first block is locked."""

    def __init__(self, page: Page, text: str, pictures: Mapping[str, str]) -> None:
        self.page, self.text, self.pictures = page, text, pictures
        label = escape(_("Words of this block"))
        self.run = f'<div class="run" contenteditable="true" role="textbox" aria-label="{label}" '

    def shown(self, top: pieces.Top, known: Container[str]) -> ShownPiece:
        """A block; without HTML where its fingerprint is known."""
        text = self.page.text
        own = top.fingerprint(text)
        line = self.page.source.position(top.span.start).line
        name, kind = _NAMES.get(top.kind, _("Block")), kind_of(top)
        if own in known:
            return ShownPiece(top.number, name, kind, own, line, is_editable=False, html=None)
        html = pieces.opened(text, top).html
        made = html.replace('<div class="run" ', self.run) if html else self.as_read(top.source(text))
        return ShownPiece(
            top.number,
            name,
            kind,
            own,
            line,
            is_editable=bool(html),
            html=mark_safe(made),  # noqa: S308 - `runs` escapes all words, and `render` cleans
        )

    @cached_property
    def edition(self) -> Edition:
        """The handbook with this text."""
        changes: dict[str, bytes | None] = {self.page.path: self.text.encode("utf-8", "surrogatepass")}
        return Edition(try_out({**dict.fromkeys(self.pictures, b""), **changes}))

    def as_read(self, source: str) -> str:
        """A block that is locked, as readers see it."""
        read = self.edition.handbook.pages.get(self.page.path)
        if read is None:
            return relocated(clean(source), self.pictures)
        names = HeadingNames(read, self.edition.handbook.settings.slugs)
        html = render(source, surroundings_of(self.edition, read), names, "").html
        return relocated(without_ids(html), self.pictures)
