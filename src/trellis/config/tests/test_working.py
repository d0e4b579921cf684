"""`trellis worker` as a person meets it: started, given a job, stopped."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]  # whole processes start and stop
START = """
import django; django.setup()
from trellis.core.regular import forget
print(forget.enqueue().id)
"""
ASK = """
import sys, django; django.setup()
from django_tasks import default_task_backend
from trellis.core.models import Worker
print(default_task_backend.get_result(sys.argv[1]).status, Worker.objects.count())
"""


@pytest.fixture
def python(environ):
    """Runs a program of ours and gives what it printed."""

    def run(code, *arguments):
        command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
        env = {
            **environ,
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=40, check=True)
        return done.stdout.strip()

    return run


def test_it_wants_a_database_that_is_up_to_date(run_trellis):
    done = run_trellis("worker")

    assert (done.returncode, "not up to date" in done.stderr) == (2, True)


def test_it_does_jobs_until_it_is_asked_to_stop(started, python, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.md").write_text("# A\n")
    key = python(START)
    with subprocess.Popen(
        [sys.executable, "-m", "trellis", "worker", "--handbook", str(tmp_path / "book"), "--threads", "1"],
        env=started, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as worker:  # fmt: skip
        try:
            assert re.match("Doing jobs, 1 at once", worker.stdout.readline())
            deadline = time.monotonic() + 60
            while (status := python(ASK, key)) != "SUCCESSFUL 1" and time.monotonic() < deadline:
                time.sleep(0.1)
            worker.send_signal(signal.SIGTERM)
            rest, _ = worker.communicate(timeout=15)
        finally:
            worker.kill()

    assert (status, rest, worker.returncode) == ("SUCCESSFUL 1", "Stopped.\n", 0)
    assert python(ASK, key) == "SUCCESSFUL 0"
