"""Trellis as a person starts it: in a process, with an environment and data of its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trellis.config.tests.elsewhere import data, elsewhere  # noqa: F401 - fixtures
from trellis.config.tests.programs import call, program  # noqa: F401 - fixtures
from trellis.pages.tests.repositories import author, book, chief, editor, reader  # noqa: F401 - fixtures

OURS = ("TRELLIS_", "DJANGO_", "COVERAGE_", "PYTEST_")


@pytest.fixture
def environ(tmp_path):
    """The environment of a machine where nothing of Trellis is configured but its data folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    own = {"TRELLIS_DATA": str(tmp_path / "data"), "TRELLIS_EXAMPLE_PEOPLE": "no", "NO_COLOR": "1"}
    return {**plain, **own}


PREPARE = """
import django; django.setup()
from trellis.config import preparing
preparing.migrate(); preparing.collect_static()
"""


@pytest.fixture(scope="session")
def prepared():
    """A data folder with its tables and static files, as a first start leaves it; made once for all who test."""
    folder = Path(os.environ["TRELLIS_TEST_RUN"])
    place = folder / "prepared"
    with (folder / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
            made = folder / "preparing"
            django = {
                "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
                "PYTHONPATH": os.pathsep.join(sys.path),
            }
            subprocess.run(
                [sys.executable, "-W", "ignore", "-c", PREPARE],
                env={**plain, **django, "TRELLIS_DATA": str(made)},
                check=True,
            )
            made.rename(place)
    return place


@pytest.fixture
def started(environ, prepared):
    """The environment of a machine where Trellis has been started before: nothing is left to prepare."""
    shutil.copytree(prepared, environ["TRELLIS_DATA"])
    return environ


@pytest.fixture
def run_trellis(environ):
    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "trellis", *arguments],
            env={**environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )

    return run
