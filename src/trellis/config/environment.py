"""The virtual environment of one checkout, and the lock files that it is to fit. Standard library only."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

BASE, TOOLS, DEV = "base", "tools", "dev"
COMPLETION = "_TRELLIS_COMPLETE"


class BootstrapError(Exception):
    """The environment cannot be made; the message says why, and what to do, to the person who started Trellis."""


class Environment:
    """The virtual environment of one checkout, and the lock files that it is to fit.

    It remembers what it holds as copies of the lock files, in `.venv/locks`. Comparing them costs less than a digest,
    whose module alone would take longer to load than the rest of a start.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.path = os.path.join(root, ".venv")
        self.python = os.path.join(self.path, "bin", "python")
        self.memory = os.path.join(self.path, "locks")

    def lock_file(self, name: str) -> str:
        """The path of a lock: `base`, `tools` or `dev`."""
        return os.path.join(self.root, "requirements", f"{name}.txt")

    def memory_of(self, name: str) -> str:
        """Where the environment keeps the lock that it was filled from."""
        return os.path.join(self.memory, f"{name}.txt")

    def missing(self, wanted: Sequence[str]) -> list[str]:
        """Those of the wanted locks that are not installed as they are written now.

        Raises BootstrapError where a lock file itself is missing.
        """
        if not self.works():
            return list(wanted)
        return [name for name in wanted if _bytes(self.memory_of(name)) != self.lock(name)]

    def lock(self, name: str) -> bytes:
        """The text of a lock file. Raises BootstrapError where it is missing."""
        text = _bytes(self.lock_file(name))
        if text is None:
            raise BootstrapError(
                f"{self.lock_file(name)} is missing: this is not a whole checkout of Trellis."
            )
        return text

    def works(self) -> bool:
        """Whether its Python is there, and of the version that the packages were installed for."""
        same = os.path.isdir(os.path.join(self.path, "lib", _python_name()))
        return same and os.path.exists(self.python)

    def has_dev(self) -> bool:
        """Whether the tools for tests are there, so that an exact installation must not throw them out."""
        pytest = os.path.join(self.path, "lib", _python_name(), "site-packages", "pytest")
        return os.path.exists(pytest)


def say(sentence: str) -> None:
    """A line for the person who waits; on the error stream, since a program may read the output."""
    print(sentence, file=sys.stderr, flush=True)


def _python_name() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def _bytes(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
