import os
import signal
import subprocess
import sys

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
