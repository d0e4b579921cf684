"""What is done beside the answers, again and again: events are sealed, mail is sent, summaries are made.

Every process runs all jobs. A job asks the database what there is to do and claims it there, so that several processes
do nothing twice. Jobs that wait for other machines have a thread of their own, so that a slow one keeps no event
from being sealed and no reaction from being done.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from enum import Enum

from django.db import connection
from django.utils import timezone

Job = Callable[[datetime], object]
PAUSE = 20
"""Seconds between two rounds."""

log = logging.getLogger(__name__)


class Lane(Enum):
    """Jobs that are done one after the other: those of this machine and its database, and those that call others."""

    HOME = "jobs"
    MAIL = "mail"
    CALLS = "calls"


_jobs: dict[Lane, dict[str, Job]] = {lane: {} for lane in Lane}
_news = {lane: threading.Event() for lane in Lane}


def register(name: str, job: Job, lane: Lane = Lane.HOME) -> None:
    """Have something done in each round; it is given the moment. Called when Django starts."""
    _jobs[lane][name] = job


def soon() -> None:
    """Begin the next round at once."""
    for news in _news.values():
        news.set()


def run_all(now: datetime, lanes: tuple[Lane, ...] = tuple(Lane)) -> None:
    """One round. A job that fails is told to the log and keeps no other from being done."""
    for lane in lanes:
        for name, job in _jobs[lane].items():
            try:
                job(now)
            except Exception:
                log.exception("The job “%s” failed; it is tried again in the next round.", name)


def start() -> None:
    """Run all jobs from now on, in threads that end with the process."""
    for lane in Lane:
        threading.Thread(target=keep_running, args=(lane,), name=lane.value, daemon=True).start()


def keep_running(lane: Lane) -> None:
    """Round after round, without end: for a thread."""
    while True:
        _news[lane].wait(PAUSE)
        _news[lane].clear()
        run_all(timezone.now(), (lane,))
        connection.close()
