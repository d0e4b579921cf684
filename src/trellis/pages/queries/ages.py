"""How old findings are: since when the line that one stands on has been as it is.

A finding cannot be older than the words that it is about, and is mostly as old. Git knows who wrote each line; asking
takes a moment for each page, so a thread asks in advance, and pages say nothing until it has.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.handbook.commits import Commit
from trellis.handbook.errors import TrellisError
from trellis.pages.queries import revisions
from trellis.pages.queries.authorship import UNKNOWN, writers_of
from trellis.pages.queries.current import Edition

MOST_PAGES = 5_000
MOST_SECONDS = 600
"""Pages that are asked about for one edition, and how long; the rest stays unknown."""

_AT_ONCE = 200

NEW, OLDER = "new", "older"

BUCKETS: dict[str, tuple[str | Promise, int]] = {
    "week": (_("at most a week"), 7),
    "month": (_("at most a month"), 31),
    "quarter": (_("at most three months"), 92),
    "year": (_("at most a year"), 366),
    "older": (_("more than a year"), 10**6),
}
"""The ages that one can filter by, the youngest first, each with its most days."""
UNKNOWN_AGE = "unknown"


@dataclass(frozen=True, slots=True)
class Since:
    """Since when a line has been as it is: its last change, and the commit that made it.

    `how` is `new` where no commit has the line yet, `older` where it is from before what Git has here.
    """

    when: datetime | None
    commit: str = ""
    how: str = ""


def since_line(edition: Edition, path: str, line: int) -> Since | None:
    """Since when a line has been as it is; `None` where that is not known (yet), or nothing was found on it."""
    known = edition.kept("ages").get(path)
    return None if known is None else known[1].get(line)


def learnt(edition: Edition) -> int:
    """A number that changes whenever more is known, so that what was made of ages can be remembered."""
    return int(edition.kept("ages learnt").get("count", 0))


def bucket_of(age: Since | None, now: datetime) -> str:
    """Which of `BUCKETS` an age falls into."""
    if age is None:
        return UNKNOWN_AGE
    if age.how == NEW or age.when is None:
        return "week" if age.how == NEW else "older"
    if age.how == OLDER:
        return "older"
    days = (now - age.when) / timedelta(days=1)
    return next(name for name, (_label, most) in BUCKETS.items() if days <= most)


def order_of(age: Since | None) -> tuple[int, float]:
    """Where an age stands from the youngest to the oldest; what is not known comes last."""
    if age is None:
        return (3, 0.0)
    if age.when is None:
        return (0, 0.0) if age.how == NEW else (2, 0.0)
    return (2 if age.how == OLDER else 1, -age.when.timestamp())


def learn_ages(edition: Edition, wanted: Callable[[], bool] = lambda: True) -> int:
    """Ask Git about the lines of all findings that are not known; gives how many pages it asked about.

    Takes some hundredths of a second for each page: for a thread. Stops when nobody wants the edition any more.
    """
    memory: dict[str, tuple[object, dict[int, Since]]] = edition.kept("ages")
    by_path: dict[str, set[int]] = {}
    for found in edition.handbook.diagnostics:
        by_path.setdefault(found.path, set()).add(found.start.line)
    for gone in memory.keys() - by_path.keys():
        memory.pop(gone, None)
    asked, until = 0, time.monotonic() + MOST_SECONDS
    for path, lines in by_path.items():
        text = edition.handbook.pages.get(path) or edition.handbook.data.get(path)
        known = memory.get(path)
        is_known = known is not None and known[0] is text and lines <= known[1].keys()
        if text is None or (
            is_known and known is not None and not any(each.how == NEW for each in known[1].values())
        ):
            continue
        if asked >= MOST_PAGES or time.monotonic() > until or not wanted():
            break
        memory[path] = (text, _ages(edition, path, lines))
        asked += 1
        if asked % _AT_ONCE == 0:
            _tell(edition)
    _tell(edition)
    return asked


def _tell(edition: Edition) -> None:
    edition.kept("ages learnt")["count"] = learnt(edition) + 1


def _ages(edition: Edition, path: str, lines: set[int]) -> dict[int, Since]:
    try:
        past = revisions.past_of(edition, path)
    except TrellisError:
        return {}
    data = revisions.served_bytes(past) if past is not None else None
    if past is None or data is None:
        return {}
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    writers = writers_of(past, text)
    wanted = {line: writers[line - 1] for line in lines if 0 < line <= len(writers)}
    commits = past.commits([each for each in dict.fromkeys(wanted.values()) if each and each != UNKNOWN])
    edges = past.archive.edges()
    oldest = min((commit.when for commit in commits.values()), default=None)
    return {line: _since(writer, commits, edges, oldest) for line, writer in wanted.items()}


def _since(
    writer: str | None, commits: dict[str, Commit], edges: frozenset[str], oldest: datetime | None
) -> Since:
    if writer is None:
        return Since(None, how=NEW)
    commit = commits.get(writer)
    if commit is None:
        return Since(oldest, how=OLDER)
    return Since(commit.when, commit.id, OLDER if commit.id in edges else "")
