"""Trellis as a person starts it: in a process, with an environment and data of its own."""

import os
import subprocess
import sys

import pytest

from trellis.config.tests.programs import call, program  # noqa: F401 - fixtures
from trellis.pages.tests.repositories import author, book, chief, editor, reader  # noqa: F401 - fixtures

OURS = ("TRELLIS_", "DJANGO_", "COVERAGE_", "PYTEST_")


@pytest.fixture
def environ(tmp_path):
    """The environment of a machine where nothing of Trellis is configured but its data folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**plain, "TRELLIS_DATA": str(tmp_path / "data"), "NO_COLOR": "1"}


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
            timeout=50,
        )

    return run
