"""Whether a file is a whole export that this version can take in. Reads all of it, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trellis.config.backups import handbooks
from trellis.config.backups.archive import ArchiveError
from trellis.config.moving import rows
from trellis.config.moving.bundle import Bundle, BundleError
from trellis.core import exported
from trellis.core.services.everything import FORMAT, HANDBOOKS

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Contents:
    """What a whole export holds: its tables, its files by the records that they belong to, its handbooks.

    `notes` say in words what an older version did not export.
    """

    made_at: datetime
    made_by: str
    shapes: tuple[rows.Shape, ...]
    files: frozenset[UUID]
    handbooks: tuple[handbooks.Kept, ...]
    notes: tuple[str, ...]


def look_through(bundle: Bundle, tell: Tell = lambda _line: None) -> Contents:
    """Read an export to its end: every digest, every line against its model. Raises BundleError with what is wrong."""
    said = bundle.manifest
    if said.get("format") != FORMAT:
        raise BundleError(
            f"It is of format {said.get('format')!r}; this version of Trellis reads {FORMAT}.",
            hint="Export everything anew with the version of Trellis that is here, or install the one that made it.",
        )
    try:
        made_at = datetime.fromisoformat(said["made_at"])
    except (KeyError, TypeError, ValueError):
        raise BundleError("It does not say when it was made.") from None
    shapes = tuple(rows.shapes(bundle))
    kept = _handbooks(bundle)
    files = _files(bundle)
    for shape in shapes:
        for _row in rows.read(bundle, shape):
            pass
        tell(f"{shape.label}: {shape.rows:,}")
    others = [f"{folder}/{name}" for folder in ("importable", "files") for name in bundle.names(folder)]
    for name in others:
        for _piece in bundle.pieces(name):
            pass
    _look_into_handbooks(bundle, kept)
    return Contents(made_at, str(said.get("trellis", ""))[:40], shapes, files, kept, _notes(shapes))


def _files(bundle: Bundle) -> frozenset[UUID]:
    return frozenset(UUID(name) for name in bundle.names("files"))


def _handbooks(bundle: Bundle) -> tuple[handbooks.Kept, ...]:
    said = bundle.manifest.get(HANDBOOKS)
    if not isinstance(said, list) or bundle.names(HANDBOOKS) != sorted(map(str, range(len(said)))):
        raise BundleError("It holds other handbooks than it says.")
    try:
        return tuple(handbooks.kept_from(each) for each in said)
    except ArchiveError as error:
        raise BundleError(error.message) from None


def _look_into_handbooks(bundle: Bundle, kept: tuple[handbooks.Kept, ...]) -> None:
    for number, each in enumerate(kept):
        name = f"{HANDBOOKS}/{number}"
        if each.kind == handbooks.BUNDLE:
            for _piece in bundle.pieces(name):
                pass
            continue
        try:
            for row in rows.lists(bundle, name):
                handbooks.check_file(row)
        except ArchiveError as error:
            raise BundleError(error.message) from None


def _notes(shapes: tuple[rows.Shape, ...]) -> tuple[str, ...]:
    absent = sorted({table.label for table in exported.tables()} - {shape.label for shape in shapes})
    notes = [f"There are no {label}: the version that made it did not export them." for label in absent]
    notes += [
        f"{shape.label}: {name} is as in new records; the version that made it did not export it."
        for shape in shapes
        for name in shape.lacking
    ]
    return tuple(notes)
