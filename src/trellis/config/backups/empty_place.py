"""An empty place, and how it is filled: all of it, or nothing at all.

Everything is made beside where it belongs, in the folder `restoring` of the data directory, and moved there at the very
end. While that folder is there the site does not start, and the next try begins anew. In PostgreSQL, which cannot be
renamed into place, a table of the same meaning stands from the first change to the last.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from trellis.config import places, preparing, secret_key
from trellis.config.backups import handbooks
from trellis.core import treeheads
from trellis.handbook.errors import TrellisError

NOT_IN_THE_WAY = frozenset({secret_key.FILE_NAME, "starting.lock", "lost+found", preparing.RESTORING})
HANDBOOKS = "handbooks"
Restored = tuple[Path, handbooks.Kept]


class RestoreError(TrellisError):
    """Nothing can be put into this place."""

    code = "restore"


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


@contextmanager
def place(data: Path) -> Iterator[Path]:
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
def database() -> Iterator[Callable[[], None]]:
    """An empty database to fill; what is given puts it in its place. Raises RestoreError where there are tables."""
    around = _in_postgresql if connection.vendor == "postgresql" else _in_sqlite
    with around() as put_in_place:
        yield put_in_place


@contextmanager
def _in_sqlite() -> Iterator[Callable[[], None]]:
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
def _in_postgresql() -> Iterator[Callable[[], None]]:
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


def move(scratch: Path, data: Path, made: Sequence[Restored]) -> list[Restored]:
    """Put what was made on the way into its place: one handbook where Trellis looks for it by itself. Gives where the
    handbooks are now.
    """
    if (scratch / treeheads.COPY).exists():
        os.replace(scratch / treeheads.COPY, data / treeheads.COPY)
    if len(made) == 1:
        place = places.example_copy(data)
        os.replace(made[0][0], place)
        return [(place, made[0][1])]
    if made:
        os.replace(scratch / HANDBOOKS, data / HANDBOOKS)
    return [(data / HANDBOOKS / path.name, kept) for path, kept in made]
