"""A page among the others: what it includes, where its links lead on the site, what its headings are called."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from trellis.handbook import destinations, resolution
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.resolution import Resolution
from trellis.handbook.slugs import anchors_of
from trellis.handbook.transclude import expand
from trellis.pages import elements
from trellis.pages.addresses import file_address, page_address
from trellis.pages.decorating import Target
from trellis.pages.queries.current import Edition
from trellis.web.finding import fold

PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "avif", "svg"})

Resolved = tuple[str, Resolution]


class PageSurroundings:
    """What `render` asks about a page. Resolutions are the compiler's; here they become addresses of the site.

    `page` is the page as it is read, transclusions put in; `sources` are the files that its text comes from. Links are
    asked for in the order in which they stand, so that the same words may lead to different places in texts from
    different pages.
    """

    _hidden: frozenset[str] = frozenset()

    def __init__(
        self,
        handbook: Handbook,
        page: Page,
        resolved: Sequence[Resolved],
        sources: tuple[str, ...] = (),
        hidden: Collection[str] = (),
    ) -> None:
        self.handbook = handbook
        self.page = page
        self.title = handbook.pages[page.path].title
        self.sources = sources
        self._hidden = frozenset(hidden)
        self._remember(resolved)

    @property
    def text(self) -> str:
        """The body as it is read, in Markdown."""
        return self.page.text[self.page.body_start :]

    def link(self, destination: str) -> Target:
        """Where the next link with this destination leads on the site."""
        found = self._next(destination)
        return _unread(destination) if found is None else self._target(found, destination)

    def image(self, destination: str) -> Target:
        """Where the next picture with this destination is served."""
        found = self._next(destination)
        if found is None or not found.found:
            if key_of(destination) in self._hidden:
                return Target("", hidden=True)
            target = _unread(destination) if found is None else self._target(found, destination)
            known = target.outside or target.broken
            return target if known else Target("", broken=_("This picture is not in the handbook"))
        extension = destinations.file_extension(found.target or "")
        if extension not in PICTURES and not elements.played(extension):
            return Target("", broken=_("This is not a picture that can be shown"))
        return Target(file_address(found.target or ""))

    def signature(self) -> tuple[object, ...]:
        """What the page's HTML depends on besides its text: equal signatures, equal HTML."""
        return tuple((key, found.status, found.target, found.canonical) for key, found in self._resolved)

    def _remember(self, resolved: Sequence[Resolved]) -> None:
        self._resolved = resolved
        self._first = dict(reversed(resolved))
        self._at = 0

    def _next(self, destination: str) -> Resolution | None:
        key = key_of(destination)
        for at in range(self._at, len(self._resolved)):
            if self._resolved[at][0] == key:
                self._at = at + 1
                return self._resolved[at][1]
        return self._first.get(key)

    def _target(self, found: Resolution, destination: str) -> Target:
        if found.status in {resolution.PAGE, resolution.FOLDER}:
            return Target(self._page_url(found))
        if found.status == resolution.ASSET:
            return Target(file_address(found.target or ""))
        if found.status == resolution.ANCHOR_MISSING:
            page = self.handbook.pages[found.target or self.page.path]
            broken = _("The page has no heading “%(anchor)s”") % {"anchor": found.anchor or ""}
            return Target(page_address(page.url), broken=broken)
        if found.status in {resolution.PAGE_MISSING, resolution.ASSET_MISSING}:
            return Target(
                "", broken=_("Nothing in the handbook is at %(path)s") % {"path": found.path or destination}
            )
        if found.status == resolution.OUTSIDE:
            return Target(
                "",
                broken=_("%(path)s is not in the part of the handbook that is read here")
                % {"path": found.path},
            )
        if found.status in {resolution.EXTERNAL, resolution.MAIL}:
            return Target(found.canonical or destination, outside=found.status == resolution.EXTERNAL)
        return Target("", broken=_("This link cannot be followed"))

    def _page_url(self, found: Resolution) -> str:
        if found.status == resolution.FOLDER:
            return page_address(found.target or "")
        page = self.handbook.pages[found.target or self.page.path]
        _address, mark, anchor = (found.canonical or "").partition("#")
        if page.path == self.page.path and mark:
            return f"#{anchor}"
        return page_address(page.url, destinations.decoded(anchor))


