"""Tells the threads of this process that do jobs that there is one, so that none waits for the next look."""

from __future__ import annotations

import threading

_there_is_some = threading.Condition()
_told = 0


def tell() -> None:
    """There is a job."""
    global _told  # noqa: PLW0603 - one count for each process, by design
    with _there_is_some:
        _told += 1
        _there_is_some.notify_all()


def told() -> int:
    """How often there was news so far."""
    return _told


def wait(since: int, seconds: float) -> None:
    """Wait until there is news after `since`, or some time is over."""
    with _there_is_some:
        _there_is_some.wait_for(lambda: _told != since, timeout=seconds)
