"""The file that a backup is: a gzip-compressed tar of plain files, written and read as a stream.

    manifest.json                      what the backup holds, and of which site
    tables/<app>.<Model>/000001.jsonl  the rows of a table, a JSON list each, in pieces
    handbooks/<n>/000001               a Git bundle of a repository, or the files of a folder (as rows), in pieces
    stored/<part>/<name>               files that lie beside the database
    keys.sealed                        the secret keys, sealed with a passphrase, where they were asked for
    digests.json                       the SHA-256 of each part above, at the very end

A part is a name of the first column without its piece. What is not exactly this is refused: the reader never looks
at owners, modes, links or long names, extracts nothing by name, holds one piece in memory, and stops where a small file
grows into a huge one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any, BinaryIO

from trellis.handbook.errors import TrellisError

FORMAT = 1
PIECE = 4 * 2**20
"""Bytes of rows or of a bundle in one member; a row that is larger makes a larger piece."""
LARGEST_PIECE = 256 * 2**20
LARGEST_FILE = 8 * 2**30 - 1  # what the header of a tar can say
READ = 256 * 1024
MOST_GROWTH = 400
"""How much larger than the file its contents may be. Text of rows grows by thirty."""
GROWTH_LOOKED_AT = 64 * 2**20
BLOCK = 512
MANIFEST, DIGESTS, KEYS = "manifest.json", "digests.json", "keys.sealed"
_WORD = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_NAME = re.compile(
    rf"(?P<part>manifest\.json|keys\.sealed|digests\.json)"
    rf"|(?P<chunked>tables/[a-z_0-9]+\.[A-Za-z_0-9]+|handbooks/\d{{1,3}})/(?P<number>\d{{6}})(?:\.jsonl)?"
    rf"|(?P<stored>stored/[a-z][a-z-]*)/(?P<file>{_WORD}(?:/{_WORD})*)"
)


class ArchiveError(TrellisError):
    """A file that is no whole backup."""

    code = "backup"

    def __init__(self, message: str, *, hint: str = "Restore from another backup.") -> None:
        super().__init__(message, hint=hint)


@dataclass(slots=True)
class Tally:
    """What stands in a part: how many members and bytes, rows where it is a table, and a digest of all of it."""

    members: int = 0
    size: int = 0
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256, repr=False)

    def begin(self, name: str, size: int) -> None:
        """Count a member; its bytes follow."""
        self.members += 1
        self.size += size
        self.digest.update(f"{name}\0{size}\0".encode())

    def facts(self) -> dict[str, Any]:
        """As the list of digests says it."""
        return {
            "members": self.members,
            "size": self.size,
            "rows": self.rows,
            "sha256": self.digest.hexdigest(),
        }


class Writer:
    """Writes a backup to a stream that need not be seekable. Parts are written one after the other."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zipped = gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=5)
        self._tar = tarfile.open(fileobj=self._zipped, mode="w|", format=tarfile.USTAR_FORMAT)  # noqa: SIM115 - closed by `close`
        self.tallies: dict[str, Tally] = {}

    def add(self, name: str, content: bytes) -> None:
        """A whole member."""
        self.add_stream(name, len(content), BytesIO(content))

    def add_stream(self, name: str, size: int, content: BinaryIO) -> None:
        """A member whose size is known before it is read. Raises ArchiveError where the stream holds less."""
        part = part_of(name)
        if part is None or size > LARGEST_FILE:
            raise ArchiveError(
                f"“{name}” cannot be kept in a backup.", hint="Its name or its size does not fit."
            )
        tally = self.tallies.setdefault(part, Tally())
        tally.begin(name, size)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        counted = _Counted(content, tally)
        try:
            self._tar.addfile(info, counted)  # type: ignore[arg-type]
        except OSError as error:
            if counted.read_so_far == size or error.errno is not None:
                raise
            raise ArchiveError(
                f"“{name}” became shorter while it was read.", hint="Make the backup again."
            ) from error

    def add_rows(self, part: str, rows: Iterable[object]) -> int:
        """Rows as JSON lines, in pieces; gives how many."""
        tally = self.tallies.setdefault(part, Tally())
        piece, number = bytearray(), 0
        for row in rows:
            piece += json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
            piece += b"\n"
            tally.rows += 1
            if len(piece) >= PIECE:
                number += 1
                self.add(f"{part}/{number:06}.jsonl", bytes(piece))
                piece.clear()
        if piece or not number:
            self.add(f"{part}/{number + 1:06}.jsonl", bytes(piece))
        return tally.rows

    def add_bytes(self, part: str, content: IO[bytes]) -> int:
        """A stream of unknown length, in pieces; gives its size."""
        number = size = 0
        while piece := content.read(PIECE):
            number, size = number + 1, size + len(piece)
            self.add(f"{part}/{number:06}", piece)
        return size

    def close(self, sign: Callable[[bytes], str]) -> None:
        """Write the digests, signed, and end the file. Without this, what was written is no backup."""
        parts = {part: tally.facts() for part, tally in self.tallies.items()}
        self.add(DIGESTS, json.dumps({"parts": parts, "signature": sign(signed_text(parts))}).encode())
        self._tar.close()
        self._zipped.close()


class _Counted:
    """A stream whose bytes are counted and hashed as they pass, read in pieces."""

    def __init__(self, content: BinaryIO, tally: Tally) -> None:
        self._content, self._tally, self.read_so_far = content, tally, 0

    def read(self, size: int) -> bytes:
        found = self._content.read(size)
        self._tally.digest.update(found)
        self.read_so_far += len(found)
        return found


