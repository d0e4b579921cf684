"""What a proposal changes, as rows of lines, as readers will see it, and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from trellis.handbook.source import is_page
from trellis.pages.marking import Marked, marked
from trellis.pages.meaning import Told, told
from trellis.pages.queries.changing import Changes, FileChange
from trellis.pages.queries.current import Edition
from trellis.pages.queries.draft_pictures import relocated
from trellis.pages.queries.reading import rendered
from trellis.pages.queries.revisions import keep, recall
from trellis.pages.queries.surroundings import surroundings_of
from trellis.web.diffs import Row, changed_lines, diff_rows


@dataclass(frozen=True, slots=True)
class Compared:
    """A file of a proposal: its rows, or (for a page that is shown as readers see it) both versions as one.

    A picture has its `address` alone, none where it goes.
    """

    change: FileChange
    rows: tuple[Row, ...]
    both: Marked | None
    added: int
    removed: int
    address: str = ""


def compared(
    edition: Edition, changes: Changes, *, rendered: bool = False, pictures: Mapping[str, str] | None = None
) -> list[Compared]:
    """The files of a proposal, compared line by line, or rendered, with its own `pictures` at their addresses."""
    return [_compared(edition, changes, change, pictures or {}, as_html=rendered) for change in changes.files]


def _compared(
    edition: Edition, changes: Changes, change: FileChange, pictures: Mapping[str, str], *, as_html: bool
) -> Compared:
    if change.is_picture:
        return Compared(change, (), None, 0, 0, pictures.get(change.path, ""))
    old, new = change.before or "", change.after or ""
    added, removed = changed_lines(old, new)
    if not (as_html and is_page(change.path)):
        return Compared(change, tuple(diff_rows(old, new)), None, added, removed)
    key = ("marked", change.path, changes.tip, changes.target, changes.is_open, get_language())
    both = edition.remember(
        key,
        lambda: marked(
            _html(edition if changes.is_open else Edition(changes.before), change.path),
            relocated(_html(Edition(changes.after), change.path), pictures),
        ),
    )
    return Compared(change, (), both, added, removed)


def _html(edition: Edition, path: str) -> str:
    """A page as readers see it; empty where there is none."""
    page = edition.handbook.pages.get(path)
    return rendered(edition, surroundings_of(edition, page)).html if page is not None else ""


def meaning_of(edition: Edition, changes: Changes) -> tuple[Told, ...]:
    """What a proposal means, as far as the kinds of its pages can tell.

    That of a merged one is what its readers saw before they merged it, while this process remembers: to find out again
    takes the handbook as it was, compiled.
    """
    known = (changes.tip, get_language())

    def find() -> tuple[Told, ...]:
        return told(changes.before, changes.after, changes.paths)

    if not changes.is_open:
        return recall(edition, "meanings", known, find)
    found: tuple[Told, ...] = edition.remember(("meaning", changes.target, *known), find)
    keep(edition, "meanings", {known: found})
    return found
