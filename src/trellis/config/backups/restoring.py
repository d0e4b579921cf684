"""`trellis restore`: a backup into an empty place, all of it or nothing.

`empty_place` says how it is all of it or nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from trellis.config import preparing
from trellis.config.backups import empty_place, handbooks, tables
from trellis.config.backups.archive import ArchiveError, Member, Reader
from trellis.config.backups.checking import Contents
from trellis.config.backups.empty_place import RestoreError
from trellis.core import backed_up, treeheads, verifying
from trellis.core.services import search_index

Tell = Callable[[str], object]


@dataclass
class Restored:
    """What came of it: rows by table, where the handbooks lie, and how the log of events was found."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    handbooks: list[tuple[Path, handbooks.Kept]] = field(default_factory=list)
    migrated: int = 0
    verdict: verifying.Verdict | None = None
    is_signed: bool = False


def restore(source: BinaryIO, contents: Contents, *, tell: Tell) -> Restored:
    """Put a backup that was looked through into this empty place; Django must be set up.

    Raises RestoreError where the place is not empty or the backup is newer than this Trellis, ArchiveError where the
    file was changed since it was looked through, and leaves everything as it was.
    """
    data = Path(settings.TRELLIS_DATA)
    empty_place.check_place(data)
    try:
        targets = _targets(contents.manifest["migrations"])
        with empty_place.place(data) as scratch, empty_place.database() as put_in_place:
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
            done.handbooks = empty_place.move(scratch, data, done.handbooks)
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
        place = scratch / empty_place.HANDBOOKS / f"{int(rest)}-{kept.name}"
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


def _keep_head(events: Mapping[str, Any], scratch: Path) -> None:
    if events.get("size"):
        document = treeheads.copy_of_head(int(events["size"]), str(events["root"]))
        (scratch / treeheads.COPY).write_text(document, encoding="utf-8")