def surroundings_of(edition: Edition, page: Page) -> PageSurroundings:
    """A page's surroundings, its transclusions put in."""
    handbook = edition.handbook
    if "![[" in page.text:
        return _expanded(edition, page)
    resolved = zip(page.links, handbook.links.get(page.path, ()), strict=False)
    return PageSurroundings(handbook, page, [(key_of(link.destination), found) for link, found in resolved])


def _expanded(edition: Edition, page: Page) -> PageSurroundings:
    environment = edition.handbook.environment
    expanded = expand(page, edition.handbook.pages, environment)
    whole = expanded.as_page(page.path)
    resolved, hidden = [], set()
    for link in whole.links:
        path, _offset = expanded.origin(link.span.start)
        resolve = environment.resolve_wiki if link.kind == "wiki" else environment.resolve
        found = resolve(path, link.destination)
        resolved.append((key_of(link.destination), found))
        if link.kind == "wiki" and not found.found and _is_for_others(edition, path, link.destination):
            hidden.add(key_of(link.destination))
    return PageSurroundings(edition.handbook, whole, resolved, expanded.sources, hidden)


def _is_for_others(edition: Edition, path: str, destination: str) -> bool:
    """Whether what a page includes lies where these readers see nothing, be there anything or not."""
    target = edition.whole.handbook.environment.resolve_wiki(path, destination).target
    if target is not None and not edition.sees(target):
        return True
    there = key_of(destination).partition("#")[0].strip("/")
    return bool(there) and not all(edition.sees(f"{there}{end}") for end in (".md", "/index.md"))


class HeadingNames:
    """The anchors of a page's headings, handed out in the order in which the headings come.

    A heading that the compiler does not count (inside a list, or in raw HTML) gets an anchor of its own beside them.
    """

    def __init__(self, page: Page, rule: str) -> None:
        names = anchors_of(page, rule).names
        self._waiting = list(zip((fold(heading.text) for heading in page.headings), names, strict=False))
        self._taken = set(names)

    def __call__(self, text: str, given: str | None) -> str:
        """The anchor of the next heading with this text."""
        folded = fold(text)
        for at, (known, name) in enumerate(self._waiting):
            if known == folded:
                del self._waiting[: at + 1]
                return name
        return self._new(given or "-".join(folded.split()) or "section")

    def _new(self, wanted: str) -> str:
        wanted = wanted.removeprefix("t-")
        name, number = wanted, 1
        while name in self._taken:
            name, number = f"{wanted}-{number}", number + 1
        self._taken.add(name)
        return name


def crumbs_of(handbook: Handbook, page: Page) -> Iterator[tuple[str, str]]:
    """The folders above a page, each with its page's title or its name, from the top."""
    parts = page.url.strip("/").split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        url = "/".join(parts[:depth])
        above = handbook.page_by_url(url)
        yield (above.title if above is not None else folder_title(parts[depth - 1])), page_address(url)


def folder_title(name: str) -> str:
    """A folder without a page of its own, by its name: `people-ops` is "People ops"."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _unread(destination: str) -> Target:
    """A link that the compiler did not see, because it stands in raw HTML of an unusual form."""
    parts = urlsplit(destination)
    if parts.scheme in {"http", "https"}:
        return Target(destination, outside=True)
    if parts.scheme in {"mailto", "tel"} or destination.startswith("#"):
        return Target(destination)
    return Target("", broken=_("This link cannot be followed"))


def key_of(destination: str) -> str:
    """By what a link is found again in the page's HTML."""
    return destinations.decoded(destination.strip())
