"""What the root script `trellis` does before anything is installed: make `.venv` fit the hashed lock files.

Standard library only, and as little of it as possible on the usual way, where nothing is to be done. The environment is
filled in place and remembers what it holds last of all, so that a start that was killed is taken up by the next one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import IO, NoReturn

from trellis.config.environment import BASE, COMPLETION, DEV, TOOLS, BootstrapError, Environment, say


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
