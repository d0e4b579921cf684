"""What two files may not share: an address; and what confuses readers if they do: a title."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping

from trellis.handbook.diagnostics import Related, Reporter
from trellis.handbook.filecodes import SAME_ADDRESS, SAME_TITLE
from trellis.handbook.page import Page, whole_span
from trellis.handbook.text import Position, Span

MAX_RELATED = 5
"""Other pages named in one diagnostic."""


def check_duplicates(
    pages: Mapping[str, Page],
    reporter_for: Callable[[str], Reporter],
    definitions: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    """Report pages that claim an address or a title that another page has.

    `definitions` are those of each kind by path: pages of two kinds may well have one title, as the role and the
    process that it works in do, and lists show the kind. What `belongs_to` something, as a lesson does to its course,
    needs a title of its own only there.
    """
    for same in _groups((page.url.casefold(), page) for page in pages.values()):
        for page in same:
            others = [other for other in same if other is not page]
            message = f"The address {page.url} belongs to “{others[0].path}” as well."
            _report(page, others, reporter_for(page.path), address=True, message=message)
    # Pages of one name in different folders, such as index pages of projects, may well have one title: only
    # pages that nobody could tell apart in a list count, and a title that was made from the file's name is
    # reported by no one.
    kinds = {
        path: (kind, getattr(each, "belongs_to", ""))
        for kind, defined in (definitions or {}).items()
        for path, each in defined.items()
    }
    for alike in _groups(((page.title.casefold(), kinds.get(page.path)), page) for page in pages.values()):
        same = [page for page in alike if page.front_value("title")]
        if len(same) > 1 and len({page.url.casefold() for page in same}) > 1:
            for page in same[1:]:
                first = [other for other in same if other is not page][:1]
                message = f"The title “{page.title[:80]}” is that of “{first[0].path}” as well."
                _report(page, first, reporter_for(page.path), address=False, message=message)


def stands_alike(before: Page, after: Page) -> bool:
    """Whether `check_duplicates` finds of two versions of a page the same."""
    return _standing(before) == _standing(after)


def _standing(page: Page) -> Hashable:
    return page.path, page.url, page.title, bool(page.front_value("title")), _span(page), _place(page)


def _groups(keyed: Iterable[tuple[Hashable, Page]]) -> list[list[Page]]:
    found: dict[Hashable, list[Page]] = {}
    for key, page in keyed:
        found.setdefault(key, []).append(page)
    return [same for same in found.values() if len(same) > 1]


def _report(page: Page, others: list[Page], reporter: Reporter, *, address: bool, message: str) -> None:
    related = [Related(other.path, _place(other), "here") for other in others[:MAX_RELATED]]
    code = SAME_ADDRESS if address else SAME_TITLE
    reporter.report(code, _span(page), message, related=related)


def _span(page: Page) -> Span:
    title = page.front.get("title") if page.front is not None else None
    return title.span if title is not None else whole_span(page)


def _place(page: Page) -> Position:
    return page.source.position(_span(page).start)
