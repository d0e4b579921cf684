"""Troubles of the machine that pass: a full disk, a database that is away. They are not faults of the code.

Whoever asked is told that nothing was changed, and when to try again; see `trellis.web.errors` and `core.api.problems`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import Enum

from django.db import InterfaceError, OperationalError

RETRY_AFTER = 10
"""Seconds after which it is worth trying again."""


class Trouble(Enum):
    """What keeps the site from doing what was asked."""

    FULL = "full"
    AWAY = "away"


_FULL_FILES = frozenset({errno.ENOSPC, errno.EDQUOT})
_FULL_SQLITE = frozenset({"SQLITE_FULL"})
_AWAY_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
_FULL_POSTGRES = frozenset({"53100"})
_AWAY_POSTGRES = ("08", "53", "57P", "40", "58030", "25006")
"""SQLSTATE classes: connection, resources, shutting down, gave way to another, I/O, a replica that takes no writes."""
_FULL_WORDS = ("No space left on device", "Disk quota exceeded")


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Which trouble of the machine is behind an exception; None for what is none."""
    found = None
    for each in _chain(error):
        if isinstance(each, OSError) and each.errno in _FULL_FILES:
            return Trouble.FULL
        if isinstance(each, OperationalError | InterfaceError):
            found = found or _of_database(each)
        elif any(words in str(each) for words in _FULL_WORDS):  # what Git, or another program, said
            return Trouble.FULL
    return found


def _of_database(error: Exception) -> Trouble | None:
    cause = error.__cause__
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        if name in _FULL_SQLITE:
            return Trouble.FULL
        return Trouble.AWAY if name.startswith(_AWAY_SQLITE) else None
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        if state in _FULL_POSTGRES:
            return Trouble.FULL
        return Trouble.AWAY if state.startswith(_AWAY_POSTGRES) else None
    # A driver that lost its server has no state to tell: the connection is closed, cannot be made, or none was free.
    return Trouble.AWAY if type(cause).__module__.startswith("psycopg") else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
