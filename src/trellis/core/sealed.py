"""Reads of the sealed log of events, for rooms that follow it or look back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trellis.core.events import ON_BEHALF_OF
from trellis.core.models import Event


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the log. `values` are its fields as JSON holds them, its object and who did it among them."""

    key: UUID
    name: str
    about: str
    object: UUID
    by: UUID | None
    at: datetime
    position: int
    values: dict[str, Any]


def next_position() -> int:
    """The place that the next sealed event will have."""
    last = Event.objects.filter(position__isnull=False).order_by("-position").first()
    return 0 if last is None or last.position is None else last.position + 1


def stretch(start: int, most: int) -> list[Happening]:
    """At most so many events from a place of the log on, in its order. One query."""
    rows = Event.objects.filter(position__gte=start).order_by("position")
    return [_happening(row) for row in rows[:most]]


def of_name(name: str, since: datetime, most: int) -> list[Happening]:
    """At most so many sealed events of a name since a moment, the newest first. One query."""
    rows = Event.objects.filter(name=name, at__gte=since, position__isnull=False).order_by("-at", "-pk")
    return [_happening(row) for row in rows[:most]]


def told_of(about: str, key: UUID, name: str) -> list[dict[str, Any]]:
    """What the log says of one object by events of a name, the oldest first; also what is not sealed yet. One query."""
    rows = Event.objects.filter(about=about, object=key, name=name).order_by("at", "pk")
    return [json.loads(row.data) for row in rows]


def _happening(row: Event) -> Happening:
    assert row.position is not None
    values = json.loads(row.data)
    behalf = values.pop(ON_BEHALF_OF, None)
    by = UUID(behalf) if behalf is not None else row.by
    values |= {row.about: str(row.object), "by": str(by) if by is not None else None}
    return Happening(row.pk, row.name, row.about, row.object, by, row.at, row.position, values)
