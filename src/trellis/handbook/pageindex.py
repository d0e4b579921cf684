"""Pages by address, name and title: how a path in a link is found, also where it is written a little wrong.

The index answers for a path: the page or file that lies exactly there; the one that lies there if a mount's folder is
added or taken away; the one that a reader would take it for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from trellis.handbook import destinations
from trellis.handbook.pageexports import PageExports, exports_of
from trellis.handbook.slugs import letters_of

__all__ = ["PageExports", "PageIndex", "exports_of"]


class PageIndex:
    """The pages and other files of a handbook by path. Paths are normalised: no outer slashes, no dots."""

    def __init__(
        self, pages: Mapping[str, PageExports], assets: frozenset[str], roots: Iterable[tuple[str, str]]
    ) -> None:
        self.pages = pages
        self.assets = assets
        self.roots = tuple(sorted(roots, key=lambda root: -len(root[0]))) or (("", ""),)
        self.folders = _folders_of((*pages, *assets))
        self._urls: dict[str, str] = {}
        for path, page in pages.items():
            self._urls.setdefault(page.url.strip("/"), path)
        self._page_urls = tuple(self._urls)
        self._add_own_addresses()
        self._places = {path: path for path in (*assets, *pages)} | self._urls
        self._bases: dict[str, tuple[str, ...]] = {}

    def _add_own_addresses(self) -> None:
        """Take in the addresses that pages give themselves. They also tell what the folder is called that was read."""
        names = set()
        for path, page in self.pages.items():
            for alias in page.aliases:
                if not alias.is_old:
                    address = destinations.normalised(f"{self.root_of(path)}/{alias.path}")
                    names.add(address.removesuffix(page.url.strip("/")).strip("/"))
                    self._urls.setdefault(address, path)
        if len(self.roots) == 1 and len(names) == 1:
            folder, name = self.roots[0]
            self.roots = tuple((folder, each) for each in dict.fromkeys((*names, name)))

    # -- where a page lies

    def root_of(self, page: str) -> str:
        """The folder of the mount that a page lies in; empty for the root."""
        for folder, _ in self.roots:
            if not folder or page.startswith(folder + "/"):
                return folder
        return ""

    def bases_of(self, page: str) -> tuple[str, ...]:
        """The folders from which a page's relative links may start: where the file lies, and where a browser
        sees it.
        """
        found = self._bases.get(page)
        if found is None:
            folder = page.rpartition("/")[0]
            exports = self.pages.get(page)
            seen = exports.url.strip("/") if exports is not None else folder
            found = self._bases[page] = (folder,) if seen == folder else (folder, seen)
        return found

    def address_of(self, page: str, root: str = "") -> str:
        """The address of a page as a page in the mount `root` writes it in a link from the root."""
        url = self.pages[page].url
        if self._urls.get(url.strip("/")) != page:
            # Another file has this address; only its own path is clear.
            url = "/" + page
        if root and page.startswith(root + "/"):
            # The pages of a mount are linked as in the repository that they come from.
            url = url[len(root) + 1 :] or "/"
        elif root and self.exact(f"{root}{url}".strip("/")) is not None:
            # In the mount something else has this address.
            url = "/" + page
        elif (
            not root and self._written_name and not any(page.startswith(f"{f}/") for f, _ in self.roots if f)
        ):
            url = f"/{self._written_name}{url}"
        return destinations.encoded(url)

    @cached_property
    def _written_name(self) -> str:
        """The name of the folder that was read, if its pages write it in links from the root; else empty."""
        taken = {url.partition("/")[0] for url in self._page_urls} | self.folders
        names = (name for folder, name in self.roots if not folder)
        return next((name for name in names if name in self._linked_tops and name not in taken), "")

    # -- what lies at a path

    def exact(self, path: str) -> str | None:
        """The page or other file at a path, as a page's address, a file's path, or a page's address with a suffix."""
        return self._places.get(path) or self._urls.get(destinations.key_of(path))

    def folded(self, path: str) -> str | None:
        """The page or other file at a path, whatever the case."""
        return self._folded.get(path.casefold()) or self._folded.get(destinations.key_of(path).casefold())

    def find(self, path: str, root: str, *, lenient: bool) -> tuple[str, str | None] | None:
        """What a path from the root leads to for a page in the mount `root`, with a note where it is not
        exact.

        `lenient` also takes the one page whose address ends so: a part of a handbook does not know what lies
        above it.
        """
        key = destinations.key_of(path)
        readings = self.readings(path, root)
        keys = readings if key == path else self.readings(key, root)
        for places, several in ((self._places, readings), (self._urls, keys)):
            for reading in several:
                if reading in places:
                    return places[reading], None
            if key == path:
                break
        if self._has_capitals or not path.islower():
            for reading in (*readings, *keys):
                found = self._folded.get(reading.casefold())
                if found is not None:
                    return found, "case"
        if lenient and "/" in path:
            found = self._by_end.get(key)
            if found:
                return found, "by-suffix"
        return None

    def folder(self, path: str, root: str) -> str | None:
        """The folder at a path from the root, read as `find` does."""
        return next((reading for reading in self.readings(path, root) if reading in self.folders), None)

    def readings(self, path: str, root: str) -> list[str]:
        """The paths that a path from the root may mean: below the page's own mount, as it is, in another
        mount.

        A mount's own name may stand before the path or be missing.
        """
        first, _, rest = path.partition("/")
        readings = [f"{root}/{path}" if path else root, path] if root else [path]
        for folder, name in self.roots:
            if name and first == name:
                readings.append(f"{folder}/{rest}".strip("/"))
            if folder and folder != root and path:
                readings.append(f"{folder}/{path}")
        return readings

    def is_linked_folder(self, page: str, root: str) -> bool:
        """Whether links from the root begin with the first folder that a page lies in."""
        first = self.pages[page].url.strip("/").removeprefix(f"{root}/" if root else "").partition("/")[0]
        return first in self._linked_tops

    @cached_property
    def _has_capitals(self) -> bool:
        return any(place != place.casefold() for place in self._places)

    @cached_property
    def _folded(self) -> dict[str, str]:
        folded: dict[str, str] = {}
        for place, path in (*self._urls.items(), *self._places.items()):
            folded.setdefault(place.casefold(), path)
        return folded

    @cached_property
    def _by_end(self) -> dict[str, str]:
        """The page whose address alone ends with some segments, two or more; empty text where there are several."""
        ends: dict[str, str] = {}
        for key, path in self._urls.items():
            at = key.find("/")
            while at >= 0:
                end = key[at + 1 :]
                if "/" in end:
                    ends[end] = path if ends.get(end, path) == path else ""
                at = key.find("/", at + 1)
        return ends

    @cached_property
    def tops(self) -> frozenset[str]:
        """The first folders that a link from the root may name: those that were read, and those that pages link to."""
        tops = {name for _, name in self.roots if name}
        for folder, _ in self.roots:
            start = f"{folder}/" if folder else ""
            tops.update(f[len(start) :].partition("/")[0] for f in self.folders if f.startswith(start))
        return frozenset((tops | self._linked_tops) - {""})

    @cached_property
    def _linked_tops(self) -> frozenset[str]:
        return frozenset(top for page in self.pages.values() for top in page.tops)

    # -- names and titles

    def by_title(self, name: str) -> str | None:
        """The one page of a name or title, as a reader would compare them."""
        return self._titles.get(letters_of(name)) or None

    @cached_property
    def _titles(self) -> dict[str, str]:
        titles: dict[str, str] = {}
        for path, page in self.pages.items():
            for name in {letters_of(page.title), letters_of(_name_of(page))}:
                titles[name] = "" if name in titles else path
        return titles

    @cached_property
    def nameless(self) -> bool:
        """Whether there are pages whose file name says nothing about them."""
        return bool(self._nameless)

    def nameless_page(self, name: str, text: str | None) -> str | None:
        """The one page without a telling file name that is called so, by title or heading, and titled `text`
        if given.
        """
        if text is not None and text.casefold() not in self.nameless_titles:
            return None
        found = self._nameless.get(letters_of(name)) or None
        if found and text is not None and text.casefold() != self.pages[found].title.casefold():
            return None
        return found

    @cached_property
    def nameless_titles(self) -> frozenset[str]:
        """The titles of the pages whose file name says nothing, folded."""
        return frozenset(self.pages[path].title.casefold() for path in self._nameless.values() if path)

    @cached_property
    def _nameless(self) -> dict[str, str]:
        named: dict[str, str] = {}
        for path, page in self.pages.items():
            words = set(letters_of(_name_of(page)).split("-"))
            if _CODE.match(_name_of(page)) and not words & set(letters_of(page.title).split("-")):
                for name in {letters_of(page.title), *(letters_of(h.text) for h in page.anchors.headings)}:
                    named[name] = "" if name in named else path
        return named

    # -- what was probably meant

    def likely(self, path: str, root: str) -> str | None:
        """The address of the page that a path certainly means although it is written wrong, or `None`.

        Certain is a slip of a letter or two in the last segment, or a page that moved as its folder was
        renamed.
        """
        key = destinations.key_of(path)
        readings = self.readings(key, root)
        for reading in readings:
            folder, _, name = reading.rpartition("/")
            names = self._names.get(folder, {})
            near = [
                o for n in range(len(name) - 2, len(name) + 3) for o in names.get(n, ()) if _is_slip(name, o)
            ]
            if len(near) == 1:
                return self.address_of(self._urls[f"{folder}/{near[0]}".lstrip("/")], root)
        end = "/".join(key.split("/")[-2:])
        moved = self._by_end.get(end) if end != key else None
        if not moved:
            return None
        address = self.address_of(moved, root)
        return address if _is_moved(key, destinations.decoded(address).strip("/")) else None

    @cached_property
    def _names(self) -> dict[str, dict[int, list[str]]]:
        """By folder and length: the names of pages."""
        names: dict[str, dict[int, list[str]]] = {}
        for key in self._urls:
            folder, _, name = key.rpartition("/")
            names.setdefault(folder, {}).setdefault(len(name), []).append(name)
        return names

    def nearest(self, path: str, root: str = "") -> str | None:
        """The address of the page whose address is most like a path, or `None` if none is; for hints."""
        found = process.extractOne(
            destinations.key_of(path.strip("/")).casefold(),
            self._addresses,
            scorer=fuzz.ratio,
            score_cutoff=85,
        )
        return self.address_of(self._urls[found[2]], root) if found else None

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {key: key.casefold() for key in self._urls}


