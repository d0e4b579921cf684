"""Where a handbook comes from: files with paths, and bytes on demand.

A *source* lists its files and reads them; it never interprets them. `Listing` is one consistent view of the files; a
file's *content* identity is that of its bytes (Git's blob identifier, so that a directory and a commit agree), its
*stamp* a cheap hint: an equal stamp in the same source means equal bytes. `DirectorySource` lives in `directory`,
`GitSource` in `git`, the words of the command line are understood in `spec`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from trellis.handbook.errors import TrellisError

PAGE_SUFFIXES = (".md", ".markdown", ".txt", ".md.erb")
DATA_SUFFIXES = (".yml", ".yaml")
SETTINGS_NAMES = ("handbook.yml", "handbook.yaml")
SKIPPED_DIRECTORIES = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source reads at most: beyond that comes a diagnostic, not a larger process.

    Bytes of one page, of one data file, of an asset on demand; number of files; bytes of all pages and data files.
    """

    page_bytes: int = 2 * 2**20
    data_bytes: int = 4 * 2**20
    asset_bytes: int = 64 * 2**20
    files: int = 200_000
    total_bytes: int = 2**30
    depth: int = 64


DEFAULT_LIMITS = Limits()


Stamp: TypeAlias = tuple[int | str, ...] | str
"""What a source says of a file without reading it; only ever compared."""


class File(NamedTuple):
    """One file of a listing: its path in the handbook with `/`, its size in bytes, its identity.

    `stamp` is `None` where nothing cheap can be trusted; `content` is `None` where the bytes must be read to know it.
    """

    path: str
    size: int
    stamp: Stamp | None = None
    content: str | None = None


class Skipped(NamedTuple):
    """A file or folder that is not read, and why, as the rest of a sentence: "is a link that leads out …"."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a source, by path, at one moment; what was left out; `commit` if it is a commit."""

    files: Mapping[str, File]
    skipped: tuple[Skipped, ...] = ()
    commit: str | None = None


class SourceError(TrellisError):
    """A source that cannot be read: none there, not readable, or gone since."""

    code = "handbook.source"


class Source(Protocol):
    """Where files come from."""

    @property
    def name(self) -> str:
        """The source as a person knows it: a path, or a path and a revision."""
        ...

    @property
    def identity(self) -> str:
        """What tells this source from others on this machine, today and tomorrow: where it lies."""
        ...

    @property
    def mounts(self) -> tuple[str, ...]:
        """The folders of the handbook that are roots of their own; `("",)` for one source."""
        ...

    @property
    def folder(self) -> str:
        """What the folder at the root is called, which links may name; empty where it has no name."""
        ...

    def list(self) -> Listing:
        """The files now. Raises SourceError where there is nothing to read."""
        ...

    def read(self, paths: Iterable[str], limit: int) -> Mapping[str, bytes | None]:
        """The bytes of files of the last listing, at most `limit` of each; `None` for what has gone meanwhile."""
        ...

    def revision(self, contents: Mapping[str, str]) -> str:
        """The name of exactly these contents (path to content identity), as `Handbook.revision` shows it."""
        ...


@runtime_checkable
class Watched(Protocol):
    """A source that can list again without looking at every file."""

    def list_again(self, changed: Iterable[str]) -> Listing:
        """The files now, given the real paths of all that may have changed on the disk since the last listing."""
        ...


def list_again(source: Source, changed: Iterable[str] | None) -> Listing:
    """The files of a source now; `changed` as for `Watched`, `None` where nobody knows."""
    if changed is not None and isinstance(source, Watched):
        return source.list_again(changed)
    return source.list()


def roots_of(source: Source) -> tuple[tuple[str, str], ...]:
    """The folders that links from the root may start in, each with the name by which links may call it."""
    return tuple((mount, mount.rpartition("/")[2] or source.folder) for mount in source.mounts)


def is_page(path: str) -> bool:
    """Whether a path names a page."""
    return path.lower().endswith(PAGE_SUFFIXES)


def is_data(path: str) -> bool:
    """Whether a path names a data file."""
    return path.lower().endswith(DATA_SUFFIXES)


def is_skipped_name(name: str) -> bool:
    """Whether a folder or file of this name is left out without a word: hidden, or a tool's own."""
    return name.startswith(".") or name in SKIPPED_DIRECTORIES


def content_id(data: bytes) -> str:
    """The identity of some bytes: what Git calls the blob's identifier."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def digest_of(contents: Mapping[str, str]) -> str:
    """One identity for many files, whatever their order."""
    whole = hashlib.blake2b(digest_size=20)
    for path in sorted(contents):
        whole.update(f"{path}\0{contents[path]}\0".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def folder_name(path: str | os.PathLike[str]) -> str:
    """What the folder at a path is called; of a file, the folder that it lies in."""
    whole = Path(os.path.abspath(path))
    folder = whole.parent if whole.is_file() else whole
    return printable(folder.name).strip("/")


def printable(name: str) -> str:
    """A file's name with control characters and undecodable bytes written as escapes, so that it is one safe line."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else _escaped(c) for c in name)


