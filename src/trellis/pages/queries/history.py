"""When a page changed last, where Git knows.

The history of a large repository takes seconds to read, so a thread reads it; until it is known, pages say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trellis.pages.queries import revisions
from trellis.pages.queries.current import Edition


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a page: when, by whom, in which commit."""

    when: datetime
    author: str
    commit: str


def last_change(edition: Edition, path: str) -> Change | None:
    """The last commit that touched a file; `None` where it is not known."""
    return changes(edition).get(path)


def changes(edition: Edition) -> Mapping[str, Change]:
    """The last commit that touched each file, as far as that is known."""
    return edition.kept("history")


def learn_history(edition: Edition) -> None:
    """Read which commits touched which files, and remember it for this edition and those after it.

    Takes seconds for a long history, and next to nothing when few commits are new.
    """
    known = edition.kept("history")
    for mount, index in revisions.learn(edition):
        newest = {touch.path: touch.commit for touch in index.newest()}
        commits = index.archive.commits(dict.fromkeys(newest.values()))
        for path, commit in newest.items():
            found = commits.get(commit)
            if found is not None:
                known[f"{mount}{path}"] = Change(found.when, found.author, found.id)
        edition.kept("history learnt")["count"] = learnt(edition) + 1


def learnt(edition: Edition) -> int:
    """A number that changes whenever more is known, so that what was made of it can be remembered."""
    return int(edition.kept("history learnt").get("count", 0))