_CODE = re.compile(r"(?=.*\d)[0-9a-f]+(?:[-_][0-9a-f]+)*\Z")
_SLIP_LENGTH = 6


def _is_slip(name: str, other: str) -> bool:
    """Whether two names differ by a typing slip: a letter or two, never a number."""
    allowed = 1 if len(name) < 2 * _SLIP_LENGTH else 2
    if len(name) < _SLIP_LENGTH or not -allowed <= len(name) - len(other) <= allowed:
        return False
    if OSA.distance(name, other, score_cutoff=allowed) > allowed:
        return False
    return re.sub(r"\D", "", name) == re.sub(r"\D", "", other)


def _is_moved(old: str, new: str) -> bool:
    """Whether an address differs in one folder, which was renamed, put in or taken out; at least three
    segments stay.
    """
    before, after = old.split("/"), new.split("/")
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    end = 0
    while end < min(len(before), len(after)) - same and before[-1 - end] == after[-1 - end]:
        end += 1
    return same >= 1 and end >= 2 and same + end >= max(3, len(before) - 1, len(after) - 1)


def _name_of(page: PageExports) -> str:
    return page.url.strip("/").rsplit("/", 1)[-1]


def _folders_of(paths: Iterable[str]) -> frozenset[str]:
    folders: set[str] = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(folders)
