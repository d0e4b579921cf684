"""Databases for tests: migrated once, and copied for each process that tests.

To migrate takes a quarter of a minute, to copy a moment. What SQLite's was copied from is kept for the next run, under
a digest of all that it is made of; PostgreSQL's is there for one run, which takes it away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

ROOMS = Path(__file__).parents[2]
MADE_OF = (
    "*/migrations/**/*.py", "*/models.py", "*/models/**/*.py", "*/fields.py", "core/*.py", "config/settings.py",
)  # fmt: skip
"""Migrations, the models that are named after them in tables of Django, and what both import."""
KEPT = 3
"""Of so many states of the code the migrated file is kept."""
MARK = "migrated"
"""The file in the folder of a run that names the database which was migrated for it."""


@contextmanager
def database(run: Path, kept: Path) -> Iterator[None]:
    """Have tests use a database of their own, as migrations leave it, and take it away afterwards.

    `run` is a folder that all processes of this run know, `kept` one that later runs know as well.
    """
    before, name = connection.settings_dict["NAME"], str(connection.creation._get_test_db_name())
    with _alone(run):
        if connection.vendor == "postgresql":
            _copy_database(_migrated_database(run), name)
        else:
            _copy_file(_migrated_file(kept), Path(name))
    _use(name)
    connection.ensure_connection()
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def forget(run: Path) -> None:
    """Take away what was migrated for a run on a server. For the first process of the run, when the others ended."""
    mark = run / MARK
    if mark.exists():
        name = connection.ops.quote_name(mark.read_text(encoding="utf-8"))
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        mark.unlink()


def digest(rooms: Path = ROOMS) -> str:
    """What tells apart the databases that two states of the code migrate to."""
    made = hashlib.sha256(f"{django.get_version()} {sqlite3.sqlite_version}".encode())
    found = {path for pattern in MADE_OF for path in rooms.glob(pattern)}
    # Rooms of others, such as the sample's, bring tables of their own.
    for app in apps.get_app_configs():
        made.update(f"\0{app.label}".encode())
        folder = Path(app.path)
        if "site-packages" not in folder.parts and ROOMS not in folder.parents:
            found |= set(folder.rglob("*.py"))
    for path in sorted(found):
        made.update(f"\0{path.name}\0".encode())
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


def tidy(kept: Path) -> None:
    """Take away migrated files that have not been used for longest, but for `KEPT`."""
    by_age = sorted(kept.glob("*.sqlite3"), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in by_age[KEPT:]:
        old.unlink()


@contextmanager
def _alone(run: Path) -> Iterator[None]:
    with (run / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _migrate(name: str) -> None:
    """Make a database of this name, and migrate it."""
    test = connection.settings_dict["TEST"]
    before, usual = connection.settings_dict["NAME"], test["NAME"]
    test["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        test["NAME"] = usual
        _use(before)


# -- SQLite


def _migrated_file(kept: Path) -> Path:
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / f"{digest()}.sqlite3"
    with _alone(kept):  # other runs keep theirs here, too
        if not path.exists():
            made = kept / f"making-{os.getpid()}.sqlite3"
            _migrate(str(made))
            made.rename(path)
        os.utime(path)
        tidy(kept)
    return path


def _copy_file(migrated: Path, name: Path) -> None:
    for each in (name, Path(f"{name}-wal"), Path(f"{name}-shm")):
        each.unlink(missing_ok=True)
    shutil.copyfile(migrated, name)


# -- PostgreSQL


def _migrated_database(run: Path) -> str:
    mark = run / MARK
    if not mark.exists():
        name = f"{os.environ['TRELLIS_TEST_NAME']}_{MARK}"
        _migrate(name)
        mark.write_text(name, encoding="utf-8")
    return mark.read_text(encoding="utf-8")


def _copy_database(migrated: str, name: str) -> None:
    test = connection.settings_dict["TEST"]
    test["TEMPLATE"] = migrated
    assert connection.creation._create_test_db(verbosity=0, autoclobber=True) == name
