"""Who acts as whom while a request is answered: an administrator who helps somebody with their leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from uuid import UUID


class Acting(NamedTuple):
    """That `by` does what `account` seems to do, in a visit."""

    visit: UUID
    by: UUID
    account: UUID


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting_now() -> Acting | None:
    """Who acts as whom now; None where people act for themselves."""
    return _acting.get()


@contextmanager
def acting(who: Acting) -> Iterator[None]:
    """Within this, events of the one are written down as done by the other, on behalf of the one."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)
