"""What is done beside the answers, again and again: mail is sent, summaries are made.

Every process runs all jobs. A job asks the database what there is to do and claims it there, so that several processes
do nothing twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

Job = Callable[[datetime], object]
PAUSE = 20
"""Seconds between two rounds."""

log = logging.getLogger(__name__)
_jobs: dict[str, Job] = {}
_news = threading.Event()


def register(name: str, job: Job) -> None:
    """Have something done in each round; it is given the moment. Called when Django starts."""
    _jobs[name] = job


def soon() -> None:
    """Begin the next round at once."""
    _news.set()


def run_all(now: datetime) -> None:
    """One round. A job that fails is told to the log and keeps no other from being done."""
    for name, job in _jobs.items():
        try:
            job(now)
        except Exception:
            log.exception("The job “%s” failed; it is tried again in the next round.", name)


def keep_running() -> None:
    """Round after round, without end: for a thread."""
    while True:
        _news.wait(PAUSE)
        _news.clear()
        run_all(timezone.now())
        connection.close()
