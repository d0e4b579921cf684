"""What changed about any page, in sentences: its title, its description, its sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.handbook.page import Page

MOST_NAMED = 6
"""Sections that a sentence names; of more it gives the number."""


def retold(before: Page, after: Page) -> tuple[str, ...]:
    """What became of a page, a sentence each; nothing where only its words changed."""
    return tuple(_sentences(before, after))


def _sentences(before: Page, after: Page) -> Iterator[str]:
    if before.path != after.path:
        yield _("The file moved from “%(old)s” to “%(new)s”.") % {"old": before.path, "new": after.path}
    if before.title != after.title:
        yield _("The title “%(old)s” became “%(new)s”.") % {"old": before.title, "new": after.title}
    if before.description != after.description:
        if not before.description:
            yield _("The page has a description now.")
        elif not after.description:
            yield _("The page has no description any more.")
        else:
            yield _("The description was written anew.")
    yield from _of_sections(before, after)


def _of_sections(before: Page, after: Page) -> Iterator[str]:
    old, new = _sections(before), _sections(after)
    added, gone = (
        list((Counter(new) - Counter(old)).elements()),
        list((Counter(old) - Counter(new)).elements()),
    )
    if len(added) == len(gone) == 1:
        yield _("The section “%(old)s” is called “%(new)s” now.") % {"old": gone[0], "new": added[0]}
        return
    if added:
        said = ngettext("A section was added: %(names)s.", "%(n)s sections were added%(names)s.", len(added))
        yield _counted(said, added)
    if gone:
        said = ngettext("A section is gone: %(names)s.", "%(n)s sections are gone%(names)s.", len(gone))
        yield _counted(said, gone)
    if not added and not gone and old != new:
        yield _("The sections stand in another order.")


def _sections(page: Page) -> list[str]:
    return [heading.text for heading in page.headings if heading.text and heading.text != page.title]


def _counted(sentence: str, names: Sequence[str]) -> str:
    listed = get_text_list([f"“{name}”" for name in names], _("and")) if len(names) <= MOST_NAMED else ""
    told = listed if len(names) == 1 or not listed else f": {listed}"
    return sentence % {"n": len(names), "names": told}
