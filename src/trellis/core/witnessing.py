"""Which events come of something: those that are published within a block, whoever publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_seen: ContextVar[list[UUID] | None] = ContextVar("witnessed", default=None)


@contextmanager
def witnessing() -> Iterator[list[UUID]]:
    """Gives a list to which the identifier of each event is added that is published within this block.

    What is published by reactions after the transaction is not among them.
    """
    seen: list[UUID] = []
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def witness(events: list[UUID]) -> None:
    """Note events that were published. For `services.events`."""
    seen = _seen.get()
    if seen is not None:
        seen.extend(events)
