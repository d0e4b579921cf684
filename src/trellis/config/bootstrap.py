"""What the root script `trellis` does before anything is installed: make `.venv` fit the hashed lock files.

Standard library only, and as little of it as possible on the usual way, where nothing is to be done. The environment is
filled in place and remembers what it holds last of all, so that a start that was killed is taken up by the next one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import IO, NoReturn

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


def start(root: str, script: str, arguments: Sequence[str]) -> NoReturn:
    """Prepare the environment where needed, then run the command line in it."""
    # Where byte code is forbidden, as in many containers, every start would compile all of Django again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    environment = Environment(root)
    try:
        prepare(environment, locks_for(arguments))
    except BootstrapError as error:
        say(f"trellis: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    if sys.prefix != environment.path:
        os.execv(environment.python, [environment.python, script, *arguments])
    from trellis.config.cli import main  # not before the environment is there

    sys.exit(main())


def locks_for(arguments: Sequence[str]) -> list[str]:
    """Which locks a command needs: the tests need all, anything else what Trellis runs on."""
    return [BASE, TOOLS, DEV] if arguments[:1] in (["test"], ["translate"]) else [BASE, TOOLS]


def prepare(environment: Environment, wanted: Sequence[str]) -> None:
    """Install what is missing; does nothing, fast, when all is there.

    Raises BootstrapError when the environment cannot be made. A shell that asks for completions gets none rather than
    waiting for an installation.
    """
    if not environment.missing(wanted):
        return
    if COMPLETION in os.environ:
        sys.exit(0)
    with _alone(environment) as lock:
        if environment.missing(wanted):
            from trellis.config import installing  # costs 50 ms, and is needed once

            keep = [DEV] if environment.has_dev() and DEV not in wanted else []
            installing.install(environment, [*wanted, *keep], lock.fileno())


def _alone(environment: Environment) -> IO[bytes]:
    """Wait until no other start installs here.

    What is locked is the lock file for the base packages: it exists, so that no start leaves anything behind. The
    installer inherits the lock, so that the next start also waits for the installer of a start that was killed.
    """
    import fcntl  # not on every machine, and seldom needed

    lock = open(environment.lock_file(BASE), "rb")  # noqa: SIM115 - the caller closes it
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another start is preparing .venv; waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError:
        pass  # a file system without locks: then nobody should start twice at once for the first time
    return lock


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
