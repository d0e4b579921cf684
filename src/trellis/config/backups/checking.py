"""Whether a file is a whole backup, and what it holds. Reads all of it, writes nothing, needs no Django."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from trellis.config.backups import handbooks
from trellis.config.backups.archive import FORMAT, KEYS, MANIFEST, ArchiveError, Member, Reader, signed_text

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Contents:
    """What a whole backup says of itself: its manifest, its sealed keys, and what its maker has signed."""

    manifest: dict[str, Any]
    rows: int
    files: int
    keys: bytes | None
    signed: bytes
    signature: str
    kept: tuple[handbooks.Kept, ...]


def look_through(source: BinaryIO, tell: Tell = lambda _line: None) -> Contents:
    """Read a backup to its end and compare every digest. Raises ArchiveError with what is wrong with it."""
    reader = Reader(source)
    manifest: dict[str, Any] = {}
    keys: bytes | None = None
    files = rows = 0
    kept: tuple[handbooks.Kept, ...] = ()
    last = ""
    for member in reader.members():
        if member.part == MANIFEST:
            manifest = understood(member.document())
            kept = tuple(handbooks.kept_from(each) for each in manifest["handbooks"])
        elif member.part == KEYS:
            keys = member.content(64 * 1024)
        elif member.part.startswith("tables/"):
            rows += _rows(member, manifest)
        elif member.part.startswith("handbooks/"):
            _look_into(member, kept)
        else:
            files += 1
        if member.part != last:
            tell(member.part)
            last = member.part
    expected = {f"tables/{label}" for label in manifest["tables"]} | {
        f"handbooks/{number}" for number in range(len(kept))
    }
    if missing := sorted(expected - set(reader.tallies)):
        raise ArchiveError(f"“{missing[0]}” is missing.")
    if manifest["keys"] and keys is None:
        raise ArchiveError("The keys are missing that it says it has.")
    return Contents(manifest, rows, files, keys, signed_text(reader.parts), reader.signature, kept)


def understood(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest, of the shape that this version reads. Raises ArchiveError for another."""
    if manifest.get("format") != FORMAT:
        raise ArchiveError(
            f"It is of format {manifest.get('format')!r}; this version of Trellis reads {FORMAT}.",
            hint="Use the version of Trellis that made it, or a newer one.",
        )
    shapes = {
        "trellis": str, "made_at": str, "database": str, "migrations": dict, "tables": dict, "events": dict,
        "handbooks": list, "stored": list, "settings": dict, "settings_not_kept": list, "keys": bool,
    }  # fmt: skip
    columns = manifest.get("tables")
    if any(not isinstance(manifest.get(name), shape) for name, shape in shapes.items()) or not all(
        isinstance(each, list) for each in (columns or {}).values()
    ):
        raise ArchiveError("What it says of itself cannot be read.")
    try:
        datetime.fromisoformat(manifest["made_at"])
    except ValueError:
        raise ArchiveError("It does not say when it was made.") from None
    return manifest


def _rows(member: Member, manifest: dict[str, Any]) -> int:
    columns = manifest["tables"].get(member.part.removeprefix("tables/"))
    if columns is None:
        raise ArchiveError(f"“{member.part}” is no table that it says it has.")
    count = 0
    for row in member.rows():
        if len(row) != len(columns):
            raise ArchiveError(f"A row of “{member.part}” has too many or too few values.")
        count += 1
    return count


def _look_into(member: Member, kept: tuple[handbooks.Kept, ...]) -> None:
    number = int(member.part.removeprefix("handbooks/"))
    if number >= len(kept):
        raise ArchiveError("It holds a handbook that it does not name.")
    if kept[number].kind == handbooks.FOLDER:
        for row in member.rows():
            handbooks.check_file(row)
