"""What services tell the rest of the house: an event, in the transaction that made it so.

Whoever reacts is called at once, in the same transaction: what they write is there if and only if the event is. So a
reaction is short, and whatever talks to another machine is only written down by it, to be done afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_reactions: dict[type, list[Callable[[Any], object]]] = {}


def subscribe(event: type[Event], reaction: Callable[[Event], object]) -> None:
    """Have something done whenever an event of this type is published. For the start of Django; again adds nothing."""
    known = _reactions.setdefault(event, [])
    if reaction not in known:
        known.append(reaction)


def publish(event: object) -> None:
    """Tell of something that has just been written. Inside its transaction."""
    for reaction in _reactions.get(type(event), ()):
        reaction(event)
