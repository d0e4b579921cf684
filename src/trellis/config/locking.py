"""Lock files: every dependency with its version and hashes, and no word about where it came from."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from trellis.config import installing
from trellis.config.environment import BASE, DEV, TOOLS, Environment
from trellis.config.places import PROJECT
from trellis.handbook.errors import TrellisError

PYTHON = "3.11"
"""The oldest Python that the locks serve; they hold for newer ones and for every platform."""


class LockError(TrellisError):
    """The dependencies cannot be locked."""

    code = "lock"


def lock_all(*, upgrade: bool) -> Iterator[str]:
    """Write the lock files, and name each as it is done. Raises LockError with the resolver's words.

    `base` comes before `dev`, which is constrained by it.
    """
    environment = Environment(str(PROJECT))
    if not os.path.exists(os.path.join(environment.path, "bin", "uv")):
        raise LockError(
            "uv is not installed in .venv.", hint="Locking needs it; this platform has no wheel of it."
        )
    listing = _run([environment.python, *installing.PIP, "config", "list"], dict(os.environ))
    settings = installing.uv_settings(os.environ, installing.pip_configuration(listing.stdout))
    for name in (BASE, DEV, TOOLS):
        done = _run(compile_command(environment, name, upgrade=upgrade), {**os.environ, **settings})
        if done.returncode != 0:
            raise LockError(f"requirements/{name}.in cannot be locked.", hint=done.stderr.strip())
        yield name


def compile_command(environment: Environment, name: str, *, upgrade: bool) -> list[str]:
    """How one lock is made; relative names keep the file free of this machine's paths."""
    fixed = "--universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet"
    uv = os.path.join(environment.path, "bin", "uv")
    files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
    upgrading = ["--upgrade"] if upgrade else []
    return [uv, "pip", "compile", *fixed.split(), "--python-version", PYTHON, *upgrading, *files]


def _run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=PROJECT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
