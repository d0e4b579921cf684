"""Giving way: threads that work in the background leave the database to those who wait for a page.

SQLite has one writer at a time. Who waits for it asks again after a pause that grows to a tenth of a second, so that
whoever begins the next transaction right after the last, or has just begun to wait, is always there first: a page
waited until its patience ended, however short each transaction was. Therefore the threads in the background write one
after the other, and when they have held the database for a while they leave it alone for a moment, longer than anybody
sleeps who waits. PostgreSQL locks row by row, and nothing is done there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

GAP = 0.12
"""Seconds in which others get in: SQLite's own handler sleeps for a tenth of a second at most between two tries."""
HELD = 0.05
"""Seconds that they may hold the database in all, before they leave a gap."""


LONGEST = 20.0
"""Seconds that a thread waits for the others at most, before it waits for the database itself."""
LOOKS = 0.02
"""Seconds between two looks whether another thread in the background has ended its transaction."""


@dataclass
class Turns:
    """What the threads in the background of a process share: whose turn it is, and how long they held the database."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    databases: list[Any] = field(default_factory=list)
    held: float = 0.0
    last: float = 0.0
    """When one of them was last seen to hold the database."""


_turns = Turns()


class Courtesy:
    """Sees the statements of one thread, and has it wait before a transaction where it should give way."""

    def __init__(
        self, turns: Turns, database: Any, pause: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._turns, self._database, self._pause, self._clock = turns, database, pause, clock
        self._seen = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:  # what a wrapper of Django's is given
        if sql.startswith("BEGIN"):
            with self._turns.turn:
                self._wait()
                result = execute(sql, params, many, context)
                self._seen = self._turns.last = self._clock()
            return result
        try:
            return execute(sql, params, many, context)
        finally:
            if self._database.in_atomic_block:
                now = self._clock()
                self._turns.held += now - self._seen
                self._seen = self._turns.last = now

    def _wait(self) -> None:
        """Until no other has a transaction; and where they have held the database for long, until others got in."""
        others = [each for each in self._turns.databases if each is not self._database]
        until = self._clock() + LONGEST
        while any(each.in_atomic_block for each in others) and self._clock() < until:
            if self._pause(LOOKS):
                return  # the process ends
            self._turns.last = self._clock()
        idle = self._clock() - self._turns.last
        if idle < GAP and self._turns.held >= HELD:
            self._pause(GAP - idle)
            idle = GAP
        if idle >= GAP:
            self._turns.held = 0


@contextmanager
def giving_way(pause: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Have this thread give way in everything within.

    `pause` waits for some seconds, and gives true once the process ends.
    """
    if connection.vendor != "sqlite":
        yield
        return
    database = connections[connection.alias]
    _turns.databases.append(database)
    try:
        with connection.execute_wrapper(Courtesy(_turns, database, pause)):
            yield
    finally:
        _turns.databases.remove(database)
