"""The export of everything: one ZIP file of JSON lines, files and handbooks, with a manifest that says what it holds.

`config.moving` takes it into an empty place. Its format is decision 47.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from trellis.core import exported, filestore, importing, rules
from trellis.core.attaching import Attaching
from trellis.core.exported import EXPORTED
from trellis.core.filereading import is_ready, read
from trellis.core.filetypes import Family
from trellis.core.granted import Somebody
from trellis.core.import_events import EverythingExported
from trellis.core.models import Account, Attachment, Job, StoredFile
from trellis.core.rules import NotAllowedError
from trellis.core.services import files
from trellis.core.services.events import publish
from trellis.version import VERSION

FORMAT = 2
KEPT = timedelta(days=7)
LARGEST = 16 * 2**30
MANIFEST = "manifest.json"
HANDBOOKS = "handbooks"
Tell = Callable[[str, int, int], None]
"""Told what is written, how many parts are done, and of how many."""


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class Encoder(DjangoJSONEncoder):
    """Values of records as JSON, exactly: Django's own cuts moments off at milliseconds."""

    def default(self, o: Any) -> Any:
        """What JSON has no word for."""
        if isinstance(o, datetime | date | time):
            return o.isoformat()
        if isinstance(o, bytes | memoryview):
            return base64.b64encode(bytes(o)).decode("ascii")
        return super().default(o)


class _Archive:
    """A ZIP file that is written, and the size and digest of each of its members."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zipped = zipped
        self.digests: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> int:
        """A member, piece by piece; gives its size."""
        digest, size = hashlib.sha256(), 0
        with self._zipped.open(name, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.digests[name] = {"size": size, "sha256": digest.hexdigest()}
        return size

    def add_bytes(self, name: str, content: IO[bytes]) -> int:
        """A member out of a stream; gives its size."""
        return self.add(name, iter(lambda: content.read(filestore.PIECE), b""))

    def add_rows(self, name: str, rows: Iterable[object]) -> int:
        """A member of JSON lines; gives how many."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                count += 1
                yield json.dumps(row, ensure_ascii=False, cls=Encoder).encode("utf-8", "replace") + b"\n"

        self.add(name, lines())
        return count


def write(path: Path, *, by: Account, tell: Tell = _silent) -> dict[str, Any]:
    """Write everything into a ZIP file and give its manifest; what was at the path is replaced.

    Tables are read one after the other while others write; a backup is of one moment. Raises NotAllowedError and
    StoreError.
    """
    if not rules.can_export_everything(by):
        raise NotAllowedError(_("Only owners export everything."))
    tables, importers = exported.in_order(), importing.importers()
    total = len(tables) + len(importers) + 2
    manifest: dict[str, Any] = {
        "format": FORMAT, "trellis": VERSION, "made_at": timezone.now().astimezone(UTC).isoformat(),
        "records": {}, "importable": {}, "files": 0, "left_out": exported.left_out(), "handbooks": [],
    }  # fmt: skip
    with filestore.in_words(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        archive = _Archive(zipped)
        for at, table in enumerate(tables):
            tell(table.label, at, total)
            name = f"records/{table.label}.jsonl"
            count = archive.add_rows(name, exported.rows_of(table))
            manifest["records"][table.label] = {"file": name, "rows": count, "fields": list(table.fields)}
        for at, importer in enumerate(importers, len(tables)):
            tell(importer.name, at, total)
            name = f"importable/{importer.name}.jsonl"
            count = archive.add_rows(name, importer.rows())
            manifest["importable"][importer.name] = {"file": name, "rows": count}
        tell("files", total - 2, total)
        manifest["files"] = _files(archive)
        tell(HANDBOOKS, total - 1, total)
        manifest[HANDBOOKS] = import_string(settings.EXPORTED_HANDBOOKS)(archive, HANDBOOKS)
        manifest["digests"] = archive.digests
        zipped.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def export(*, key: UUID, by: Account, tell: Tell = _silent) -> Attachment:
    """Write everything into a file that its owner alone can have, for a week; the same key again is the same file.

    Raises NotAllowedError, FileError and StoreError.
    """
    before = Attachment.objects.filter(about=EXPORTED, object=key, removed_at=None).first()
    if before is not None:
        return before
    with filestore.drafted(()) as draft:
        manifest = write(draft.path, by=by, tell=tell)
        pieces = filestore.pieces_of(draft.path)
        name = f"trellis-export-{timezone.localdate().isoformat()}.zip"
        made = files.attach(about=EXPORTED, key=key, name=name, pieces=pieces, by=by)
    rows = sum(each["rows"] for each in manifest["records"].values())
    with transaction.atomic():
        publish(EverythingExported(made.pk, by.pk, rows))
    return made


def exports_of(who: Account) -> list[Attachment]:
    """The exports that somebody can have, the newest first."""
    if not rules.can_export_everything(who):
        return []
    found = Attachment.objects.filter(about=EXPORTED, by=who, removed_at=None).select_related("stored")
    return list(found.order_by("-created_at")[:20])


def forget(now: datetime) -> int:
    """Take away exports that are older than a week; gives how many."""
    old = Attachment.objects.filter(about=EXPORTED, removed_at=None, created_at__lt=now - KEPT)
    return old.update(removed_at=now)


def _files(archive: _Archive) -> int:
    """The bytes of all files that are attached to something, each once; those that nobody is given are left out."""
    held = Attachment.objects.filter(removed_at=None).exclude(about__in=exported.without_files())
    count = 0
    for stored in StoredFile.objects.filter(pk__in=held.values("stored")).order_by("pk").iterator(200):
        if is_ready(stored):
            count += 1
            archive.add(f"files/{stored.pk}", read(stored))
    return count


def _sees(who: Somebody, key: UUID) -> bool:
    if not isinstance(who, Account) or not rules.can_export_everything(who):
        return False
    return Job.objects.filter(pk=key, by=who).exists()


ATTACHED = Attaching(
    EXPORTED, _sees, _sees, takes=frozenset({Family.ARCHIVE}), largest=LARGEST, most=1, is_confidential=True
)
"""How an export is kept: sealed, for whoever asked for it, and every reading of it is recorded."""
