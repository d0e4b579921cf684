"""What the objects of all rooms are called, where they are shown and who sees them.

Lists that hold events of all rooms ask `describe`. Whatever hangs on an object of any room (a discussion, a watch, a
notice) asks `seen_by` and `who_sees`, at the moment of showing and of telling: it knows no more of an object than the
room that has it says, and nothing of one that somebody may not see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from trellis.core.rules import Account

Describe = Callable[[Collection[UUID]], Mapping[UUID, "Described"]]
"""Given identifiers, describes those objects that whoever asks may see, in a bounded number of queries."""
Seen = Callable[[Account, Collection[UUID]], Mapping[UUID, "Described"]]
"""Describes those of some objects that an account may see now, whoever asks, in a bounded number of queries."""
Audience = Callable[[UUID, Collection[Account]], Iterable[Account]]
"""Those of some people who may see an object now. For kinds where that is quicker than asking for each of them."""
Participants = Callable[[UUID], Iterable[Account]]
"""Whom an object concerns by itself: its author, its owners."""
Named = Callable[[str], UUID | None]
"""The identifier of the object that people know by other words: a number, a path."""


@dataclass(frozen=True, slots=True)
class Described:
    """An object as a list shows it: its label, and the path of its page."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A kind of objects. Without `seen` nobody sees what hangs on them: it can be neither discussed nor watched."""

    name: str
    label: str | Promise
    describe: Describe
    seen: Seen | None = None
    audience: Audience | None = None
    participants: Participants | None = None
    named: Named | None = None


_kinds: dict[str, ObjectKind] = {}


def register(
    kind: str,
    label: str | Promise,
    describe: Describe,
    *,
    seen: Seen | None = None,
    audience: Audience | None = None,
    participants: Participants | None = None,
    named: Named | None = None,
) -> None:
    """Say how objects of a kind are called, such as `proposal`, described and seen. Called when Django starts."""
    _kinds[kind] = ObjectKind(kind, label, describe, seen, audience, participants, named)


def kind_named(name: str) -> ObjectKind | None:
    """The kind of this name."""
    return _kinds.get(name)


def labels() -> dict[str, str]:
    """All kinds with what they are called, in the reader's language."""
    return {kind: str(each.label) for kind, each in _kinds.items()}


class _Asked:
    """Counts statements."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:  # as Django calls a wrapper
        self.statements += 1
        return execute(*arguments)


def describe(
    keys: Iterable[tuple[str, UUID]], most_statements: int | None = None
) -> dict[tuple[str, UUID], Described]:
    """Describe objects of several kinds; those that whoever asks may not see, or that are gone, are left out.

    Left out are also the rarest kinds, where asking for the others took so many statements already.
    """
    wanted: defaultdict[str, list[UUID]] = defaultdict(list)
    for kind, key in keys:
        if kind in _kinds:
            wanted[kind].append(key)
    found: dict[tuple[str, UUID], Described] = {}
    asked = _Asked()
    with connection.execute_wrapper(asked):
        for kind in sorted(wanted, key=lambda each: (-len(wanted[each]), each)):
            if most_statements is not None and asked.statements >= most_statements:
                break
            found |= {(kind, key): each for key, each in _kinds[kind].describe(set(wanted[kind])).items()}
    return found


def seen_by(account: Account, keys: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], Described]:
    """Those of some objects that an account may see now, described; none for a closed account."""
    found: dict[tuple[str, UUID], Described] = {}
    if not account.is_active:
        return found
    for kind in sorted({kind for kind, _key in keys}):
        known = _kinds.get(kind)
        if known is not None and known.seen is not None:
            wanted = {key for each, key in keys if each == kind}
            seen = known.seen(account, wanted)
            found |= {(kind, key): seen[key] for key in wanted if key in seen}
    return found


def who_sees(kind: str, key: UUID, people: Iterable[Account]) -> list[Account]:
    """Those of some people who may see an object now, in their order; few queries where the kind knows a quick way."""
    known = _kinds.get(kind)
    active = [each for each in people if each.is_active]
    if known is None or known.seen is None or not active:
        return []
    if known.audience is not None:
        return list(known.audience(key, active))
    return [each for each in active if key in known.seen(each, {key})]


def participants_of(kind: str, key: UUID) -> list[Account]:
    """Whom an object concerns by itself, whether they may see it or not."""
    known = _kinds.get(kind)
    return list(known.participants(key)) if known is not None and known.participants is not None else []


def key_of(kind: str, words: str) -> UUID | None:
    """The identifier that somebody means: one written out, or what the kind's own objects are known by."""
    try:
        return UUID(words)
    except ValueError:
        known = _kinds.get(kind)
        return known.named(words) if known is not None and known.named is not None else None
