"""Texts of questions as HTML: Markdown as pages of the handbook have it, and passages that questions rely on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.urls import reverse
from django.utils.html import escape, linebreaks, strip_tags
from django.utils.safestring import SafeString, mark_safe

from trellis.handbook.files import read_page
from trellis.handbook.page import Page
from trellis.handbook.slugs import anchors_of
from trellis.handbook.source import SourceError
from trellis.handbook.text import SourceText
from trellis.pages.addresses import file_address, page_address
from trellis.pages.queries.current import current_edition, whole_edition
from trellis.pages.queries.past_pages import rendered_as_page
from trellis.pages.queries.redirects import page_after
from trellis.pages.queries.revisions import past_of

_MARKED = re.compile(r"[`*_<>\[\]!\\#&|~$\n:{}^]|https?:|^\s*(?:[-+]|\d+[.)])\s|^\s{4}")
_ONE = re.compile(r"<p>(.*)</p>", re.DOTALL)
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the handbook that a question relies on: `then_url` is how it was, where that can be read.

    Without `url` the handbook no longer has it.
    """

    title: str
    url: str
    then_url: str
    changed: bool


def block(text: str, path: str) -> SafeString:
    """A text of a quiz as HTML. Whatever stands in it is cleaned as text of pages is."""
    if not text.strip():
        return SafeString("")
    if not _MARKED.search(text):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - `linebreaks` escapes
    return rendered_as_page(current_edition(), Page(path, SourceText(text), None, 0), "").html


def inline(text: str, path: str) -> SafeString:
    """A short text as HTML that stands within a line."""
    if not _MARKED.search(text):
        return SafeString(escape(text.strip()))
    html = str(block(text, path)).strip()
    found = _ONE.fullmatch(html)
    inner = found[1] if found is not None and "<p>" not in found[1] else html
    return mark_safe(inner)  # noqa: S308 - a part of a rendered page


def plain(text: str, path: str) -> str:
    """A short text without markup, for what can hold none."""
    if not _MARKED.search(text):
        return text.strip()
    return unescape(strip_tags(str(block(text, path)))).strip()


def picture(address: str, path: str) -> str:
    """Where a picture of a quiz is served."""
    if _OUTSIDE.match(address) or not address:
        return ""
    parts = [] if address.startswith("/") else path.split("/")[:-1]
    for part in address.lstrip("/").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return file_address("/".join(parts))


def passages(relies_on: tuple[str, ...], revision: str) -> list[Passage]:
    """The passages that a question relies on, as far as the reader may see their pages."""
    found = (_passage(each, revision) for each in relies_on)
    return [each for each in found if each is not None]


def _passage(reference: str, revision: str) -> Passage | None:
    """A passage where it stands now, wherever its page moved to; as it was then, where no page has it any more."""
    path, _sign, anchor = reference.partition("#")
    edition, whole = current_edition(), whole_edition()
    then = whole.remember(("passage", reference, revision), lambda: _then(path, anchor, revision))
    commit = next(iter(_COMMIT.findall(revision)), "")
    then_url = reverse("pages:then", kwargs={"commit": commit, "path": path}) if commit else ""
    page = page_after(edition, path)
    if page is None:
        # What is there and hidden from the reader is not told; what was there is, to those who could read it.
        is_gone = then is not None and page_after(whole, path) is None and edition.sees(path)
        return Passage(then[0], "", then_url, changed=True) if then is not None and is_gone else None
    title, text = _part(page, anchor)
    changed = then is not None and then[1] != text
    return Passage(title, page_address(page.url, anchor), then_url if changed else "", changed)


def _then(path: str, anchor: str, revision: str) -> tuple[str, str] | None:
    """The title and text of a passage at a revision; `None` where it cannot be known."""
    try:
        past = past_of(whole_edition(), path)
        for commit in _COMMIT.findall(revision) if past is not None else ():
            data = past.bytes_at(commit) if past is not None else None
            if data is not None:
                return _part(read_page(path, data).page, anchor)
    except SourceError:
        return None
    return None


def _part(page: Page, anchor: str) -> tuple[str, str]:
    """The title and text of a section of a page, or of the whole."""
    if anchor:
        settings = whole_edition().handbook.settings
        names = anchors_of(page, settings.slugs).names
        for section in page.sections:
            at = section.index - 1
            if section.heading is not None and 0 <= at < len(names) and names[at] == anchor:
                return section.title, page.text[section.span.start : section.span.end].strip()
    return page.title, page.text[page.body_start :].strip()