def _escaped(c: str) -> str:
    code = ord(c)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


class MemorySource:
    """A handbook held in a mapping of paths to text or bytes: for tests, examples and what an editor has not saved.

    Text is encoded as UTF-8; a lone surrogate from `surrogateescape` stands for the byte it came from.
    """

    def __init__(self, files: Mapping[str, str | bytes] | None = None, name: str = "memory") -> None:
        self.files: dict[str, bytes] = {}
        self.name = self.identity = name
        self.mounts: tuple[str, ...] = ("",)
        self.folder = ""
        for path, data in (files or {}).items():
            self.write(path, data)

    def write(self, path: str, data: str | bytes) -> None:
        """Add or replace a file."""
        self.files[path] = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data

    def remove(self, path: str) -> None:
        """Take a file away. Raises KeyError where there is none."""
        del self.files[path]

    def list(self) -> Listing:
        """The files now, in order of their paths."""
        files, skipped = {}, []
        for path in sorted(self.files):
            if path.isprintable():
                content = content_id(self.files[path])
                files[path] = File(path, len(self.files[path]), content, content)
            else:
                skipped.append(Skipped(printable(path), UNPRINTABLE))
        return Listing(files, tuple(skipped))

    def read(self, paths: Iterable[str], limit: int) -> dict[str, bytes | None]:
        """The bytes of files, at most `limit` of each."""
        return {path: self.files[path][:limit] if path in self.files else None for path in paths}

    def revision(self, contents: Mapping[str, str]) -> str:
        """A digest of the contents."""
        return digest_of(contents)


UNPRINTABLE = "has a name with characters that cannot be shown or linked to"


class MountedSources:
    """Several sources as one handbook, each under a folder of its own; the empty mount is the root."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = {mount.strip("/"): source for mount, source in sources.items()}
        self.mounts = tuple(self.sources)
        # The longest mount first: it owns what lies under it.
        self._order = sorted(self.sources, key=len, reverse=True)

    @property
    def name(self) -> str:
        """The mounts and their sources."""
        return ", ".join(
            f"{mount}={source.name}" if mount else source.name for mount, source in self.sources.items()
        )

    @property
    def folder(self) -> str:
        """What the folder at the root is called, if one is mounted there."""
        return self.sources[""].folder if "" in self.sources else ""

    @property
    def identity(self) -> str:
        """The mounts and their sources' identities."""
        return "\0".join(f"{mount}={source.identity}" for mount, source in self.sources.items())

    def list(self) -> Listing:
        """The files of all sources; where two hold one path, the deeper mount's file counts."""
        return self._merged({mount: source.list() for mount, source in self.sources.items()})

    def list_again(self, changed: Iterable[str]) -> Listing:
        """The same, where it is known what may have changed."""
        paths = tuple(changed)
        return self._merged({mount: list_again(source, paths) for mount, source in self.sources.items()})

    def _merged(self, listings: Mapping[str, Listing]) -> Listing:
        files: dict[str, File] = {}
        skipped: list[Skipped] = []
        commits = []
        for mount in self._order:
            listing = listings[mount]
            commits.append(listing.commit)
            for file in listing.files.values():
                path = _joined(mount, file.path)
                if self.owner(path)[0] == mount:
                    files[path] = file._replace(path=path)
            skipped.extend(Skipped(_joined(mount, s.path), s.reason) for s in listing.skipped)
        commit = "+".join(c for c in commits if c) if all(commits) else None
        return Listing({path: files[path] for path in sorted(files)}, tuple(skipped), commit)

    def read(self, paths: Iterable[str], limit: int) -> dict[str, bytes | None]:
        """The bytes of files, at most `limit` of each; one call per source that holds any of them."""
        wanted: dict[str, list[tuple[str, str]]] = {}
        for path in paths:
            mount, inner = self.owner(path)
            wanted.setdefault(mount, []).append((path, inner))
        found: dict[str, bytes | None] = {}
        for mount, pairs in wanted.items():
            data = self.sources[mount].read([inner for _, inner in pairs], limit)
            found.update({path: data[inner] for path, inner in pairs})
        return found

    def revision(self, contents: Mapping[str, str]) -> str:
        """The revisions of the sources, each with its mount."""
        parts: dict[str, dict[str, str]] = {mount: {} for mount in self.sources}
        for path, content in contents.items():
            mount, inner = self.owner(path)
            parts[mount][inner] = content
        return ",".join(
            f"{mount or '.'}={self.sources[mount].revision(part)}" for mount, part in parts.items()
        )

    def owner(self, path: str) -> tuple[str, str]:
        """The mount whose source holds a path, and the path within it. Raises SourceError where nothing is mounted."""
        for mount in self._order:
            if not mount:
                return mount, path
            if path.startswith(mount + "/"):
                return mount, path[len(mount) + 1 :]
        raise SourceError(f"No source is mounted where “{path}” lies.")


def _joined(mount: str, path: str) -> str:
    return f"{mount}/{path}" if mount else path
