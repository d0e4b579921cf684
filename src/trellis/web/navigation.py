"""The rooms that a reader can enter, as the side bar shows them.

Each room registers itself when Django starts (`AppConfig.ready`), so that the shell knows no room by name and shows
only rooms that exist.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

from trellis.core.granted import Somebody
from trellis.core.prepared import Prepared, together


def _everybody(request: HttpRequest) -> bool:
    return True


def _no_count(request: HttpRequest) -> int:
    return 0


@dataclass(frozen=True)
class Tally:
    """What is to be counted for a reader, in one statement with what other rooms count.

    `asked` finds words and how many there are of each, with `values`; `total` makes the figure of that.
    """

    asked: Prepared[tuple[str, int]]
    values: Mapping[str, Any]
    total: Callable[[Sequence[tuple[str, int]]], int] = lambda found: sum(n for _word, n in found)


def _no_tally(request: HttpRequest) -> Tally | None:
    return None


@dataclass(frozen=True)
class Room:
    """An entry of the side bar.

    `order` is the order of use, and says of which group it is (`GROUPS`); `count` is what waits there (0 shows nothing)
    and `count_label` what it counts, for those who hear the page. A `tally`, where there is one, stands in for `count`:
    what several rooms tally takes one statement. `allowed` says whether this reader may enter.
    `within` is the key of the room that this one belongs to: it stands below that room, while the reader is in either.
    `also` names addresses elsewhere that are the room as well, with all below them.
    """

    key: str
    title: str | Promise
    icon: str
    url_name: str
    order: int
    allowed: Callable[[HttpRequest], bool] = _everybody
    count: Callable[[HttpRequest], int] = _no_count
    tally: Callable[[HttpRequest], Tally | None] = _no_tally
    count_label: str | Promise = ""
    within: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A room as one reader sees it now.

    `inside` are the rooms that belong to it, as long as the reader is in it or in one of them.
    """

    key: str
    title: str | Promise
    icon: str
    url: str
    current: bool
    count: int
    count_label: str | Promise
    begins_group: bool = False
    inside: tuple[Entry, ...] = ()

    def __hash__(self) -> int:
        """By what tells entries apart without being translated."""
        return hash((self.key, self.url, self.current, self.count))


GROUPS = (0, 10, 30, 40, 70)
"""The first order of each group: one's own, the handbook, the records of people, what people learn and do together, the
site."""

_rooms: dict[str, Room] = {}


def whoever(may_enter: Callable[[Somebody], bool]) -> Callable[[HttpRequest], bool]:
    """Of a rule about people, what `allowed` of a room asks about a request."""

    def allowed(request: HttpRequest) -> bool:
        return may_enter(getattr(request, "user", None))

    return allowed


def register(room: Room) -> None:
    """Put a room into the side bar; the same key again replaces it."""
    _rooms[room.key] = room


def rooms_for(request: HttpRequest) -> list[Room]:
    """The rooms that this reader may enter, in the order of use."""
    return sorted((room for room in _rooms.values() if room.allowed(request)), key=lambda room: room.order)


def entries_for(request: HttpRequest) -> list[Entry]:
    """The same as the side bar shows them, the one that holds this page marked, those within others below these."""
    rooms = rooms_for(request)
    urls = {room.key: _address(room.url_name, get_script_prefix(), get_urlconf()) for room in rooms}
    places = [
        (_address(name, get_script_prefix(), get_urlconf()), room.key)
        for room in rooms
        for name in (room.url_name, *room.also)
    ]
    current = _current_key(request.path, places)
    # Who may not enter the room around it finds a room on its own.
    above = {room.key: room.within if room.within in urls else "" for room in rooms}
    opened = above.get(current or "") or current
    nested = [room for room in rooms if opened and above[room.key] == opened]
    top = [room for room in rooms if not above[room.key]]
    counts = _counts([*top, *nested], request)
    inside = tuple(_entry(room, counts, urls, current) for room in nested)
    return [
        replace(
            _entry(room, counts, urls, current),
            begins_group=before is not None and _group(before) != _group(room),
            inside=inside if room.key == opened else (),
        )
        for before, room in zip([None, *top], top, strict=False)
    ]


def _counts(rooms: Sequence[Room], request: HttpRequest) -> dict[str, int]:
    """What waits in each room: one query for all that tally, and those of the rooms that count by themselves."""
    tallies = {room.key: tally for room in rooms if (tally := room.tally(request)) is not None}
    found = together([(each.asked, each.values) for each in tallies.values()])
    counts = {key: tallies[key].total(rows) for key, rows in zip(tallies, found, strict=True)}
    return counts | {room.key: room.count(request) for room in rooms if room.key not in tallies}


def _entry(room: Room, counts: Mapping[str, int], urls: dict[str, str], current: str | None) -> Entry:
    return Entry(
        key=room.key,
        title=room.title,
        icon=room.icon,
        url=urls[room.key],
        current=room.key == current,
        count=counts[room.key],
        count_label=room.count_label,
    )


@lru_cache(maxsize=256)
def _address(name: str, _prefix: str, _urls: str | None) -> str:
    """The address of a room, which is the same wherever the site stands at the same place."""
    return reverse(name)


def _group(room: Room) -> int:
    return bisect_right(GROUPS, room.order)


def _current_key(path: str, places: Sequence[tuple[str, str]]) -> str | None:
    inside = [(len(url), key) for url, key in places if path.startswith(url)]
    return max(inside, key=lambda each: each[0], default=(0, None))[1]
