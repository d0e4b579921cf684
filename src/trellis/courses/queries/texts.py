"""The text of a course or a path without the lists that their pages show in another way."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from trellis.courses.definitions.outlines import OBJECTIVES, OUTLINE, PARTS
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText
from trellis.pages.queries.current import Edition
from trellis.pages.queries.past_pages import rendered_as_page


def of_course(edition: Edition, path: str) -> SafeString:
    """What a course says besides its objectives and its outline."""
    return _without(edition, path, (*OBJECTIVES, *OUTLINE))


def of_page(edition: Edition, path: str) -> SafeString:
    """All that a page says."""
    return _without(edition, path, ())


def of_path(edition: Edition, path: str) -> SafeString:
    """What a path says besides its parts."""
    return _without(edition, path, PARTS)


def _without(edition: Edition, path: str, titles: Iterable[str]) -> SafeString:
    page = edition.handbook.pages[path]
    gone: set[int] = set()
    for section in page.sections:
        if section.title.casefold() in titles or section.parent in gone:
            gone.add(section.index)
    text = "".join(
        page.text[each.span.start : each.span.end] for each in page.sections if each.index not in gone
    )
    return rendered_as_page(edition, Page(path, SourceText(text), None, 0), page.title).html
