"""What is made of all positions at once, kept by each process until one of them changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db.models import Subquery

from trellis.people.models import Organisation, Position

T = TypeVar("T")


def state_of_positions() -> tuple[Hashable, ...] | None:
    """What differs as soon as any position, or employment, does; `None` while there are none. One query.

    The newest position is part of it: a transaction that was taken back leaves nothing behind.
    """
    newest = Position.objects.order_by("-pk").values("pk")[:1]
    found: tuple[Hashable, ...] | None = (
        Organisation.objects.filter(pk=1).values_list("version", Subquery(newest)).first()
    )
    return found


class UntilPositionsChange(Generic[T]):
    """A few things that were made of positions, the least asked for of them given up first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()
        _all.append(self)

    def get(self, what: Hashable, make: Callable[[], T]) -> T:
        """What was made for this, or is made now. One query, and those of making it.

        `what` says everything it depends on but for positions, such as the day.
        """
        state = state_of_positions()
        if state is None:
            return make()
        key = (what, state)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing any longer."""
        with self._lock:
            self._kept.clear()


_all: list[UntilPositionsChange[Any]] = []


def forget_everything() -> None:
    """Keep nothing any longer, whoever made it: for those who write positions past the services."""
    for each in _all:
        each.forget()
