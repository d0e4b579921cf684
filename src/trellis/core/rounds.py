"""Rounds: what is looked after every few seconds beside the answers. Events are sealed, mails sent, reactions made.

Every process makes all rounds. What is registered asks the database what there is to do and claims it there, so that
several processes do nothing twice. What waits for other machines has a thread of its own, so that a slow one keeps no
event from being sealed and no reaction from being done.

What takes long, has an end, or begins by the clock is no round but a job of `core.tasks`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from enum import Enum
from multiprocessing.util import Finalize
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone, translation

from trellis.core.giving_way import giving_way

Key = TypeVar("Key")
Look = Callable[[datetime], object]
"""What a round does of one thing: it is given the moment, and asks the database what there is to do."""
PAUSE = 20
"""Seconds between two rounds."""
GAP = 0.1
"""Seconds between two rounds however much happens: what comes in quick succession is sealed and reacted to at once."""
SLICE = 2.0
"""Seconds that one thing takes of a round at most, between two of its steps: what is left has the next round."""
PATIENCE = 5.0
"""Seconds that a round may still take when the process is asked to end."""

log = logging.getLogger(__name__)


class Lane(Enum):
    """What is looked after one after the other: what this machine and its database do, and what calls others."""

    HOME = "rounds"
    MAIL = "mail"
    CALLS = "calls"


_looks: dict[Lane, dict[str, Look]] = {lane: {} for lane in Lane}
_news = {lane: threading.Event() for lane in Lane}
_stopping = threading.Event()


def register(name: str, look: Look, lane: Lane = Lane.HOME) -> None:
    """Have something looked after in each round; it is given the moment. Called when Django starts."""
    _looks[lane][name] = look


def soon() -> None:
    """Begin the next round at once."""
    for news in _news.values():
        news.set()


def by_steps(steps: Iterable[int]) -> int:
    """Take one step after the other while this thing's part of a round lasts; gives how much they did together.

    A step is what stands by itself, such as a transaction, and says how much it did. Where the time is over before the
    last, the next round begins at once and goes on, so that nothing else waits for a backlog.
    """
    until, done = time.monotonic() + SLICE, 0
    for each in steps:
        done += each
        if _stopping.is_set() or time.monotonic() >= until:
            soon()
            break
    return done


def one_by_one(keys: Collection[Key], do: Callable[[Key], object], most: int = 0) -> int:
    """Do the same for each of these while a part of a round lasts; gives for how many that did anything.

    One that fails is told to the log and keeps none of the others from being done. Where there are `most`, there may be
    more: the next round begins at once if anything was done in this one.
    """

    def steps() -> Iterator[int]:
        for key in keys:
            try:
                yield int(bool(do(key)))
            except Exception as error:
                if isinstance(error, DatabaseError) and not connection.is_usable():
                    raise
                log.exception("%s failed in a round; it is tried again in the next.", key)
                yield 0

    done = by_steps(steps())
    if done and len(keys) == most:
        soon()
    return done


def run_all(now: datetime, lanes: tuple[Lane, ...] = tuple(Lane)) -> None:
    """One round. What fails is told to the log and keeps nothing else from being done.

    Where the database does not answer at all, that is said once and not by each that would have asked it.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        log.warning("The database does not answer; the round waits until it does: %s", error)
        return
    for lane in lanes:
        for name, look in _looks[lane].items():
            if _stopping.is_set():
                return
            try:
                look(now)
            except Exception:
                log.exception("“%s” failed; it is tried again in the next round.", name)


def start() -> None:
    """Make rounds from now on, in threads; a process that ends in good order waits for those under way."""
    threads = [
        threading.Thread(target=keep_running, args=(lane,), name=lane.value, daemon=True) for lane in Lane
    ]
    for thread in threads:
        thread.start()
    # Processes of a server end without asking anybody; this is what they still do.
    Finalize(None, stop, args=(threads,), exitpriority=10)


def know_addresses() -> None:
    """Load all addresses of the site, by which many notices lead somewhere.

    At their first use it takes a second or more, which must not fall into a transaction that others wait for.
    """
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse(settings.LOGIN_URL)


def stop(threads: Sequence[threading.Thread]) -> None:
    """Begin nothing further, and wait a while for what is under way. What is cut off then is done again later."""
    _stopping.set()
    soon()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))


def keep_running(lane: Lane) -> None:
    """Round after round, until the process ends: for a thread. No trouble of one round ends it."""
    know_addresses()
    with giving_way(_stopping.wait):
        while not _stopping.is_set():
            _news[lane].wait(PAUSE)
            _news[lane].clear()
            run_all(timezone.now(), (lane,))
            with suppress(DatabaseError):  # a connection that was lost is closed already
                connection.close()
            _stopping.wait(GAP)
