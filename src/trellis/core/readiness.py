"""Whether this process can answer: for whatever decides where requests are sent.

Rooms register what they need. The words that are told hold no secret: no address, no message of a driver.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_noop

FINE = "ok"
STOPPING = "stopping"

Check = Callable[[], str]
"""What is missing in a few words; `FINE` where nothing is."""

_checks: dict[str, Check] = {}
_stopping = mmap.mmap(-1, 1)  # shared with the processes that are forked later: all stop together
_migrated = False


def register(name: str, check: Check) -> None:
    """Have something asked before this process counts as ready. Called when Django starts."""
    _checks[name] = check


def stop() -> None:
    """Let all processes of this server say from now on that they are not ready, while they answer what still comes."""
    _stopping[0] = 1


def is_stopping() -> bool:
    """Whether this server is about to end."""
    return _stopping[0] != 0


def resume() -> None:
    """Undo `stop`, for tests."""
    _stopping[0] = 0


def parts() -> dict[str, str]:
    """Each part that is needed, with what is wrong with it."""
    found = {"server": STOPPING if is_stopping() else FINE}
    for name, check in _checks.items():
        try:
            found[name] = check()
        except DatabaseError:
            found[name] = gettext_noop("the database does not answer")
    return found


def database() -> str:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return FINE


def migrations() -> str:
    """Whether the tables are as this version needs them. Once they are, they stay so."""
    global _migrated  # noqa: PLW0603 - remembered for the life of the process, by design
    if not _migrated:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if pending:
            return f"{pending} to apply"
        _migrated = True
    return FINE
