"""How much of a video or a recording somebody has watched: stretches of seconds, joined. No Django.

Written `240:0-12,30-61@45`: of 240 seconds those from 0 to 12 and from 30 to 61; they were last at second 45.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

KIND = "watched"
"""The kind of what learners leave in lessons that says so."""
LONGEST_SECONDS = 24 * 3600
FINISHED_SHARE = 90
"""Per cent of something after which it counts as watched: credits at its end are seen by nobody."""
TENTHS = 10
MOST_STRETCHES = 500
_WRITTEN = re.compile(
    r"(?P<length>\d{1,6}):(?P<stretches>(?:\d{1,6}-\d{1,6}(?:,\d{1,6}-\d{1,6})*)?)(?:@(?P<place>\d{1,6}))?"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """What was watched of something that takes `length` seconds; the stretches do not overlap and are in order.

    `place` is the second to go on at, `None` where no browser said it.
    """

    length: int
    stretches: tuple[tuple[int, int], ...] = ()
    place: int | None = None

    @property
    def seconds(self) -> int:
        """How many seconds of it were watched, each counted once."""
        return sum(end - start for start, end in self.stretches)

    @property
    def share(self) -> int:
        """How much of it that is, in per cent."""
        return min(100, self.seconds * 100 // self.length) if self.length else 0

    @property
    def reached(self) -> int:
        """How far somebody got: the number of tenths that they began, wherever they had jumped to before."""
        furthest = self.stretches[-1][1] if self.stretches else 0
        return min(TENTHS, -(-furthest * TENTHS // self.length)) if self.length else 0

    def __str__(self) -> str:
        stretches = ",".join(f"{start}-{end}" for start, end in self.stretches)
        return f"{self.length}:{stretches}" + (f"@{self.place}" if self.place is not None else "")


def watched(text: str) -> Watched | None:
    """What was written down; `None` for what says nothing that can be."""
    found = _WRITTEN.fullmatch(text)
    if found is None or not 0 < int(found["length"]) <= LONGEST_SECONDS:
        return None
    pairs = [each.split("-") for each in found["stretches"].split(",") if each]
    place = int(found["place"]) if found["place"] is not None else None
    return _joined(int(found["length"]), ((int(start), int(end)) for start, end in pairs), place)


def together(older: Watched, newer: Watched) -> Watched:
    """What was watched by both: nothing that was watched is ever lost. Length and place are what the newer one says."""
    place = newer.place if newer.place is not None else older.place
    return _joined(newer.length, (*older.stretches, *newer.stretches), place)


def _joined(length: int, stretches: Iterable[tuple[int, int]], place: int | None) -> Watched:
    made: list[tuple[int, int]] = []
    for start, end in sorted((start, min(end, length)) for start, end in stretches):
        if start >= end:
            continue
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return Watched(length, tuple(made[:MOST_STRETCHES]), min(place, length) if place is not None else None)
