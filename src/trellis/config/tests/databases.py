"""Names of test databases on a server that others use as well.

There are as many names as there are runs at a time. A run that was killed leaves its databases behind, but not its
name: the next run takes it again, and pytest-django drops what is called so.
"""

from __future__ import annotations

import fcntl
import os
import socket
import zlib
from itertools import count
from pathlib import Path
from typing import NamedTuple


class Taken(NamedTuple):
    """A name that belongs to this process until it ends or closes `lock`, a file descriptor."""

    name: str
    lock: int


def take_name(folder: Path) -> Taken:
    """The first name that no other run of this machine has; `folder` is where these meet."""
    machine = zlib.crc32(socket.gethostname().encode())
    for number in count():
        path = folder / f"trellis-test-{os.getuid()}-{number}.lock"
        lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return Taken(f"test_trellis_{machine:08x}_{os.getuid()}_{number}", lock)
    raise AssertionError("counting never ends")
