"""What lies beside the database and belongs into a backup: rooms that keep files say here how they are read and put
back.

A part gives its files in any order, each once; a name is made of ASCII letters, digits, `.`, `_`, `-` and `/`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True)
class KeptFile:
    """A file to back up: its name within its part, its size in bytes, and how to open it."""

    name: str
    size: int
    open: Opener


@dataclass(frozen=True)
class Part:
    """Files of one kind: how they are found, and how one is put back (into a place where there are none)."""

    name: str
    files: Callable[[], Iterable[KeptFile]]
    put: Callable[[str, Iterable[bytes]], None]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Have the files of a part backed up and restored. Called when Django starts; the last of a name counts."""
    _parts[part.name] = part


def parts() -> list[Part]:
    """All parts, by name."""
    return [_parts[name] for name in sorted(_parts)]


def part_named(name: str) -> Part | None:
    """The part of this name; None where this version of Trellis has none."""
    return _parts.get(name)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def folder_part(
    name: str, folder: Callable[[], Path | None], leave_out: frozenset[str] = frozenset()
) -> Part:
    """A part that is a folder of this machine, without some folders in it; `folder` gives None where there is none."""

    def files() -> Iterator[KeptFile]:
        root = folder()
        if root is None or not root.is_dir():
            return
        for place, folders, names in os.walk(root):
            folders[:] = sorted(set(folders) - leave_out)
            for each in sorted(names):
                path = Path(place) / each
                if path.is_file() and not path.is_symlink():
                    yield KeptFile(
                        path.relative_to(root).as_posix(), path.stat().st_size, partial(_opened, path)
                    )

    def put(each: str, pieces: Iterable[bytes]) -> None:
        root = folder()
        if root is None:
            raise FileNotFoundError(f"There is no folder for {name}.")
        path = root / each
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())

    return Part(name, files, put)
