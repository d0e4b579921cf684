"""What compilations remember between processes: an SQLite file in the user's own cache directory.

Entries are addressed by a digest of everything that they depend on: the code of the compiler and of the kinds, the
settings, the path and the bytes. So nothing is ever out of date, only unused, and the oldest go first when the
file grows too large. Whatever cannot be read is treated as not there. The directory belongs to the user alone
(mode 0700), because entries are Python objects: a directory of anybody else is not used, and only values of
Trellis' own types are loaded.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sqlite3
import stat
import threading
import time
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

MAX_BYTES = 512 * 2**20
"""Size of all entries; beyond that the ones unused for longest go."""

FILE_NAME = "handbook.sqlite3"
_CHECK = 16
_TOUCH_SECONDS = 3600
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key BLOB PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_used ON entries (used);
"""
_ALLOWED = {
    "builtins": {"set", "frozenset", "complex", "range", "slice", "bytearray"},
    "collections": {"OrderedDict", "defaultdict", "Counter", "deque"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "pathlib": {"PurePosixPath"},
    "uuid": {"UUID"},
}


def default_folder() -> Path:
    """Where the cache lies unless told otherwise: `$XDG_CACHE_HOME/trellis`, by default `~/.cache/trellis`."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base if os.path.isabs(base) else Path.home() / ".cache") / "trellis"


def open_cache(
    folder: Path | None = None, *, outside: Iterable[Path] = (), max_bytes: int = MAX_BYTES
) -> Cache | None:
    """The cache in a folder, made if need be; `None` where there can be none that is safe to use.

    `outside` are folders of handbooks: a cache never lies inside one.
    """
    try:
        place = (folder or default_folder()).absolute()
        real = place.parent.resolve() / place.name
        if any(real.is_relative_to(handbook.resolve()) for handbook in outside):
            return None
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(place):
            return None
        return Cache(place / FILE_NAME, max_bytes)
    except (OSError, RuntimeError, sqlite3.Error):
        return None


def _is_private(folder: Path) -> bool:
    """Whether nobody but the user may write into a folder or read it; our own folder is put right."""
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    if found.st_uid != os.getuid():
        return False
    if stat.S_IMODE(found.st_mode) != 0o700:
        os.chmod(folder, 0o700)
    return True


class Cache:
    """Values by key. Safe for several threads and processes; never raises after it was opened."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self.max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._discard()
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        old = os.umask(0o077)
        try:
            connection = sqlite3.connect(self.path, timeout=2, isolation_level=None, check_same_thread=False)
        finally:
            os.umask(old)
        # A lost write is a lost entry, not a fault: there is no need to wait for the disk.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_SCHEMA)
        return connection

    def _discard(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # -- bytes

    def get(self, key: bytes) -> bytes | None:
        """The bytes under a key, or `None`."""
        row = self._one("SELECT value, used FROM entries WHERE key = ?", (key,))
        if row is None or not isinstance(row[0], bytes):
            return None
        if row[1] < time.time() - _TOUCH_SECONDS:
            self._run([("UPDATE entries SET used = ? WHERE key = ?", (int(time.time()), key))])
        check, value = row[0][:_CHECK], row[0][_CHECK:]
        return value if _check(key, value) == check else None

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Remember bytes by key, all or none of them; then make room."""
        now = int(time.time())
        insert = "INSERT OR REPLACE INTO entries (key, value, size, used) VALUES (?, ?, ?, ?)"
        self._run(
            [
                (insert, (key, _check(key, value) + value, len(value) + 64, now))
                for key, value in values.items()
            ]
        )
        self._make_room()

    def _make_room(self) -> None:
        row = self._one("SELECT total(size) FROM entries", ())
        if row is None or row[0] <= self.max_bytes:
            return
        excess = row[0] - 0.8 * self.max_bytes
        drop = (
            "DELETE FROM entries WHERE key IN (SELECT key FROM (SELECT key, sum(size) OVER (ORDER BY used, key) - size"
            " AS before FROM entries) WHERE before < ?)"
        )
        self._run([(drop, (excess,))])

    def _one(self, query: str, values: tuple[Any, ...]) -> Any:
        with self._lock:
            try:
                return (
                    None if self._connection is None else self._connection.execute(query, values).fetchone()
                )
            except sqlite3.Error as error:
                self._give_up(error)
                return None

    def _run(self, statements: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
        with self._lock:
            if self._connection is None:
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                for query, values in statements:
                    self._connection.execute(query, values)
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if _is_busy(error):
                    # A lost write is a lost entry. What is there already may be in use, and is read on.
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                else:
                    self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on without the cache; a file that is broken is removed, one that is only full is not."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._discard()

    # -- values

    def load(self, key: bytes) -> Any:
        """The value under a key, or `None`, also where it cannot be read."""
        data = self.get(key)
        if data is None:
            return None
        try:
            return _Loader(io.BytesIO(data)).load()
        except Exception:  # noqa: BLE001 - unpickling may raise anything, and means "not there"
            return None


def _member(enumeration: Any, name: str) -> Any:
    """A member of an enumeration: Python 3.11 up to 3.11.3 writes it down as an attribute, and nothing else is one."""
    if isinstance(enumeration, type) and issubclass(enumeration, Enum):
        return enumeration[name]
    raise pickle.UnpicklingError(f"{name} is no value of a handbook")


def _is_busy(error: sqlite3.Error) -> bool:
    """Whether another process was writing for longer than we wait."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def dump(value: Any) -> bytes:
    """A value as `Cache.load` reads it."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


class _Loader(pickle.Unpickler):
    """Loads values of Trellis' own types and of a few plain ones; nothing else is called."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member
        if (module.startswith("trellis.") and "." not in name) or name in _ALLOWED.get(module, ()):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a handbook")


def _check(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, key=key[:64], digest_size=_CHECK).digest()


def key_of(*parts: str | bytes) -> bytes:
    """A key made of parts; different parts, different key."""
    whole = hashlib.blake2b(digest_size=24)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.digest()
