"""`trellis restore`: a backup into an empty place, all of it or nothing.

Everything is made beside where it belongs, in the folder `restoring` of the data directory, and moved there at the very
end. While that folder is there the site does not start, and the next try begins anew. In PostgreSQL, which cannot be
renamed into place, a table of the same meaning stands from the first change to the last.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from trellis.config import places, preparing, secret_key
from trellis.config.backups import handbooks, tables
from trellis.config.backups.archive import ArchiveError, Member, Reader
from trellis.config.backups.checking import Contents
from trellis.core import backed_up, treeheads, verifying
from trellis.core.services import search_index
from trellis.handbook.errors import TrellisError

Tell = Callable[[str], object]
NOT_IN_THE_WAY = frozenset({secret_key.FILE_NAME, "starting.lock", "lost+found", preparing.RESTORING})
DATABASE = "database.sqlite3"
HANDBOOKS = "handbooks"


class RestoreError(TrellisError):
    """A backup cannot be restored here."""

    code = "restore"


@dataclass
class Restored:
    """What came of it: rows by table, where the handbooks lie, and how the log of events was found."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    handbooks: list[tuple[Path, handbooks.Kept]] = field(default_factory=list)
    migrated: int = 0
    verdict: verifying.Verdict | None = None
    is_signed: bool = False


def check_place(data: Path) -> None:
    """Raises RestoreError where the data directory holds anything. What a restore that was cut off left, is nothing."""
    if not data.is_dir() or (data / preparing.RESTORING).is_dir():
        return
    found = sorted({each.name for each in data.iterdir()} - NOT_IN_THE_WAY)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise RestoreError(
            f"{data} is not empty: it holds {found[0]}{more}. A restore never replaces anything.",
            hint="Move it away, or name another folder in TRELLIS_DATA.",
        )


def restore(source: BinaryIO, contents: Contents, *, tell: Tell) -> Restored:
    """Put a backup that was looked through into this empty place; Django must be set up.

    Raises RestoreError where the place is not empty or the backup is newer than this Trellis, ArchiveError where the
    file was changed since it was looked through, and leaves everything as it was.
    """
    data = Path(settings.TRELLIS_DATA)
    check_place(data)
    try:
        targets = _targets(contents.manifest["migrations"])
        with _place(data) as scratch, _database(scratch) as put_in_place:
            done = Restored(is_signed=treeheads.is_signed(contents.signed, contents.signature))
            apps = _migrate_to(targets)
            _take_in(Reader(source), contents, apps, scratch, done, tell)
            done.migrated = len(preparing.pending_migrations())
            tell(f"Migrations: {done.migrated} to apply" if done.migrated else "Migrations: all applied")
            call_command("migrate", interactive=False, verbosity=0)
            search_index.rebuild()
            done.verdict = verifying.verify(signatures=done.is_signed, in_use=False)
            _keep_head(contents.manifest["events"], scratch)
            put_in_place()
            _move(scratch, data, done)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise RestoreError(f"The database refused the backup: {reason}", hint="Nothing was kept.") from error
    return done


