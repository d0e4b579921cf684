"""The kinds of work that people have waiting for them. Rooms register theirs when Django starts.

A room keeps the table of work in step with its records, in the transaction that changes them: `services.items.wait_on`
says on whom a thing waits, `services.items.settle` that it waits no more. This module knows how a kind is shown and
what can be done with it from the list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from trellis.core.objects import Described
from trellis.core.rules import Account

Describe = Callable[[Collection[UUID]], Mapping[UUID, Described]]
"""Given identifiers of objects, describes those that whoever asks may see, in a bounded number of queries."""


def nothing(_who: Account) -> Q:
    """No item of a kind is closed to anybody."""
    return Q(pk__in=())


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work: `title` is what the label of an item says, `verb` what is to be done, before its name.

    `describe` gives the present name and address of the objects; an item whose object its reader may not see is not
    shown. Without it the item is shown as it was written down. `can_finish` is set where ticking it off is all there is
    to do. `closed_to` finds the items that somebody must not have, not even in place of another.
    """

    key: str
    title: str | Promise
    verb: str | Promise
    icon_name: str = "check"
    tone: str = ""
    describe: Describe | None = None
    can_finish: bool = False
    can_snooze: bool = True
    can_delegate: bool = False
    closed_to: Callable[[Account], Q] = nothing


_kinds: dict[str, WorkKind] = {}


def register(kind: WorkKind) -> None:
    """Add a kind; the same key again replaces it."""
    _kinds[kind.key] = kind


def kinds() -> tuple[WorkKind, ...]:
    """All kinds, in the order in which they were registered."""
    return tuple(_kinds.values())


def kind_named(key: str) -> WorkKind | None:
    """The kind with this key; `None` where this version has none such."""
    return _kinds.get(key)
