"""`trellis backup`: everything that Trellis keeps, of one moment, in one file, while the site goes on.

The database is read first and in one transaction, then the repositories: what Git has moved on in between, a
proposal's state is settled from (decision 15). Django must be set up.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from trellis.config import preparing
from trellis.config.backups import handbooks, keys, tables
from trellis.config.backups.archive import FORMAT, KEYS, MANIFEST, ArchiveError, Writer
from trellis.core import backed_up, treeheads, verifying
from trellis.handbook.errors import TrellisError
from trellis.version import VERSION

Tell = Callable[[str], object]
NAME = "trellis-{:%Y-%m-%d-%H%M%S}.backup"
NAMES = "trellis-????-??-??-??????.backup"
SAID = (
    "TRELLIS_HTTPS",
    "TRELLIS_LARGEST_FILE",
    "TRELLIS_PICTURE_MB",
    "TRELLIS_READING",
    "TRELLIS_URL",
    "TRELLIS_UPSTREAM_BRANCH",
    "TRELLIS_WEBHOOK_NETWORKS",
)
"""Variables whose values a backup tells, so that the site can be set up again; of all others it tells the names."""


class BackupError(TrellisError):
    """No backup can be made here."""

    code = "backup"


def write(out: IO[bytes], *, passphrase: str | None, tell: Tell) -> dict[str, Any]:
    """Write a backup to a stream and give its manifest; with a passphrase, the secret keys go with it.

    Raises BackupError where the database is not up to date, DatabaseError, OSError or TrellisError where something
    cannot be read.
    """
    preparing.ask_database()
    if preparing.pending_migrations():
        raise BackupError("The database is not up to date.", hint="Start the site once: ./trellis up")
    sealed = keys.seal(_keys(), passphrase) if passphrase is not None else None
    writer = Writer(out)
    sources = handbooks.found(settings.TRELLIS_HANDBOOK)
    with tables.snapshot() as using:
        manifest = _manifest(using, [kept for _path, kept in sources], with_keys=sealed is not None)
        writer.add(MANIFEST, _as_bytes(manifest))
        for label, model in tables.models_of(apps).items():
            if label not in tables.LEFT_OUT:
                rows = writer.add_rows(f"tables/{label}", tables.rows_of(model, using))
                if rows:
                    tell(f"{label}: {rows:,}")
    for number, (path, kept) in enumerate(sources):
        size = handbooks.write(writer, f"handbooks/{number}", path, kept)
        tell(f"Handbook {kept.name}: {_megabytes(size)}")
        if kept.loose:
            tell(f"What is not committed in {path} is not in the backup.")
    for part in backed_up.parts():
        _write_part(writer, part, tell)
    if sealed is not None:
        writer.add(KEYS, sealed)
    writer.close(treeheads.sign)
    return manifest


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only once it is whole and on the disk, for its owner alone. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} is there already.", hint="Name another file.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, target)  # unlike a renaming, this never replaces what is there
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except FileExistsError:
        raise BackupError(f"{target} is there already.", hint="Name another file.") from None
    except OSError as error:
        raise BackupError(
            f"The backup cannot be written to {target}: {error.strerror}.",
            hint="Make room, or name another place.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def file_in(folder: Path, now: datetime) -> Path:
    """The name of a new backup in a folder."""
    return folder / NAME.format(now.astimezone(UTC))


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete the oldest backups of a folder, by their names, so that some are left; gives what went."""
    found = sorted(folder.glob(NAMES))
    gone = found[: max(len(found) - keep, 0)]
    for each in gone:
        each.unlink()
    return gone


def _manifest(using: str, sources: list[handbooks.Kept], *, with_keys: bool) -> dict[str, Any]:
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[using]).applied_migrations()):
        applied.setdefault(app, []).append(name)
    known = tables.models_of(apps)
    named = {name for name in os.environ if name.startswith("TRELLIS_")}
    return {
        "format": FORMAT,
        "trellis": VERSION,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": preparing.kind(),
        "migrations": applied,
        "tables": {
            label: tables.columns_of(model) for label, model in known.items() if label not in tables.LEFT_OUT
        },
        "left_out": tables.LEFT_OUT,
        "events": verifying.newest_head(using),
        "handbooks": [kept.as_document() for kept in sources],
        "stored": [part.name for part in backed_up.parts()],
        "settings": {name: os.environ[name] for name in sorted(named & set(SAID))},
        "settings_not_kept": sorted(named - set(SAID)),
        "keys": with_keys,
    }


def _write_part(writer: Writer, part: backed_up.Part, tell: Tell) -> None:
    count = size = 0
    for each in part.files():
        try:
            with each.open() as content:
                writer.add_stream(f"stored/{part.name}/{each.name}", each.size, content)
        except FileNotFoundError:
            continue  # taken away since it was listed
        except ArchiveError as error:
            raise BackupError(error.message, hint=error.hint) from None
        count, size = count + 1, size + each.size
    if count:
        tell(f"Stored {part.name}: {count:,}, {_megabytes(size)}")


def _keys() -> dict[str, str]:
    others = {name: os.environ[name] for name in keys.KEYS_OF_ENVIRONMENT if os.environ.get(name)}
    return {"TRELLIS_SECRET_KEY": settings.SECRET_KEY, **others}


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"


def _as_bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=1, sort_keys=True).encode()
