"""The ZIP file that an export of everything is, read with care: whatever it holds, it is read in little memory.

Nothing is extracted by name. What grows beyond measure, stands in it twice, is sealed or was changed is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trellis.config.backups.archive import GROWTH_LOOKED_AT, MOST_GROWTH, READ
from trellis.handbook.errors import TrellisError

LARGEST_DOCUMENT = 256 * 2**20
LONGEST_LINE = 16 * 2**20
MANIFEST = "manifest.json"
_NAME = re.compile(
    r"manifest\.json|records/[a-z_0-9]+\.[A-Za-z_0-9]+\.jsonl|importable/[a-z_0-9-]+\.jsonl"
    r"|files/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|handbooks/\d{1,3}"
)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError
)  # fmt: skip
"""What the standard library raises of files that are none."""


class BundleError(TrellisError):
    """A file that is no whole export, or one that this version cannot take in."""

    code = "import-all"

    def __init__(self, message: str, *, hint: str = "Export everything anew, and bring that file.") -> None:
        super().__init__(message, hint=hint)


class Bundle:
    """An export that is open. Its members have the right names and a bounded size."""

    def __init__(self, zipped: zipfile.ZipFile, size: int) -> None:
        self._zipped = zipped
        self._members = {each.filename: each for each in zipped.infolist()}
        if len(self._members) != len(zipped.infolist()):
            raise BundleError("Something stands in it twice.")
        for name, member in self._members.items():
            if not _NAME.fullmatch(name):
                raise BundleError("It holds a file that no export holds.")
            if member.flag_bits & 1 or member.compress_type not in _PLAIN:
                raise BundleError(f"“{name}” is sealed, or packed in a way that no export is.")
        grown = sum(each.file_size for each in self._members.values())
        if grown > GROWTH_LOOKED_AT and grown > MOST_GROWTH * max(size, 1):
            raise BundleError("It grows beyond all measure when it is unpacked.")
        self.manifest = self._document(MANIFEST)
        self._digests = self._checked_digests()

    def names(self, folder: str) -> list[str]:
        """The members of a folder, without it."""
        start = f"{folder}/"
        return sorted(name.removeprefix(start) for name in self._members if name.startswith(start))

    def sha256(self, name: str) -> str:
        """The digest that the manifest has of a member."""
        return str(self._digests[name]["sha256"])

    def size(self, name: str) -> int:
        """Its bytes."""
        return self._members[name].file_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member, piece by piece. Raises BundleError at its end where it is not what the manifest says."""
        digest = hashlib.sha256()
        with _in_words(name), self._zipped.open(self._members[name]) as content:
            while piece := content.read(READ):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != self.sha256(name):
            raise BundleError(f"“{name}” was changed or damaged.")

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """The lines of a member with their numbers, from 1. Raises BundleError for one that is too long."""
        waiting, number = b"", 0
        for piece in self.pieces(name):
            *whole, waiting = (waiting + piece).split(b"\n")
            for line in whole:
                number += 1
                yield number, line
            if len(waiting) > LONGEST_LINE:
                raise BundleError(f"{name}, line {number + 1}: It is too long.")
        if waiting:
            yield number + 1, waiting

    def _document(self, name: str) -> dict[str, Any]:
        member = self._members.get(name)
        if member is None or member.file_size > LARGEST_DOCUMENT:
            raise BundleError("It is no export of everything: it has no manifest.")
        with _in_words(name), self._zipped.open(member) as content:
            try:
                found = json.loads(content.read())
            except (ValueError, RecursionError):
                found = None
        if not isinstance(found, dict):
            raise BundleError(f"“{name}” cannot be read.")
        return found

    def _checked_digests(self) -> dict[str, Any]:
        digests = self.manifest.get("digests")
        if not isinstance(digests, dict) or not all(
            isinstance(each, dict) and isinstance(each.get("sha256"), str) for each in digests.values()
        ):
            raise BundleError("What it says of itself cannot be read.")
        if set(digests) != set(self._members) - {MANIFEST}:
            raise BundleError("Parts of it are missing, or more than it should hold.")
        return digests


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """An export to be read. Raises BundleError for what is none."""
    with path.open("rb") as source:
        with _in_words(""):
            zipped = zipfile.ZipFile(source)
        with zipped:
            yield Bundle(zipped, path.stat().st_size)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        what = f"“{name}”" if name else "It"
        raise BundleError(f"{what} is damaged or cut off, or is no export of Trellis.") from error
