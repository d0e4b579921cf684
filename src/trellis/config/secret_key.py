"""The secret key: what sessions and forms are signed with."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from pathlib import Path

from trellis.config.readers import SHORTEST_KEY
from trellis.handbook.errors import TrellisError

FILE_NAME = "secret-key"


class SecretKeyError(TrellisError):
    """The stored key cannot be read or written."""

    code = "secret-key"


def stored_key(data: Path) -> str:
    """The key in the data directory, made on first use and readable by its owner only.

    Two processes that start at once get the same key: the first to put its file in place wins, and both read it back.
    Raises SecretKeyError where the directory cannot be used.
    """
    file = data / FILE_NAME
    try:
        if not file.exists():
            _make(file)
        key = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretKeyError(
            f"The secret key {file} cannot be used: {error}.",
            hint="Make the data directory (TRELLIS_DATA) writable, or set TRELLIS_SECRET_KEY.",
        ) from None
    if len(key) < SHORTEST_KEY:
        raise SecretKeyError(
            f"The secret key in {file} has {len(key)} characters; it needs {SHORTEST_KEY}.",
            hint="Delete the file: Trellis makes a new one, and everybody signs in again.",
        )
    return key


def store(data: Path, key: str) -> None:
    """Have a data directory use this key from now on, where it has none or this one. For restores."""
    file = data / FILE_NAME
    if not file.exists():
        _make(file, key)


def is_private(file: Path) -> bool:
    """Whether nobody but the owner may read the file."""
    return not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _make(file: Path, key: str | None = None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(prefix=f".{FILE_NAME}.", dir=file.parent)  # for its owner only, 0600
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write((key or secrets.token_urlsafe(50)) + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another start was faster; its key counts
    finally:
        Path(draft).unlink()
