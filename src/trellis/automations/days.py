"""Where the days come from that automations count from: rooms say which records have one on a given day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trellis.core import assigning
from trellis.work.queries import items


@dataclass(frozen=True, slots=True)
class Dated:
    """A record with its day: its identifier, and its fields as `definitions.catalogue` names them."""

    key: UUID
    values: Mapping[str, Any]


Find = Callable[[datetime, datetime], Iterable[Dated]]
"""Given a first moment and one after the last, the records whose day lies between. One query."""
_finds: dict[str, Find] = {}


def register(name: str, find: Find) -> None:
    """Say how the records with a day are found; the same name again replaces it. Called when Django starts."""
    _finds[name] = find


def between(name: str, start: datetime, end: datetime) -> list[Dated]:
    """The records whose day, by this name, lies between two moments."""
    return list(_finds[name](start, end))


def _duties(start: datetime, end: datetime) -> Iterable[Dated]:
    for each in assigning.ending_between(start, end):
        yield Dated(each.pk, {"account": str(each.account_id), "duty": each.duty})


def _tasks(start: datetime, end: datetime) -> Iterable[Dated]:
    for each in items.tasks_due_between(start, end):
        yield Dated(each.pk, {"assignee": str(each.assignee_id)})


def register_own() -> None:
    """The days of the rooms below this one."""
    register("duty.ends", _duties)
    register("task.due", _tasks)
