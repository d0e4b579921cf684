import os
import signal
import subprocess
import sys

import pytest

from trellis.config import preparing
from trellis.config.tests import migrated
from trellis.config.tests.databases import take_name

HOLD = """
import sys, time
from pathlib import Path
from trellis.config.tests.databases import take_name
taken = take_name(Path(sys.argv[1]))
print(taken.name, flush=True)
time.sleep(60)
"""


def test_two_runs_have_two_names(tmp_path):
    first, second = take_name(tmp_path), take_name(tmp_path)

    assert first.name != second.name

    os.close(first.lock)
    third = take_name(tmp_path)

    assert third.name == first.name
    os.close(second.lock)
    os.close(third.lock)


def test_the_name_of_a_killed_run_is_taken_again(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as other:
        theirs = other.stdout.readline().strip()
        mine = take_name(tmp_path)
        other.send_signal(signal.SIGKILL)
        other.wait()

    again = take_name(tmp_path)

    assert (theirs != mine.name, theirs) == (True, again.name)
    os.close(mine.lock)
    os.close(again.lock)


@pytest.mark.django_db
def test_a_copied_database_lacks_no_migration():
    assert preparing.pending_migrations() == []


@pytest.mark.parametrize(
    ("name", "is_another"),
    [("work/migrations/0001_work.py", True), ("work/models.py", True), ("work/tests/test_work.py", False)],
)
def test_a_database_is_migrated_again_when_what_it_is_made_of_changes(tmp_path, name, is_another):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("before")
    before = migrated.digest(tmp_path)

    (tmp_path / name).write_text("after")

    assert (migrated.digest(tmp_path) != before) is is_another


def test_of_migrated_files_the_newest_are_kept(tmp_path):
    for number in range(migrated.KEPT + 2):
        (tmp_path / f"{number}.sqlite3").touch()
        os.utime(tmp_path / f"{number}.sqlite3", (number, number))

    migrated.tidy(tmp_path)

    assert {each.name for each in tmp_path.iterdir()} == {"2.sqlite3", "3.sqlite3", "4.sqlite3"}
