"""A program for tests: workers that do jobs and are killed at random, until all jobs are finished.

It prints how many workers were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

import django


def main(seconds: float, seed: int) -> int:
    """Kill workers for some seconds; then let one be."""
    django.setup()
    from trellis.core.services import leases  # noqa: PLC0415 - once Django is set up
    from trellis.core.tests import sample_jobs  # noqa: PLC0415 - likewise

    assert sample_jobs.stubborn.name
    leases.LEASE = 0.3
    chance, kills, end = random.Random(seed), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        pids = [worker(), worker()]
        time.sleep(chance.uniform(0.05, 0.9))
        for pid in pids:
            kills += kill(pid)
    last = worker()
    os.waitpid(last, 0)
    print(kills)
    return 0


def worker() -> int:
    """Start a process that works until nothing is left to do."""
    pid = os.fork()
    if pid:
        return pid
    from django.db import connection  # noqa: PLC0415 - likewise

    from trellis.core.models import Job  # noqa: PLC0415 - likewise
    from trellis.core.working import Workshop  # noqa: PLC0415 - likewise

    Workshop("test", threads=2, pause=0.02, beat=0.05).open()
    while True:
        time.sleep(0.05)
        if not Job.objects.filter(finished_at=None).exists():
            connection.close()
            os._exit(0)


def kill(pid: int) -> bool:
    """Whether it was still there to be killed."""
    gone, _status = os.waitpid(pid, os.WNOHANG)
    if not gone:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return not gone


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2])))
