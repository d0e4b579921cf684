"""Where links lead: from a destination as written to a page, a heading or a file of the handbook.

Real handbooks were moved from tool to tool and are linked accordingly: with and without slashes, by file
name, by address on the company's site, by the anchors of another tool. A `LinkEnvironment` reads them all as
a reader would, says what the link should look like, and never raises. It is built from what each page
*exports* (its address, names and anchors), so that a page's links need to be resolved again only when they or
the exports of a page that they reach have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trellis.handbook import destinations, redirects
from trellis.handbook.destinations import Destination
from trellis.handbook.pageexports import PageExports
from trellis.handbook.pageindex import PageIndex
from trellis.handbook.redirects import Redirects
from trellis.handbook.resolution import (
    ANCHOR_MISSING,
    ANCHOR_RULE,
    ASSET,
    ASSET_MISSING,
    BY_SUFFIX,
    BY_TITLE,
    CASE,
    DEFAULT_SETTINGS,
    DOUBLED_SLASH,
    EMPTY,
    EXTERNAL,
    FOLDER,
    MADE_ANCHOR,
    MAIL,
    NO_LEADING_SLASH,
    NO_TRAILING_SLASH,
    OUTSIDE,
    OWN_HOST,
    PAGE,
    PAGE_MISSING,
    REDIRECTED,
    TEMPLATE,
    UNSAFE,
    LinkSettings,
    Resolution,
)

__all__ = ["LinkEnvironment", "LinkSettings", "PageExports", "Resolution"]

USUAL_FOLDERS = frozenset({"handbook", "job-families"})
"""Folders that handbooks have at their root: a link that begins so is meant from there, also where they were
not read."""

_EXTERNAL = Resolution(EXTERNAL)
_PLAIN = {
    destinations.MAIL: Resolution(MAIL),
    destinations.OTHER: _EXTERNAL,
    destinations.UNSAFE: Resolution(UNSAFE),
    destinations.TEMPLATE: Resolution(TEMPLATE),
    destinations.EMPTY: Resolution(EMPTY),
}


class LinkEnvironment:
    """Everything that links are resolved against. Immutable but for its memory of what was asked before."""

    def __init__(
        self,
        exports: Iterable[PageExports],
        assets: Iterable[str] = (),
        settings: LinkSettings = DEFAULT_SETTINGS,
    ) -> None:
        self.settings = settings
        self.pages: dict[str, PageExports] = {page.path: page for page in exports}
        self.index = PageIndex(self.pages, frozenset(assets), settings.roots)
        self._hosts = _hosts_of(settings.hosts)
        self._redirects = Redirects((*settings.redirects, *self._former_addresses()))
        self._outside = tuple(destinations.normalised(path).casefold() for path in settings.outside)
        self._is_plain = not self._hosts and not self.index.nameless
        self._has_mounts = any(folder for folder, _ in settings.roots)
        self._memory: dict[tuple[str, str], Resolution] = {}
        self._image_memory: dict[tuple[str, str], Resolution] = {}
        self._finds: dict[tuple[str, str], tuple[str, str | None] | None] = {}

    def resolve(self, page: str, destination: str, *, text: str = "", image: bool = False) -> Resolution:
        """What a destination on a page leads to; `text` is what the link says. Never raises, whatever it is given."""
        if destination.startswith(("https://", "http://")):
            # Most links lead elsewhere: say so at once. A host with `@` or `:` is read with care below.
            if self._is_plain:
                return _EXTERNAL
            host = destination.split("/", 3)[2]
            if (
                host not in self._hosts
                and host.isascii()
                and host.islower()
                and "@" not in host
                and ":" not in host
            ):
                named = text.casefold() in self.index.nameless_titles
                return (self._by_title(page, destination, text) if named else None) or _EXTERNAL
        place = page if destination[:1] != "/" else self.index.root_of(page) if self._has_mounts else ""
        memory = self._image_memory if image else self._memory
        found = memory.get((place, destination))
        if found is None:
            found = memory[place, destination] = self._resolve(page, destination, image)
        if self.index.nameless and found.status in {OUTSIDE, PAGE_MISSING}:
            return self._by_title(page, destination, text) or found
        return found

    def resolve_wiki(self, page: str, destination: str) -> Resolution:
        """What `[[destination]]` on a page leads to: a path, else the one page of that name or title."""
        found = self.resolve(page, destination)
        if found.status not in {PAGE_MISSING, OUTSIDE} or destination[:1] == "/":
            return found
        name, _, anchor = destination.partition("#")
        target = self.index.by_title(name.strip())
        if target is None:
            return found
        return self._at_page(page, target, anchor or None, None, ())

    # -- by what it is

    def _resolve(self, page: str, text: str, image: bool) -> Resolution:
        destination = destinations.read(text.strip(), image=image)
        kind = destination.kind
        if kind == destinations.ANCHOR:
            return self._at_page(page, page, destination.anchor, None, (), same=True)
        if kind == destinations.WEB:
            return self._web(page, destination)
        if kind == destinations.PATH:
            return self._path(page, destination)
        return _PLAIN[kind]

    def _web(self, page: str, destination: Destination) -> Resolution:
        for prefix, folder in self._hosts.get(destination.host, ()):
            path = destinations.decoded(destination.path)
            if path == prefix or path.startswith(prefix + "/") or not prefix:
                inner = f"/{folder}{path[len(prefix) :]}" if folder else path[len(prefix) :] or "/"
                return self._from_root(page, inner, destination, (OWN_HOST,))
        return _EXTERNAL

    def _path(self, page: str, destination: Destination) -> Resolution:
        path = destinations.decoded(destination.path)
        if path[:1] == "/":
            return self._from_root(page, path, destination, ())
        if not path:
            return self._at_page(page, page, destination.anchor, destination.query, (), same=True)
        for base in self.index.bases_of(page):
            whole = destinations.normalised(f"{base}/{path}")
            target = self.index.exact(whole)
            if target is not None:
                return self._at(page, target, path, destination, ())
        return self._astray(page, path, destination)

    def _astray(self, page: str, path: str, destination: Destination) -> Resolution:
        """A relative link that leads nowhere: perhaps its slash was forgotten, perhaps its case is wrong."""
        if path[:1] != ".":
            found = self._from_root(page, "/" + path, destination, (NO_LEADING_SLASH,))
            if found.found or found.status == ANCHOR_MISSING:
                return found
            first = path.split("/", 1)[0]
            if "/" in path.rstrip("/") and (first in self.index.tops or first in USUAL_FOLDERS):
                return found
        whole = destinations.normalised(f"{self.index.bases_of(page)[0]}/{path}")
        target = self.index.folded(whole)
        if target is not None:
            return self._at(page, target, path, destination, (CASE,))
        if whole in self.index.folders:
            return Resolution(
                FOLDER, whole, canonical=_address(f"/{whole}/", destination.query, destination.anchor)
            )
        own = (
            self.pages[page].anchors.lookup(path)
            if "/" not in path and "." not in path and page in self.pages
            else None
        )
        return self._missing(page, whole, destination, (), f"#{own.canonical}" if own is not None else None)

    def _from_root(
        self, page: str, path: str, destination: Destination, notes: tuple[str, ...]
    ) -> Resolution:
        whole = destinations.normalised(path)
        if "//" in path:
            notes = (*notes, DOUBLED_SLASH)
        root = self.index.root_of(page)
        if (root, whole) not in self._finds:
            self._finds[root, whole] = self.index.find(whole, root, lenient=not self.settings.complete)
        found = self._finds[root, whole]
        if found is not None:
            target, note = found
            if note == BY_SUFFIX and self.index.is_linked_folder(target, root):
                # Links name the folder above this page, so a link without it goes astray.
                nearest = self.index.address_of(target, root)
                return self._missing(page, whole, destination, notes, nearest)
            return self._at(page, target, path, destination, (*notes, note) if note else notes)
        redirect = self._redirected(page, whole, destination, notes)
        if redirect is not None:
            return redirect
        return self._at_folder(whole, root, destination, notes) or self._missing(
            page, whole, destination, notes
        )

    def _at_folder(
        self, path: str, root: str, destination: Destination, notes: tuple[str, ...]
    ) -> Resolution | None:
        folder = self.index.folder(path, root)
        if folder is None:
            return None
        address = _address(f"/{folder}/" if folder else "/", destination.query, destination.anchor)
        return Resolution(FOLDER, folder, canonical=address, notes=notes, path=f"/{path}")

    # -- what was found

    def _at(
        self, source: str, target: str, path: str, destination: Destination, notes: tuple[str, ...]
    ) -> Resolution:
        page = self.pages.get(target)
        if page is None:
            address = _address("/" + destinations.encoded(target), destination.query, destination.anchor)
            return Resolution(ASSET, target, None, address, notes, None, target)
        if path[-1:] != "/" and page.url != "/" and page.url.rstrip("/").endswith(path.rsplit("/", 1)[-1]):
            notes = (*notes, NO_TRAILING_SLASH)
        return self._at_page(source, target, destination.anchor, destination.query, notes)

    def _at_page(
        self,
        source: str,
        target: str,
        anchor: str | None,
        query: str | None,
        notes: tuple[str, ...],
        *,
        same: bool = False,
    ) -> Resolution:
        page = self.pages.get(target)
        if page is None:
            return Resolution(OUTSIDE, path=target, anchor=anchor)
        address = (
            "" if same and anchor is not None else self.index.address_of(target, self.index.root_of(source))
        )
        if anchor is None or _is_state(anchor):
            return Resolution(PAGE, target, None, _address(address, query, anchor), notes, None, page.url)
        name = destinations.decoded(anchor)
        match = page.anchors.lookup(name)
        if match is None:
            if page.made_anchors:
                return Resolution(
                    PAGE,
                    target,
                    None,
                    _address(address, query, anchor),
                    (*notes, MADE_ANCHOR),
                    None,
                    page.url,
                    name,
                )
            return Resolution(ANCHOR_MISSING, target, None, None, notes, None, page.url, name)
        if match.canonical != name:
            notes = (*notes, ANCHOR_RULE)
        canonical = _address(address, query, destinations.encoded(match.canonical))
        return Resolution(PAGE, target, match.heading, canonical, notes, match.rule, page.url, name)

    def _by_title(self, source: str, destination: str, text: str) -> Resolution | None:
        """A page whose file name says nothing is reached by an address that names its title or a heading of it."""
        read = destinations.read(destination)
        words = destinations.key_of(destinations.normalised(read.path)).rsplit("/", 1)
        if len(words) < 2:
            return None
        target = self.index.nameless_page(words[-1], text if read.kind == destinations.WEB else None)
        return None if target is None else self._at_page(source, target, read.anchor, read.query, (BY_TITLE,))

    # -- what was not

    def _missing(
        self,
        page: str,
        path: str,
        destination: Destination,
        notes: tuple[str, ...],
        nearest: str | None = None,
    ) -> Resolution:
        """Nothing is there. If only a part of the site was read, that is a fault only if it is clear what was meant."""
        status = ASSET_MISSING if destinations.file_extension(path) else PAGE_MISSING
        if not self.settings.complete:
            if nearest is None and status == PAGE_MISSING:
                nearest = self.index.likely(path, self.index.root_of(page))
            if nearest is None:
                status = OUTSIDE
        elif self._is_outside(path):
            status = OUTSIDE
        return Resolution(status, None, None, None, notes, None, f"/{path}", destination.anchor, nearest)

    def _is_outside(self, path: str) -> bool:
        path = path.casefold()
        return any(path == outside or path.startswith(outside + "/") for outside in self._outside)

    # -- redirects

    def _former_addresses(self) -> Iterator[tuple[str, str]]:
        for page in self.pages.values():
            for alias in page.aliases:
                if alias.is_old:
                    root = self.index.root_of(page.path)
                    yield from redirects.moves_of(page.url, page.path, alias.path, root)

    def _redirected(
        self, page: str, path: str, destination: Destination, notes: tuple[str, ...], depth: int = 0
    ) -> Resolution | None:
        if not self._redirects or depth > redirects.MOST:
            return None
        root = self.index.root_of(page)
        new = next(filter(None, map(self._redirects.of, self.index.readings(path, root))), None)
        to = destinations.read(new) if new is not None else Destination(destinations.EMPTY)
        if to.kind not in {destinations.PATH, destinations.WEB}:
            return None
        if to.anchor is None:
            to = to._replace(anchor=destination.anchor)
        if to.kind == destinations.WEB and to.host not in self._hosts:
            return Resolution(EXTERNAL, canonical=new, notes=(*notes, REDIRECTED), path=f"/{path}")
        inner = destinations.normalised(destinations.decoded(to.path))
        found = self.index.find(inner, root, lenient=False)
        if found is not None:
            return self._at(page, found[0], to.path + "/", to, (*notes, REDIRECTED))
        return self._redirected(page, inner, to, notes, depth + 1) or self._at_folder(
            inner, root, to, (*notes, REDIRECTED)
        )


def _is_state(anchor: str) -> bool:
    """Anchors that no heading makes: the top of the page, the state of a script, a text fragment."""
    return not anchor or anchor == "top" or anchor[0] in "!/:" or "=" in anchor


def _address(path: str, query: str | None, anchor: str | None) -> str:
    address = path if query is None else f"{path}?{query}"
    return address if anchor is None else f"{address}#{anchor}"


def _hosts_of(settings: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """By host: the paths below it that are the handbook's, the longest first, with the folder that each shows."""
    hosts: dict[str, list[tuple[str, str]]] = {}
    for address, folder in settings:
        host, _, path = address.removeprefix("https://").removeprefix("http://").partition("/")
        path = destinations.normalised(path)
        hosts.setdefault(host.lower(), []).append(
            (f"/{path}" if path else "", destinations.normalised(folder))
        )
    for prefixes in hosts.values():
        prefixes.sort(key=lambda pair: -len(pair[0]))
    return hosts
