"""The wait-list: who moves up when, as arithmetic. The services do what comes of it, under a lock.

Places are given in the order in which people asked. A place that becomes free is held for the first who waits: they
confirm it within some hours, else it is held for the next. Nobody overtakes: while somebody waits, who comes later
waits too. Where nothing is held (`hold` of nothing), whoever is first simply has it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["taken", "held", "waiting"]


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who has a place, is offered one until a moment, or waits."""

    key: Hashable
    state: State
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """What is to be done: whose offer is over, who is offered a place (until when), who simply has one."""

    lapsed: tuple[Hashable, ...] = ()
    offered: tuple[Hashable, ...] = ()
    taken: tuple[Hashable, ...] = ()
    until: datetime | None = None


def settle(
    queue: Sequence[Place], capacity: int | None, now: datetime, hold: timedelta, starts: datetime
) -> Moves:
    """What moves now. `queue` is in the order in which people asked; `capacity` is `None` where there is no limit.

    An offer ends when the session begins at the latest. Once it has begun nobody is offered anything. Whoever has a
    place keeps it, also where there are more than the capacity by now. Done again, nothing moves.
    """
    lapsed = tuple(
        each.key for each in queue if each.state == "held" and each.until is not None and each.until <= now
    )
    if starts <= now:
        return Moves(lapsed=lapsed)
    gone = set(lapsed)
    has = sum(each.state != "waiting" and each.key not in gone for each in queue)
    waiting = [each.key for each in queue if each.state == "waiting"]
    free = len(waiting) if capacity is None else max(0, capacity - has)
    first = tuple(waiting[:free])
    if not hold:
        return Moves(lapsed=lapsed, taken=first)
    return Moves(lapsed=lapsed, offered=first, until=min(now + hold, starts))


def comes_in(queue: Sequence[Place], capacity: int | None) -> State:
    """What somebody who asks now gets: a place where one is free and nobody waits for it, else the end of the list."""
    has = sum(each.state != "waiting" for each in queue)
    is_waited_for = any(each.state == "waiting" for each in queue)
    return "taken" if capacity is None or (has < capacity and not is_waited_for) else "waiting"


def seats(taken: Sequence[int], wanted: int) -> list[int]:
    """The lowest numbers of seats that are free, so many as are wanted, counted from one."""
    used, found, at = set(taken), list[int](), 1
    while len(found) < wanted:
        if at not in used:
            found.append(at)
        at += 1
    return found
