"""Lists of all rooms that can be had without their page, so that a view of one can be mailed by the clock.

A room says who reads a list, and what is in it for one of them, by what the address of the list says. Both are asked
when a mail is about to be sent, for whoever gets it: the list in a mail is the one that they would see at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from trellis.core.rules import Account


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as a file holds it: the name of the file without its ending, the columns, the rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Mailable:
    """A list that can be mailed. `reads` is whether somebody may read it at all, `sheet` what is in it for them.

    `sheet` is given the choices of the address, filters and order, and leaves out what makes no sense in them. `shares`
    is whether somebody who is no administrator may save views of it for all who read it.
    """

    place: str
    title: str | Promise
    reads: Callable[[Account], bool]
    sheet: Callable[[Account, QueryDict], Sheet]
    shares: Callable[[Account], bool] | None = None


_lists: dict[str, Mailable] = {}


def register(
    place: str,
    title: str | Promise,
    *,
    reads: Callable[[Account], bool],
    sheet: Callable[[Account, QueryDict], Sheet],
    shares: Callable[[Account], bool] | None = None,
) -> None:
    """Let views of a list be mailed; the same place again replaces it. When Django starts, beside `saving.register`."""
    _lists[place] = Mailable(place, title, reads, sheet, shares)


def list_of(place: str) -> Mailable | None:
    """The list of a place; none where it cannot be mailed."""
    return _lists.get(place)


def is_read_by(who: Account, place: str) -> bool:
    """Whether somebody with an open account may read a list that can be mailed."""
    found = _lists.get(place)
    return found is not None and who.is_active and found.reads(who)


def is_shared_by(who: Account, place: str) -> bool:
    """Whether the room says that somebody may save views of a list for all."""
    found = _lists.get(place)
    return found is not None and found.shares is not None and who.is_active and found.shares(who)
