"""What must be so before the site is served: tables, static files, somebody who can sign in."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.urls import reverse

from trellis.core import queries
from trellis.core.rules import FIRST_ADDRESS as OWNER_EMAIL
from trellis.core.rules import Account
from trellis.core.services import accounts, links
from trellis.handbook.errors import TrellisError

OWNER_NAME = "Owner"
RESTORING = "restoring"
"""The folder in the data directory in which a restore makes what it restores: while it is there, nothing is served."""
RESTORING_TABLE = "trellis_restoring"
"""The table that says the same of a database."""
PATIENCE = 3  # seconds
ADVISORY_LOCK = 7_300_617  # a number of ours among PostgreSQL's application locks


class DatabaseTrouble(TrellisError):
    """The database cannot be used."""

    code = "database"


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other start prepares the same data: on this machine by a lock on the folder, on others by one in
    the database.

    Raises DatabaseTrouble where the database does not answer.
    """
    data = Path(settings.TRELLIS_DATA)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            ask_database()
            _check_no_restore(data)
            with _alone_in_database():
                yield
        except DatabaseError as error:
            raise DatabaseTrouble(
                f"The database ({kind()}) cannot be used: {_first_line(error)}",
                hint="`./trellis doctor` says what is configured; TRELLIS_DATABASE names another database.",
            ) from error


def _check_no_restore(data: Path) -> None:
    if (data / RESTORING).exists() or RESTORING_TABLE in connection.introspection.table_names():
        raise DatabaseTrouble(
            "A backup or an export is being taken in here, or that was cut off.",
            hint="Wait for it, or run the same command again: it begins anew. Nothing is served until it is done.",
        )


def ask_database() -> None:
    """Connect once, past any pool, which would go on trying for half a minute. Raises Django's DatabaseError."""
    probe = connection.copy()
    if probe.vendor == "postgresql":
        probe.settings_dict["OPTIONS"].pop("pool", None)
        probe.settings_dict["OPTIONS"].setdefault("connect_timeout", PATIENCE)
    try:
        probe.ensure_connection()
    finally:
        probe.close()


def clocks_apart() -> float:
    """Seconds between the clocks of this machine and of the database server; 0 where they are one machine."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return abs((found - datetime.now(UTC)).total_seconds())


def pending_migrations() -> list[str]:
    """The names of the migrations that this database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> int:
    """Bring the tables up to date; how many migrations that took."""
    pending = pending_migrations()
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return len(pending)


def collect_static() -> bool:
    """Copy the static files to where they are served from; False, and nothing done, when none has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = _static_stamp()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def owner() -> Account:
    """The first owner, who is made where there is none."""
    return queries.first_owner() or accounts.create_owner(email=OWNER_EMAIL, name=OWNER_NAME, by=None)


def owner_sign_in_path() -> str:
    """The address of a fresh sign-in link for the first owner, who is made where there is none."""
    first = owner()
    issued = links.create_sign_in_link(account=first, by=first)
    return reverse("core:redeem", args=[issued.token])


def let_go_of_database() -> None:
    """Close what must not be shared with the processes that are about to be forked."""
    connections.close_all()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()


def kind() -> str:
    """The database as a person calls it."""
    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


@contextmanager
def _alone_in_database() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _static_stamp() -> str:
    """A digest of the names, sizes and times of all static files, and of how they are stored."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
