"""The ground carries: a room of under two hundred lines has rights, events, work, approvals, search, files and an API.

`tests/sample/lending` is that room, and what to read before building one; `lending_checks` says what it gets.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent / "sample"


@pytest.mark.slow  # a process of its own, with tables of its own
@pytest.mark.timeout(240)
def test_a_room_says_only_what_is_particular_to_it():
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", SAMPLE / "lending_checks.py", "-q", "--no-cov", "--numprocesses=0",
            "--ds=lending_settings", "-o", f"pythonpath=src {SAMPLE}", "-p", "no:cacheprovider",
        ],
        env={name: value for name, value in os.environ.items() if not name.startswith(("TRELLIS_TEST_", "PYTEST_"))},
        cwd=SAMPLE.parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def test_it_does_so_in_less_than_two_hundred_lines():
    files = [each for each in (SAMPLE / "lending").rglob("*") if each.suffix in {".py", ".html"}]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]

    assert len(files) > 5
    assert len(lines) < 200
