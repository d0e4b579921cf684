"""What has been read since it was last stored, in memory: no page waits for the database because somebody reads it.

What is not stored yet is lost when a process is killed: half a minute of counts, which nobody needs exactly.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

MOST = 20_000
"""Pages of a day, and pages of people, that are remembered until they are stored; what comes on top is not counted."""

LONGEST_PATH = 400


class Visits(NamedTuple):
    """How often pages were read on a day, and when somebody read a page last."""

    views: Mapping[tuple[str, date], int]
    recent: Mapping[tuple[UUID, str], datetime]


_lock = threading.Lock()
_views: Counter[tuple[str, date]] = Counter()
_recent: dict[tuple[UUID, str], datetime] = {}


def visited(path: str, now: datetime, account: UUID | None = None) -> None:
    """Remember that a page was read, and by whom where they have an account."""
    if len(path) > LONGEST_PATH:
        return
    with _lock:
        if (path, now.date()) in _views or len(_views) < MOST:
            _views[path, now.date()] += 1
        if account is not None and ((account, path) in _recent or len(_recent) < MOST):
            _recent[account, path] = now


def take() -> Visits:
    """What is remembered; it is forgotten here."""
    with _lock:
        taken = Visits(dict(_views), dict(_recent))
        _views.clear()
        _recent.clear()
    return taken


def recent_of(account: UUID) -> dict[str, datetime]:
    """The pages that somebody has read and that are not stored yet."""
    with _lock:
        return {path: when for (who, path), when in _recent.items() if who == account}


def forget(account: UUID) -> None:
    """Forget what somebody has read."""
    with _lock:
        for key in [key for key in _recent if key[0] == account]:
            del _recent[key]