def _targets(migrations: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The last migrations that the backup had. Raises RestoreError where this Trellis does not know one of them."""
    graph = MigrationLoader(None).graph  # of the code alone: the database is not touched yet
    applied = {(app, str(name)) for app, names in migrations.items() for name in names}
    if unknown := sorted(applied - set(graph.nodes)):
        app, name = unknown[0]
        raise RestoreError(
            f"The backup is of a newer version of Trellis: this one does not know {app}.{name}.",
            hint="Install the version that made it, or a newer one.",
        )
    return [
        key
        for key in sorted(applied)
        if not any(child.key in applied for child in graph.node_map[key].children)
    ]


def _migrate_to(targets: list[tuple[str, str]]) -> Apps:
    """Make the tables as they were when the backup was made; gives the models of that time."""
    MigrationExecutor(connection).migrate(targets)
    state = MigrationExecutor(connection).loader.project_state(targets)
    apps: Apps = state.apps
    return apps


def _take_in(
    reader: Reader, contents: Contents, apps: Apps, scratch: Path, done: Restored, tell: Tell
) -> None:
    known = tables.models_of(apps)
    columns = contents.manifest["tables"]
    if unknown := sorted(set(columns) - set(known)):
        raise ArchiveError(f"It holds a table {unknown[0]} that its own migrations do not make.")
    with transaction.atomic():
        tables.empty(apps, "default")
        members = reader.members()
        for part, group in itertools.groupby(members, key=lambda member: member.part):
            if not part.startswith("tables/"):
                _take_in_other(part, group, contents, scratch, done, tell)
                continue
            label = part.removeprefix("tables/")
            rows = (row for member in group for row in member.rows())
            done.rows[label] = tables.put(known[label], columns[label], rows, "default")
            if done.rows[label]:
                tell(f"{label}: {done.rows[label]:,}")
        tables.finish(apps, "default")


def _take_in_other(
    part: str, group: Iterator[Member], contents: Contents, scratch: Path, done: Restored, tell: Tell
) -> None:
    kind, _, rest = part.partition("/")
    if kind == "handbooks":
        kept = contents.kept[int(rest)]
        place = scratch / HANDBOOKS / f"{int(rest)}-{kept.name}"
        if kept.kind == handbooks.BUNDLE:
            pieces = (piece for member in group for piece in member.pieces)
            handbooks.restore_bundle(pieces, kept, place, scratch)
        else:
            handbooks.restore_files((row for member in group for row in member.rows()), place)
        done.handbooks.append((place, kept))
        tell(f"Handbook {kept.name}")
    elif kind == "stored":
        keeper = backed_up.part_named(rest)
        if keeper is None:
            raise RestoreError(f"This version of Trellis has no place for the stored {rest}.")
        for member in group:
            keeper.put(member.name.removeprefix(f"{part}/"), member.pieces)
            done.files += 1
        tell(f"Stored {rest}: {done.files:,}")


@contextmanager
def _place(data: Path) -> Iterator[Path]:
    """The folder in which all is made. What a restore that was cut off left is cleared, and what this one makes if it
    fails.
    """
    scratch = data / preparing.RESTORING
    if scratch.exists():
        _clear(data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch.mkdir(mode=0o700)
    try:
        yield scratch
    except BaseException:
        _clear(data)
        raise
    shutil.rmtree(scratch)


def _clear(data: Path) -> None:
    """Take away what restores have made: all but what may stand in an empty place, the mark itself last."""
    for each in data.iterdir():
        if each.name not in NOT_IN_THE_WAY:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.rmtree(data / preparing.RESTORING)


@contextmanager
def _database(scratch: Path) -> Iterator[Callable[[], None]]:
    """An empty database to fill; what is given puts it in its place. Raises RestoreError where there are tables."""
    around = _in_postgresql if connection.vendor == "postgresql" else _in_sqlite
    with around(scratch) as put_in_place:
        yield put_in_place


@contextmanager
def _in_sqlite(scratch: Path) -> Iterator[Callable[[], None]]:
    target = Path(connection.settings_dict["NAME"])
    if target.exists():
        if connection.introspection.table_names():
            raise RestoreError(
                f"The database {target} is there already. A restore never replaces anything.",
                hint="Move it away, or name another in TRELLIS_DATABASE.",
            )
        connection.close()
        _forget_sqlite(target)
    draft = target.with_name(f"{target.name}.restoring")
    _forget_sqlite(draft)
    connection.close()
    connection.settings_dict["NAME"] = str(draft)

    def put_in_place() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        with draft.open("rb") as whole:
            os.fsync(whole.fileno())
        os.replace(draft, target)

    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield put_in_place
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(target)
        _forget_sqlite(draft)


def _forget_sqlite(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


@contextmanager
def _in_postgresql(_scratch: Path) -> Iterator[Callable[[], None]]:
    found = set(connection.introspection.table_names())
    if found and preparing.RESTORING_TABLE not in found:
        raise RestoreError(
            f"The database {connection.settings_dict['NAME']} is not empty: it holds {len(found)} tables.",
            hint="A restore never replaces anything: name an empty database in TRELLIS_DATABASE.",
        )
    _drop_tables()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {preparing.RESTORING_TABLE} ()")

    def put_in_place() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {preparing.RESTORING_TABLE}")

    try:
        yield put_in_place
    except BaseException:
        _drop_tables()
        raise


def _drop_tables() -> None:
    """The mark goes last: until then, all that stands here was made by a restore."""
    found = sorted(connection.introspection.table_names(), key=lambda name: name == preparing.RESTORING_TABLE)
    with connection.cursor() as cursor:
        for name in found:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")


def _keep_head(events: Mapping[str, Any], scratch: Path) -> None:
    if events.get("size"):
        document = treeheads.copy_of_head(int(events["size"]), str(events["root"]))
        (scratch / treeheads.COPY).write_text(document, encoding="utf-8")


def _move(scratch: Path, data: Path, done: Restored) -> None:
    """Put what was made on the way into its place: one handbook where Trellis looks for it by itself."""
    made = scratch / HANDBOOKS
    if len(done.handbooks) == 1:
        place = places.example_copy(data)
        os.replace(done.handbooks[0][0], place)
        done.handbooks = [(place, done.handbooks[0][1])]
    elif made.exists():
        os.replace(made, data / HANDBOOKS)
        done.handbooks = [(data / HANDBOOKS / path.name, kept) for path, kept in done.handbooks]
    if (scratch / treeheads.COPY).exists():
        os.replace(scratch / treeheads.COPY, data / treeheads.COPY)
