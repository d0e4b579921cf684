"""Giving way: threads that work in the background leave the database to those who wait for a page.

SQLite has one writer at a time. Who waits for it asks again each tenth of a second at most, so that a thread which
begins its next transaction right after the last is always there first: a page waited until its patience ended, however
short each transaction was. Therefore a thread that held the database for a while leaves it alone for a moment, longer
than anybody sleeps who waits. PostgreSQL locks row by row, and nothing is done there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

GAP = 0.12
"""Seconds in which others get in: SQLite's own handler sleeps for a tenth of a second at most between two tries."""
HELD = 0.05
"""Seconds that a thread may hold the database in all, before it leaves a gap."""


class Courtesy:
    """Sees the statements of one thread, and has it wait before a transaction where it held the database for long."""

    def __init__(
        self, pause: Callable[[float], object] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pause, self._clock = pause, clock
        self._held = self._began = self._last = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:  # what a wrapper of Django's is given
        if sql.startswith("BEGIN"):
            return self._begin(execute, sql, params, many, context)
        try:
            return execute(sql, params, many, context)
        finally:
            if context["connection"].in_atomic_block:
                self._last = self._clock()

    def _begin(self, execute: Callable[..., Any], *given: Any) -> Any:
        self._held += max(self._last - self._began, 0)
        idle = self._clock() - self._last
        if idle >= GAP:
            self._held = 0
        elif self._held >= HELD:
            self._pause(GAP - idle)
            self._held = 0
        result = execute(*given)
        self._began = self._last = self._clock()
        return result


@contextmanager
def giving_way(pause: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Have this thread give way in everything within; `pause` waits for some seconds, or until the process ends."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.execute_wrapper(Courtesy(pause)):
        yield
