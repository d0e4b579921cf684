"""A page as it was at a commit, rendered as pages are now.

Its links and pictures lead to what there is today, and text that it includes from other pages is today's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from trellis.handbook.commits import Commit
from trellis.handbook.files import read_page
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.source import is_page
from trellis.handbook.transclude import expand
from trellis.pages.coloring import colored
from trellis.pages.decorating import Entry, Target
from trellis.pages.queries.current import Edition
from trellis.pages.queries.revisions import Past, recall, served_bytes
from trellis.pages.queries.surroundings import HeadingNames, PageSurroundings, Resolved, key_of
from trellis.pages.render import Rendered, render


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page as it was; `html` is `None` for a data file, of which only the `source` is shown."""

    commit: Commit
    path: str
    title: str
    description: str
    html: SafeString | None
    contents: tuple[Entry, ...]
    top_level: int
    source: SafeString
    is_now: bool
    includes: bool


def page_at(past: Past, commit: Commit) -> PastPage | None:
    """The page as it was at a commit; `None` where it was not there."""
    name, entry = past.found_at(commit.id)
    if entry is None:
        return None
    data = past.archive.contents([entry.id]).get(entry.id, b"")
    path = past.outer(name)
    is_now = served_bytes(past) == data
    if not is_page(path):
        text = data.decode("utf-8", "replace")
        shown = mark_safe(colored(text, "yaml"))  # noqa: S308 - `colored` escapes
        return PastPage(commit, path, path.rpartition("/")[2], "", None, (), 1, shown, is_now, False)
    page = read_page(path, data).page
    made = rendered_then(past, page)
    contents = tuple(entry for entry in made.entries if entry.text)
    top = min((entry.level for entry in contents), default=1)
    return PastPage(
        commit,
        path,
        page.title,
        page.description or "",
        made.html,
        tuple(entry for entry in contents if entry.level <= top + 1),
        top,
        SafeString(""),
        is_now,
        "![[" in page.text,
    )


def last_page_on(past: Past, day: date) -> Commit | None:
    """The commit that readers saw at the end of a day; `None` where there was none yet."""
    found = past.last_before(day)
    return past.commits([found]).get(found) if found is not None else None


def rendered_then(past: Past, page: Page, *, is_part: bool = False) -> Rendered:
    """The HTML of a page as it was, remembered for as long as the handbook around it stays the same.

    Of a part of a page, nothing is taken for its title.
    """
    return rendered_as_page(past.edition, page, "" if is_part else page.title)


def rendered_as_page(edition: Edition, page: Page, title: str) -> Rendered:
    """The HTML of a text that is, or once was, a page of the handbook; remembered likewise.

    A first heading that says the same as `title` is left out.
    """
    key = (page.path, page.text, title, edition.handbook.revision, get_language())

    def build() -> Rendered:
        surroundings = _surroundings(edition, page)
        names = HeadingNames(surroundings.page, edition.handbook.settings.slugs)
        return render(surroundings.text, surroundings, names, title)

    return recall(edition, "past", key, build)


def _surroundings(edition: Edition, page: Page) -> PageSurroundings:
    environment = edition.handbook.environment
    whole, origin = page, None
    sources: tuple[str, ...] = (page.path,)
    if "![[" in page.text:
        expanded = expand(page, edition.handbook.pages, environment)
        whole, origin, sources = expanded.as_page(page.path), expanded.origin, expanded.sources
    resolved = []
    for link in whole.links:
        path = origin(link.span.start)[0] if origin is not None else page.path
        resolve = environment.resolve_wiki if link.kind == "wiki" else environment.resolve
        resolved.append((key_of(link.destination), resolve(path, link.destination)))
    return _PastSurroundings(edition.handbook, whole, resolved, sources, page.title)


class _PastSurroundings(PageSurroundings):
    """The surroundings of a page that the handbook may no longer have."""

    def __init__(
        self, handbook: Handbook, page: Page, resolved: list[Resolved], sources: tuple[str, ...], title: str
    ) -> None:
        self.handbook = handbook
        self.page = page
        self.title = title
        self.sources = sources
        self._remember(resolved)

    def link(self, destination: str) -> Target:
        """Where the next link leads: within the page, to what it was; else to what there is now."""
        return Target(destination) if destination.startswith("#") else super().link(destination)
