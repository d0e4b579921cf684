"""What is made of all positions at once, kept by each process until one of them changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db.models import Subquery

from trellis.core.kept import Kept
from trellis.people.models import Organisation, Position

T = TypeVar("T")
_UNKNOWN: Hashable = object()


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
    """A few things that were made of positions, each kept for as long as no position changes."""

    def __init__(self, most: int) -> None:
        self._kept: Kept[T] = Kept(most)

    def get(self, what: Hashable, make: Callable[[], T], *, state: Hashable = _UNKNOWN) -> T:
        """What was made for this, or is made now. One query, and those of making it.

        `what` says everything it depends on but for positions, such as the day; `state` is that of positions, where it
        was asked for already.
        """
        state = state_of_positions() if state is _UNKNOWN else state
        return make() if state is None else self._kept.get(what, state, make)
