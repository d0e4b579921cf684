"""Addresses that have moved: those that `handbook.yml` names, and the former addresses that pages give themselves.

Links and the site ask the same table, so that a link to an old address leads where a browser is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trellis.handbook import destinations

MOST = 8
"""How often an address may have moved before nobody follows any further; old addresses may lead in a circle."""


class Redirects:
    """New addresses by old ones; the first that speaks of an old address counts.

    An old address that ends in `/*` stands for a folder with everything below it, which is put behind the new one.
    """

    def __init__(self, moves: Iterable[tuple[str, str]]) -> None:
        self._new: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        for old, new in moves:
            path = _path_of(old)
            folder = path.removesuffix("*").rstrip("/")
            if path in {"*", f"{folder}/*"}:
                self._folders.setdefault(folder, new.removesuffix("*").removesuffix("/"))
            else:
                self._new.setdefault(destinations.key_of(path), new)

    def __bool__(self) -> bool:
        return bool(self._new or self._folders)

    def of(self, path: str) -> str | None:
        """Where a decoded path has moved: its own new address, else that of the nearest folder that has moved."""
        path = destinations.normalised(path)
        new = self._new.get(destinations.key_of(path).casefold())
        if new is not None or not self._folders:
            return new
        parts = path.split("/")
        for depth in range(len(parts), -1, -1):
            new = self._folders.get("/".join(parts[:depth]).casefold())
            if new is not None:
                return f"{new}/{destinations.encoded('/'.join(parts[depth:]))}"
        return None


def moves_of(url: str, path: str, old: str, root: str) -> Iterator[tuple[str, str]]:
    """What a page at `url` says with a former address: one from the root of its mount, or from where it lies."""
    folder, seen = path.rpartition("/")[0], url.strip("/")
    bases = (root,) if old[:1] == "/" else (root, folder, seen)
    return ((f"{base}/{old}", destinations.encoded(url)) for base in dict.fromkeys(bases))


def _path_of(address: str) -> str:
    return destinations.normalised(destinations.decoded(address)).casefold()
