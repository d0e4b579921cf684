"""What takes long to make, kept by each process until what it was made of changes.

Whoever keeps something says what it depends on: a state that is quickly asked for, and differs as soon as the result
may.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """A few results, each under what it is of, with the state that it was made under; may be used by many threads.

    The one that was not asked for the longest is given up first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._lock = Lock()
        _all.append(self)

    def get(self, what: Hashable, state: Hashable, make: Callable[[], T]) -> T:
        """What was made for this while `state` was the same, or is made now.

        The state is to be asked for before anything is made: what changes meanwhile is then noticed the next time.
        """
        with self._lock:
            known = self._made.get(what)
            if known is not None and known[0] == state:
                self._made.move_to_end(what)
                return known[1]
        made = make()
        with self._lock:
            self._made[what] = (state, made)
            self._made.move_to_end(what)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing any longer."""
        with self._lock:
            self._made.clear()


_all: list[Kept[Any]] = []


def forget_everything() -> None:
    """Keep nothing any longer, whoever made it: for those who write past the services that change the states."""
    for each in _all:
        each.forget()
