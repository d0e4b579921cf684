"""Who sees which pages: the readers of a handbook sorted by what its rules of visibility let them see.

`handbook.yml` says who sees the files that a pattern matches; of several patterns the last one counts. What no rule
speaks of is seen by whoever may read the site at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from trellis.handbook.settings import INTERNAL, PUBLIC, RESTRICTED, Settings, Visibility, visibility_of

SHORTEST_MARK = 3
_PLAIN = re.compile(r"[A-Za-z0-9/._ -]+")


class Reader(NamedTuple):
    """What the rules ask of a reader.

    `reads_all` says that they may read what no rule speaks of; `names` are the titles of the roles that they hold and
    their address, in small letters, `duties` the names of their duties; `mends` that they may see what a broken rule
    closes.
    """

    reads_all: bool = False
    signed_in: bool = False
    mends: bool = False
    names: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()


class Audience(NamedTuple):
    """All readers whom the same rules let through: `open` are the places of these rules."""

    rules: tuple[Visibility, ...] = ()
    open: frozenset[int] = frozenset()
    reads_all: bool = True

    def sees(self, path: str) -> bool:
        """Whether these readers see a file at a path, be there one or not."""
        at = visibility_of(self.rules, path)
        return self.reads_all if at is None else at in self.open

    def hidden(self, paths: Iterable[str]) -> list[str]:
        """Those of some files that these readers do not see."""
        return [path for path in paths if not self.sees(path)]

    def marks(self) -> tuple[str, ...] | None:
        """Texts of which each file that is hidden from these readers holds one, in whatever case; `None`: nobody knows.

        With them a database finds what may be hidden among much that is not. They are plain letters that JSON leaves
        as they are.
        """
        if not self.reads_all:
            return None
        found = {_mark(rule.path) for at, rule in enumerate(self.rules) if at not in self.open}
        return None if "" in found else tuple(sorted(found))


def _mark(pattern: str) -> str:
    """The longest plain text that every path holds which a pattern matches; empty where that would be too short."""
    runs = (run for part in re.split(r"[*?]+", pattern.strip("/")) for run in _PLAIN.findall(part))
    longest = max(runs, key=len, default="")
    return longest if len(longest) >= SHORTEST_MARK else ""


EVERYBODY = Audience()
"""The readers of a handbook without rules, and of commands on its own machine."""


def audience_of(settings: Settings, reader: Reader) -> Audience:
    """The audience that a reader belongs to."""
    rules = settings.visibility
    if not rules and reader.reads_all:
        return EVERYBODY
    opened = frozenset(at for at, rule in enumerate(rules) if _lets_in(rule, reader))
    return Audience(rules, opened, reader.reads_all)


def is_public_in_part(settings: Settings) -> bool:
    """Whether there is anything to read for those who have not signed in, where the site is for members."""
    return any(rule.to == PUBLIC for rule in settings.visibility)


def _lets_in(rule: Visibility, reader: Reader) -> bool:
    if rule.to == PUBLIC:
        return True
    if rule.to == INTERNAL:
        return reader.signed_in
    if rule.to == RESTRICTED:
        return not reader.duties.isdisjoint(rule.duties) or any(
            " ".join(name.split()).casefold() in reader.names for name in (*rule.roles, *rule.people)
        )
    return reader.mends