def signed_text(parts: dict[str, Any]) -> bytes:
    """What is signed of a backup: the digests of all parts."""
    return b"trellis backup 1\n" + json.dumps(parts, sort_keys=True).encode()


def part_of(name: str) -> str | None:
    """The part that a member belongs to; None for what no backup holds."""
    found = _NAME.fullmatch(name)
    if found is None or len(name) > 250:
        return None
    return found["part"] or found["chunked"] or found["stored"]


@dataclass(frozen=True)
class Member:
    """One file of a backup: its bytes are read once, before the next member is asked for."""

    name: str
    part: str
    size: int
    pieces: Iterator[bytes]

    def content(self, most: int = LARGEST_PIECE) -> bytes:
        """All of it. Raises ArchiveError where that is more than a piece may have."""
        if self.size > most:
            raise ArchiveError(f"“{self.name}” is too large to be part of a backup.")
        return b"".join(self.pieces)

    def rows(self) -> Iterator[list[Any]]:
        """The rows of a piece of a table. Raises ArchiveError for what is none."""
        for number, line in enumerate(self.content().splitlines(), 1):
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, list):
                raise ArchiveError(f"Line {number} of “{self.name}” is no row.")
            yield row

    def document(self) -> dict[str, Any]:
        """A JSON document. Raises ArchiveError for what is none."""
        try:
            found = json.loads(self.content())
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ArchiveError(f"“{self.name}” cannot be read.")
        return found


class Reader:
    """Reads a backup from its beginning; `members` may be gone through once."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._zipped = gzip.GzipFile(fileobj=source, mode="rb")
        self._grown = 0
        self.tallies: dict[str, Tally] = {}
        self.parts: dict[str, Any] = {}
        self.signature = ""

    def members(self) -> Iterator[Member]:
        """Each member but the digests, which are compared at the end. Raises ArchiveError as soon as one is amiss.

        What was given before the end was reached is not known to be whole yet.
        """
        last, number = "", 0
        self.tallies.clear()
        while (header := self._header()) is not None:
            name, size = header
            part = part_of(name)
            if part is None:
                raise ArchiveError("It holds a file that no backup holds.")
            if not self.tallies and part != MANIFEST:
                raise ArchiveError("It does not begin as a backup does.")
            if part != last and part in self.tallies:
                raise ArchiveError(f"“{part}” stands in it twice.")
            number = number + 1 if part == last else 1
            found = _NAME.fullmatch(name)
            if found and found["number"] and int(found["number"]) != number:
                raise ArchiveError(f"A piece of “{part}” is missing.")
            last = part
            if part == DIGESTS:
                self._compare(self._plain(name, size).document())
                self._end()
                return
            tally = self.tallies.setdefault(part, Tally())
            tally.begin(name, size)
            pieces = self._pieces(size, tally)
            yield Member(name, part, size, pieces)
            for _rest in pieces:
                pass
        raise ArchiveError("It is cut off: its end is missing.")

    def _plain(self, name: str, size: int) -> Member:
        return Member(name, DIGESTS, size, self._pieces(size, Tally()))

    def _compare(self, said: dict[str, Any]) -> None:
        parts = said.get("parts")
        if (
            not isinstance(parts, dict)
            or set(parts) != set(self.tallies)
            or not all(isinstance(facts, dict) for facts in parts.values())
        ):
            raise ArchiveError("Parts of it are missing, or more than it should hold.")
        for part, tally in self.tallies.items():
            if {**tally.facts(), "rows": 0} != {**parts[part], "rows": 0}:
                raise ArchiveError(f"“{part}” was changed or damaged.")
        self.parts, self.signature = parts, str(said.get("signature", ""))

    def _end(self) -> None:
        while rest := self._read(READ):
            if rest.strip(b"\0"):
                raise ArchiveError("Something stands behind its end.")

    def _header(self) -> tuple[str, int] | None:
        block = self._exactly(BLOCK)
        if not block.strip(b"\0"):
            return None
        stated, kind = block[148:156], block[156:157]
        check = sum(block[:148]) + 8 * ord(" ") + sum(block[156:])
        try:
            size, right = int(block[124:136].rstrip(b"\0 "), 8), int(stated.rstrip(b"\0 "), 8) == check
            prefix, name = (
                part.partition(b"\0")[0].decode("ascii") for part in (block[345:500], block[:100])
            )
        except ValueError:
            raise ArchiveError("It is no backup of Trellis, or is damaged.") from None
        if not right:
            raise ArchiveError("It is no backup of Trellis, or is damaged.")
        if kind not in (b"0", b"\0") or size < 0:
            raise ArchiveError("It holds something else than plain files.")
        return (f"{prefix}/{name}" if prefix else name), size

    def _pieces(self, size: int, tally: Tally) -> Iterator[bytes]:
        left = size
        while left:
            piece = self._exactly(min(left, READ))
            tally.digest.update(piece)
            left -= len(piece)
            yield piece
        if size % BLOCK:
            self._exactly(BLOCK - size % BLOCK)

    def _exactly(self, size: int) -> bytes:
        found = self._read(size)
        while len(found) < size:
            more = self._read(size - len(found))
            if not more:
                raise ArchiveError("It is cut off: its end is missing.")
            found += more
        return found

    def _read(self, size: int) -> bytes:
        try:
            found = self._zipped.read(size)
        except EOFError:
            raise ArchiveError("It is cut off: its end is missing.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise ArchiveError("It is no backup of Trellis, or is damaged.") from None
        self._grown += len(found)
        if self._grown > GROWTH_LOOKED_AT and self._grown > MOST_GROWTH * max(self._source.tell(), 1):
            raise ArchiveError("It grows beyond all measure when it is unpacked.")
        return found
