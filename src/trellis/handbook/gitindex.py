"""An index of everything that the commits of a handbook touched, for repositories whose histories are long.

Git finds the commits of one file by looking through all commits, which takes a second for twenty thousand. The index
is made once in the background and brought forward with each new commit; nothing is written into the repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from trellis.handbook import git
from trellis.handbook.githistory import AT_ONCE, RENAMED, Archive, Touch, touches_of

MOST_COMMITS = 500_000
MOST_TOUCHES = 1_000_000


@dataclass(slots=True)
class Index:
    """All touches of an archive, by path, the newest first, so that no page's history is searched for.

    `reachable` are all commits, `served` those of the first parents with the second that each was made.

    Made once in the background, which takes seconds for a long history, then brought forward with each new commit.
    """

    archive: Archive
    reachable: set[str] = field(default_factory=set)
    served: list[tuple[int, str]] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)
    _touches: dict[str, list[Touch]] = field(default_factory=dict)

    def touches(self, path: str) -> Iterator[Touch]:
        """The same as `Archive.touches`, from memory."""
        newest = self._places.get(self.archive.tip, 0)
        limit = newest + 1
        while path:
            following = ""
            for touch in self._touches.get(path, ()):
                if self._places[touch.commit] >= limit:
                    continue
                yield touch
                if touch.how == RENAMED:
                    following, limit = touch.other, self._places[touch.commit]
                    break
            path = following

    def before(self, moment: datetime) -> str | None:
        """The same as `Archive.before`, from memory."""
        until = int(moment.timestamp()) - 1
        return next((commit for seconds, commit in self.served if seconds <= until), None)

    def newest(self) -> Iterator[Touch]:
        """The newest touch of each file that there is at the tip."""
        for several in self._touches.values():
            if several and several[0].new:
                yield several[0]

    def forward(self, archive: Archive) -> Index | None:
        """The index of an archive that builds on this one's tip; `None` where it does not, or too much is new."""
        if archive.tip in self.reachable:
            return self if archive.tip == self.archive.tip else None
        listed = git.run(
            archive.folder, "rev-list", f"--max-count={AT_ONCE + 1}", archive.tip, f"^{self.archive.tip}"
        )
        ids = listed.stdout.decode("ascii", "replace").split()
        if listed.returncode or not 0 < len(ids) <= AT_ONCE or not archive.has(self.archive.tip):
            return None
        recent = _served(archive, AT_ONCE + 1)
        at = next((at for at, (_time, commit) in enumerate(recent) if commit == self.archive.tip), None)
        if at is None:
            return None
        touches = {path: list(several) for path, several in self._touches.items()}
        served = recent[:at] + self.served
        return _indexed(archive, ids, self.reachable | set(ids), served, dict(self._places), touches)


def index_of(archive: Archive) -> Index | None:
    """Make the index of an archive. Takes seconds; `None` where the history is too long to be held in memory."""
    listed = git.run(archive.folder, "rev-list", f"--max-count={MOST_COMMITS + 1}", archive.tip)
    ids = listed.stdout.decode("ascii", "replace").split()
    if listed.returncode or len(ids) > MOST_COMMITS:
        return None
    return _indexed(archive, ids, set(ids), _served(archive, MOST_COMMITS), {}, {})


def _indexed(
    archive: Archive,
    ids: list[str],
    reachable: set[str],
    served: list[tuple[int, str]],
    places: dict[str, int],
    touches: dict[str, list[Touch]],
) -> Index | None:
    """An index with further commits, given the newest first. Strings that come again are kept once."""
    known: dict[str, str] = {identifier: identifier for identifier in ids}
    first = len(places)
    for place, identifier in enumerate(reversed(ids), start=first):
        places[identifier] = place
    fresh: dict[str, list[Touch]] = {}
    found = islice(touches_of(archive.folder, archive.prefix, ids), MOST_TOUCHES + 1)
    for count, touch in enumerate(found, start=1):
        if count > MOST_TOUCHES:
            return None
        kept = Touch(*(known.setdefault(word, word) for word in touch))
        fresh.setdefault(kept.path, []).append(kept)
    for path, several in fresh.items():
        touches[path] = several + touches.get(path, [])
    return Index(archive, reachable, served, places, touches)


def _served(archive: Archive, most: int) -> list[tuple[int, str]]:
    """The line of what was served, the newest first: when each commit was made, and which it is."""
    listed = git.run(
        archive.folder, "rev-list", "--first-parent", "--timestamp", f"--max-count={most}", archive.tip
    )
    words = listed.stdout.decode("ascii", "replace").split()
    return [(int(seconds), commit) for seconds, commit in zip(words[::2], words[1::2], strict=True)]
