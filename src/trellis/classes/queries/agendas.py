"""The agenda of a session by its days, each block with when it begins; and the links that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trellis.classes.models import Block, Meeting, Session


@dataclass(frozen=True, slots=True)
class Day:
    """A meeting of a session with the blocks that are in it."""

    number: int
    meeting: Meeting
    blocks: tuple[tuple[datetime, Block], ...]


def agenda_of(session: Session, meetings: Sequence[Meeting]) -> list[Day]:
    """The agenda of a session; nothing where none is written. One query."""
    blocks = list(session.blocks.order_by("order", "pk"))
    return days(meetings, blocks) if blocks else []


def days(meetings: Sequence[Meeting], blocks: Sequence[Block]) -> list[Day]:
    """Blocks laid onto days: those of a day begin with it, others follow until the day is full."""
    found: list[list[tuple[datetime, Block]]] = [[] for _each in meetings]
    if not meetings:
        return []
    places = {each.pk: number for number, each in enumerate(meetings)}
    number, used = 0, timedelta()
    for each in blocks:
        wanted = places.get(each.meeting_id, number) if each.meeting_id is not None else number
        is_full = each.meeting_id is None and used >= timedelta(minutes=meetings[number].minutes)
        if is_full and number + 1 < len(meetings):
            wanted = number + 1
        if wanted != number:
            number, used = wanted, timedelta()
        found[number].append((meetings[number].starts_at + used, each))
        used += timedelta(minutes=each.minutes)
    return [Day(at + 1, meeting, tuple(found[at])) for at, meeting in enumerate(meetings)]


def lines(meetings: Sequence[Meeting], blocks: Sequence[Block]) -> str:
    """The agenda as it is written: a block on each line, a day before those that begin it."""
    places = {each.pk: number for number, each in enumerate(meetings, 1)}
    found, day = list[str](), 0
    for each in blocks:
        number = places.get(each.meeting_id, 0) if each.meeting_id is not None else 0
        if number and number != day:
            found.append(f"day {number}")
        day = number or day
        found.append(f"{each.minutes} {each.way} {each.title}")
    return "\n".join(found)


def materials_of(found: Session) -> list[tuple[str, str]]:
    """The links of a session: names and addresses, one of each line; a line without an address is a name alone."""
    shown = []
    for line in filter(None, map(str.strip, found.materials.splitlines())):
        words = line.split()
        link = next((each for each in words if each.startswith(("https://", "http://"))), "")
        name = " ".join(each for each in words if each != link) or link
        shown.append((name, link))
    return shown[:50]
