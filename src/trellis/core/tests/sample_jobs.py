"""Jobs that only tests have."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

from trellis.core.running import Run
from trellis.core.tasks import JobFailed, Outcome, job

TABLE = "numbered"
TRIES = 50
"""How often in a row it may be killed without a step: on a busy machine that is a matter of chance."""
hooks: dict[str, Callable[[Run, int], None]] = {}
"""What a test has done in the middle of a step."""


@job("tests.number", title="Write numbers")
def number(run: Run, most: int) -> Outcome:
    """Write the numbers from nought, one in each step."""
    return write_numbers(run, most)


def write_numbers(run: Run, most: int, *, pause: float = 0) -> Outcome:
    """Write each number in a step of its own, and wait for `pause` seconds in it."""
    run.report(total=most, says="Writing")
    for n in range(run.cursor or 0, most):
        with run.step(cursor=n + 1, done=n + 1), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (n) VALUES (%s)", [n])
            if pause:
                time.sleep(pause)
            if "step" in hooks:
                hooks["step"](run, n)
    return Outcome(says=f"{most} written", address="/roles/", values={"written": most})


@job("tests.stubborn", title="Write numbers, whatever happens", tries=TRIES)
def stubborn(run: Run, most: int) -> Outcome:
    """Write the numbers from nought, slowly enough to be killed between two."""
    return write_numbers(run, most, pause=0.002)


@job("tests.batches", title="Write numbers at once")
def batches(run: Run, most: int, size: int) -> None:
    """Write the numbers from nought, several in each step."""

    def write(numbers):
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {TABLE} (n) VALUES (%s)", [[n] for n in numbers])
        if "batch" in hooks:
            hooks["batch"](run, numbers[0])

    run.in_steps(range(most), write, size=size)


@job("tests.raise", title="Fail")
def fail(kind: str) -> None:
    """Fail in one of the ways there are."""
    if kind == "expected":
        raise JobFailed("The file is empty.", hint="Choose another.")
    if kind == "exit":
        raise SystemExit(1)
    raise ZeroDivisionError("secret detail")
