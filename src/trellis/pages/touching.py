"""What a change touches besides the pages that it edits. Rooms above add theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.handbook.handbook import Handbook
from trellis.pages.addresses import page_address


class Touched(NamedTuple):
    """Something that a change touches: what it is, where it is, and how it is touched, as a few words."""

    title: str
    url: str
    how: str | Promise


Toucher = Callable[[Handbook, Handbook, Sequence[str]], Iterable[Touched]]
"""Given the handbook before and after a change and the files that it edits, what it touches elsewhere."""

_touchers: dict[str, tuple[str | Promise, Toucher]] = {}


def register(name: str, title: str | Promise, toucher: Toucher) -> None:
    """Show a group of touched things under a title; the same name again replaces it."""
    _touchers[name] = (title, toucher)


def touched_by(
    before: Handbook, after: Handbook, paths: Sequence[str]
) -> list[tuple[str | Promise, tuple[Touched, ...]]]:
    """What a change of some files touches, in groups; groups without anything are left out."""
    found = ((title, tuple(toucher(before, after, paths))) for title, toucher in _touchers.values())
    return [(title, group) for title, group in found if group]


def linking_pages(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterable[Touched]:
    """The pages that include a part of a changed page, then those that only link to one."""
    changed = set(paths)
    including: list[str] = []
    linking: list[str] = []
    for source, links in before.links.items():
        hits = [at for at, found in enumerate(links) if found.target in changed]
        if hits and source not in changed and source in after.pages:
            written = before.pages[source].links
            includes = any(written[at].kind == "wiki" and written[at].image for at in hits)
            (including if includes else linking).append(source)
    for sources, how in (
        (including, _("includes text of a changed page")),
        (linking, _("links to a changed page")),
    ):
        for source in sources:
            page = after.pages[source]
            yield Touched(page.title, page_address(page.url), how)
