"""What can happen, and who reacts to it.

A room declares its events as frozen data classes, in the past tense:

    @recorded("pages.proposal-made", about="proposal", says=_("proposed a change"))
    @dataclass(frozen=True, slots=True)
    class ProposalMade:
        proposal: UUID
        by: UUID | None
        paths: tuple[str, ...]

The name is what the log, the feeds and webhooks know the event by, for good. `about` names the field that holds the
object it happened to, and is the kind of that object (see `core.objects`). `says` is what people read after the name
of whoever did it. `by` is who did it: an account, or `None` for the machine.
An event holds identifiers and values, never a name or an address of a person: who is erased must not live on in a log
whose entries cannot be changed.

`services.events.publish` writes an event down in the transaction that made it so. Reactions run in that same
transaction (`subscribe`: short, and only in the database), or after it (`subscribe_later`: at least once, again with a
growing pause until they succeed; whatever talks to another machine belongs here). What happens to thousands at once, as
when an organisation is brought in, is reacted to together (`subscribe_together`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

E = TypeVar("E")
ON_BEHALF_OF = "on_behalf_of"
"""Under this name the data of an event hold whom somebody acted as; no event has a field of this name."""
_NAME = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared event: its name for good, its class, the field (and kind) of its object, and what people read."""

    name: str
    type: type
    about: str
    says: str | Promise
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """A reaction after the transaction. Its name is for good: what waits for it waits under this name.

    One that `takes_many` is given a list of events, and may be given a list of one.
    """

    name: str
    event: type
    reaction: Callable[[Any], object]
    takes_many: bool = False

    def react(self, happened: Sequence[object]) -> None:
        """Do what is to be done after some events of its kind."""
        if self.takes_many:
            self.reaction(happened)
            return
        for event in happened:
            self.reaction(event)


_kinds: dict[type, Kind] = {}
_by_name: dict[str, Kind] = {}
_reactions: dict[type, list[Callable[[Any], object]]] = {}
_later: dict[str, Later] = {}


def recorded(
    name: str, *, about: str, says: str | Promise, confidential: bool = False
) -> Callable[[type[E]], type[E]]:
    """Declare a data class as an event; one that is confidential is told to no webhook.

    Raises TypeError for a wrong name or fields, or a name that is taken.
    """

    def declare(event: type[E]) -> type[E]:
        names = {field.name for field in fields(event)} if is_dataclass(event) else set()
        if not _NAME.fullmatch(name) or not {about, "by"} <= names:
            raise TypeError(
                f"{event.__name__} needs a name like room.what-happened, and fields {about} and by."
            )
        if ON_BEHALF_OF in names:
            raise TypeError(f"{event.__name__} has a field {ON_BEHALF_OF}, which events get by themselves.")
        if name in _by_name:
            raise TypeError(f"{name} is {_by_name[name].type.__name__} already.")
        _kinds[event] = _by_name[name] = Kind(name, event, about, says, confidential)
        return event

    return declare


def kind_of(event: object) -> Kind:
    """How an event was declared. Raises TypeError for what never was."""
    try:
        return _kinds[type(event)]
    except KeyError:
        raise TypeError(f"{type(event).__name__} is no event: declare it with `recorded`.") from None


def kinds() -> Iterator[Kind]:
    """All declared events, by name."""
    return iter(sorted(_by_name.values(), key=lambda kind: kind.name))


def kind_named(name: str) -> Kind | None:
    """The event with this name; `None` where this version has none such."""
    return _by_name.get(name)


def subscribe(event: type[E], reaction: Callable[[E], object]) -> None:
    """React within the transaction of an event. For the start of Django; the same again adds nothing."""
    known = _reactions.setdefault(event, [])
    if reaction not in known:
        known.append(reaction)


def subscribe_later(event: type[E], name: str, reaction: Callable[[E], object]) -> None:
    """React after the transaction of an event, at least once; so a reaction must bear being called again.

    For the start of Django. Raises TypeError where another reaction has the name.
    """
    _know_later(Later(name, event, reaction))


def subscribe_together(event: type[E], name: str, reaction: Callable[[Sequence[E]], object]) -> None:
    """As `subscribe_later`, with a reaction that takes several events at once, in the order in which they happened.

    For what costs little more for a hundred than for one. Where it fails for several, each is tried alone.
    """
    _know_later(Later(name, event, reaction, takes_many=True))


