"""A handbook in a folder, or in a single file.

Nothing outside the folder is ever read: links that lead out, loops, devices and pipes are left out and named. A
file's stamp is what the operating system says about it; a file changed within the last moments has no stamp,
because a second change could keep it (the rule that Git calls racily clean).
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from trellis.handbook import checkedout
from trellis.handbook.source import (
    DEFAULT_LIMITS,
    SKIPPED_DIRECTORIES,
    UNPRINTABLE,
    File,
    Limits,
    Listing,
    Skipped,
    SourceError,
    digest_of,
    folder_name,
    is_skipped_name,
    printable,
)

RACY_NS = 2_000_000_000
"""A file younger than this may change again without a change of its times: some file systems count in two seconds."""

_NAME = attrgetter("name")
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


class DirectorySource:
    """The files of a folder as they lie on the disk; of a file, that file alone."""

    def __init__(self, path: str | os.PathLike[str], limits: Limits = DEFAULT_LIMITS) -> None:
        self.path = Path(path)
        self.limits = limits
        self.mounts: tuple[str, ...] = ("",)
        self._targets: dict[str, str] = {}
        self._last: Listing | None = None

    @property
    def name(self) -> str:
        """The path, printable."""
        return printable(str(self.path))

    @property
    def folder(self) -> str:
        """What the folder is called; of a file, the folder that it lies in."""
        return folder_name(self.path)

    @property
    def identity(self) -> str:
        """The real path."""
        return f"directory {os.path.realpath(self.path)}"

    def list(self) -> Listing:
        """Walk the folder. Raises SourceError where there is none or it may not be read."""
        try:
            mode = os.stat(self.path).st_mode
        except (OSError, ValueError) as error:
            raise SourceError(
                f"There is no handbook at “{self.name}”.",
                hint="Give the path of a folder, a Markdown file or a Git repository.",
                code="handbook.not-found",
            ) from error
        if stat.S_ISREG(mode):
            return self._single()
        if not stat.S_ISDIR(mode):
            raise SourceError(f"“{self.name}” is neither a folder nor a file.", code="handbook.not-a-folder")
        walk = _Walk(os.path.realpath(self.path), self.limits)
        walk.folder(walk.root, "", 0)
        self._targets = walk.targets
        if walk.unreadable_root is not None:
            raise SourceError(
                f"The folder “{self.name}” cannot be read: {walk.unreadable_root}.",
                code="handbook.not-readable",
            )
        self._last = Listing({path: walk.files[path] for path in sorted(walk.files)}, tuple(walk.skipped))
        return self._last

    def list_again(self, changed: Iterable[str]) -> Listing:
        """The files now, where it is known which ones may have changed since the last listing.

        `changed` are real paths. As long as they are plain files that were listed before, nothing else is looked at.
        """
        if self._last is None or self._targets or not self.path.is_dir():
            return self.list()
        root, now, files = os.path.realpath(self.path) + os.sep, time.time_ns(), dict(self._last.files)
        for real in changed:
            if not real.startswith(root):
                continue
            path = real[len(root) :].replace(os.sep, "/")
            if path not in files:
                return self.list()
            try:
                found = os.lstat(real)
            except OSError:
                return self.list()
            if not stat.S_ISREG(found.st_mode):
                return self.list()
            files[path] = _file(path, found, now)
        self._last = replace(self._last, files=files)
        return self._last

    def read(self, paths: Iterable[str], limit: int) -> dict[str, bytes | None]:
        """The bytes of files, at most `limit` of each."""
        base = str(self.path) if not self._is_file() else str(self.path.parent)
        return {path: read_regular(self._targets.get(path) or f"{base}/{path}", limit) for path in paths}

    def revision(self, contents: Mapping[str, str]) -> str:
        """The commit that is checked out, marked where these contents are not its own; outside Git a digest."""
        if self._is_file():
            return digest_of(contents)
        return checkedout.checked_out_revision(self.path, contents) or digest_of(contents)

    def real_path(self, path: str) -> str:
        """Where a file of the folder lies on the disk, as whoever watches it is told."""
        return os.path.join(os.path.realpath(self.path), *path.split("/"))

    def _is_file(self) -> bool:
        return self.path.is_file()

    def _single(self) -> Listing:
        name = self.path.name
        if not name.isprintable():
            return Listing({}, (Skipped(printable(name), UNPRINTABLE),))
        return Listing({name: _file(name, os.stat(self.path), time.time_ns())})


class _Walk:
    """One walk over a folder; every real folder is entered once, whatever leads to it."""

    def __init__(self, root: str, limits: Limits) -> None:
        self.root = root
        self.limits = limits
        self.now = time.time_ns()
        self.files: dict[str, File] = {}
        self.skipped: list[Skipped] = []
        self.targets: dict[str, str] = {}
        self.unreadable_root: str | None = None
        self.full = False

    def folder(self, real: str, prefix: str, depth: int) -> None:
        for entry in self.entries(real, prefix):
            name = entry.name
            if name[0] == "." or name in SKIPPED_DIRECTORIES:
                continue
            path = prefix + name
            if not name.isprintable():
                self.skip(path, UNPRINTABLE)
            elif len(self.files) >= self.limits.files:
                self.stop(path)
                return
            else:
                self.entry(entry, path, depth)
            if self.full:
                return

    def entries(self, real: str, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(real) as found:
                return sorted(found, key=_NAME)
        except OSError as error:
            reason = (error.strerror or "unknown trouble").lower()
            if not prefix:
                self.unreadable_root = reason
            else:
                self.skip(prefix.rstrip("/"), f"cannot be read ({reason})")
            return []

    def entry(self, entry: os.DirEntry[str], path: str, depth: int) -> None:
        try:
            if entry.is_symlink():
                self.link(entry, path)
            elif entry.is_dir(follow_symlinks=False):
                if depth >= self.limits.depth:
                    self.skip(path, f"lies more than {self.limits.depth} folders deep")
                else:
                    self.folder(entry.path, path + "/", depth + 1)
            else:
                self.regular(path, entry.stat(follow_symlinks=False))
        except OSError as error:
            self.skip(path, f"cannot be read ({(error.strerror or 'unknown trouble').lower()})")

    def regular(self, path: str, found: os.stat_result) -> None:
        if stat.S_ISREG(found.st_mode):
            self.files[path] = _file(path, found, self.now)
        else:
            self.skip(path, "is a device, pipe or socket")

    def link(self, entry: os.DirEntry[str], path: str) -> None:
        """A symbolic link to a file of the handbook is that file; any other is left out."""
        target = os.path.realpath(entry.path)
        inside = target.startswith(self.root.rstrip("/") + "/") or target == self.root
        if not inside:
            self.skip(path, "is a link that leads out of the handbook")
        elif not os.path.exists(entry.path):
            self.skip(path, "is a link that leads nowhere or to itself")
        elif os.path.isdir(target):
            self.skip(path, "is a link to a folder that is read at its own place")
        elif any(is_skipped_name(part) for part in os.path.relpath(target, self.root).split(os.sep)):
            self.skip(path, "is a link to a hidden file")
        else:
            self.targets[path] = target
            self.regular(path, os.stat(target))

    def stop(self, path: str) -> None:
        self.full = True
        self.skip(path, f"and what follows are not read: a handbook has at most {self.limits.files:,} files")

    def skip(self, path: str, reason: str) -> None:
        self.skipped.append(Skipped(printable(path), reason))


def _file(path: str, found: os.stat_result, now: int) -> File:
    size, modified, changed = found.st_size, found.st_mtime_ns, found.st_ctime_ns
    settled = modified + RACY_NS < now and changed + RACY_NS < now
    return File(path, size, (found.st_dev, found.st_ino, size, modified, changed) if settled else None)


def read_regular(path: str, limit: int) -> bytes | None:
    """At most `limit` bytes of a regular file; `None` if it is gone, may not be read, or is no regular file.

    Never waits: a pipe that stands where a file was is not read.
    """
    try:
        handle = os.open(path, _OPEN_FLAGS)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
            parts, left = [], limit
            while left > 0 and (part := file.read(left)):
                parts.append(part)
                left -= len(part)
            return parts[0] if len(parts) == 1 else b"".join(parts)
    except OSError:
        return None
    finally:
        os.close(handle)