def _know_later(later: Later) -> None:
    if _later.setdefault(later.name, later) != later:
        raise TypeError(f"{later.name} is the name of another reaction.")


def reactions_to(event: object) -> tuple[Callable[[Any], object], ...]:
    """What is to be done within the transaction, in the order of subscribing."""
    return tuple(_reactions.get(type(event), ()))


def later_reactions_to(event: object) -> tuple[Later, ...]:
    """What is to be done after the transaction."""
    return tuple(later for later in _later.values() if later.event is type(event))


def later_named(name: str) -> Later | None:
    """The reaction after a transaction with this name; `None` where this version has none such."""
    return _later.get(name)


def data_of(event: object, *, on_behalf_of: UUID | None = None) -> str:
    """What an event holds besides who did it to what: JSON in one form only, so that its hash can be taken.

    `on_behalf_of` is whom whoever did it acted as, with their leave.
    """
    kind = kind_of(event)
    values = _adapter(kind.type).dump_python(event, mode="json")
    del values[kind.about], values["by"]
    if on_behalf_of is not None:
        values[ON_BEHALF_OF] = str(on_behalf_of)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_from(name: str, about: UUID, by: UUID | None, data: str) -> object | None:
    """The event that was written down; `None` for a name, or with data, that this version does not know."""
    kind = _by_name.get(name)
    if kind is None:
        return None
    try:
        values = json.loads(data)
        behalf = values.pop(
            ON_BEHALF_OF, None
        )  # reactions after the transaction hear the same as those in it
        made: object = _adapter(kind.type).validate_python({**values, kind.about: about, "by": behalf or by})
    except (ValidationError, ValueError):
        return None
    return made


@lru_cache
def _adapter(event: type) -> TypeAdapter[Any]:
    return TypeAdapter(event)


@recorded("core.access-changed", about="account", says=_("changed the access of an account"))
@dataclass(frozen=True, slots=True)
class AccessChanged:
    """Something was done with what somebody may do, or how they sign in; `deed` is one of `AccessChange.Deed`."""

    account: UUID
    by: UUID | None
    deed: str


@recorded("core.file-attached", about="file", says=_("attached a file"))
@dataclass(frozen=True, slots=True)
class FileAttached:
    """A file was attached to an object of a kind."""

    file: UUID
    by: UUID | None
    about: str
    object: UUID
    size: int


@recorded("core.file-removed", about="file", says=_("removed a file"))
@dataclass(frozen=True, slots=True)
class FileRemoved:
    """A file was removed from its object."""

    file: UUID
    by: UUID | None
    about: str
    object: UUID


@recorded("core.file-read", about="file", says=_("read a confidential file"))
@dataclass(frozen=True, slots=True)
class FileRead:
    """Somebody read a file of a confidential object."""

    file: UUID
    by: UUID | None
    about: str
    object: UUID


@recorded("core.file-infected", about="file", says=_("found something harmful in a file"))
@dataclass(frozen=True, slots=True)
class FileInfected:
    """A scanner found something in a file, which is given to nobody from then on."""

    file: UUID
    by: UUID | None
    about: str
    object: UUID


@recorded("core.duty-given", about="assignment", says=_("gave a duty"))
@dataclass(frozen=True, slots=True)
class DutyGiven:
    """Somebody has a duty for a time; the moments are ISO 8601 in UTC."""

    assignment: UUID
    account: UUID
    by: UUID | None
    duty: str
    starts_at: str
    ends_at: str


@recorded("core.duty-extended", about="assignment", says=_("changed when a duty ends"))
@dataclass(frozen=True, slots=True)
class DutyExtended:
    """A duty ends at another moment than was said."""

    assignment: UUID
    account: UUID
    by: UUID | None
    duty: str
    ends_at: str


@recorded("core.duty-ended", about="assignment", says=_("ended a duty"))
@dataclass(frozen=True, slots=True)
class DutyEnded:
    """A duty was ended before its time. One that ends at its time ends without anybody doing anything."""

    assignment: UUID
    account: UUID
    by: UUID | None
    duty: str
