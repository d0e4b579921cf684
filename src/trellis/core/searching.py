"""Which records can be searched, and by whom.

A room registers each kind of its records once, when Django starts:

    searching.register(
        SearchKind(
            key="ticket", title=_("Ticket"), plural=_("Tickets"), icon="flag", model=Ticket,
            noted=tickets_noted, visible=tickets_seen,
            address=lambda asker, hit: reverse("desk:ticket", args=[hit.object]),
            fields=frozenset({"title", "text", "state"}), scope="tickets:read",
        )
    )

From then on every object that is saved is noted in the index, in the transaction that saves it. What is written past
`save` (`update`, `bulk_create`), or stands in rows beside the object, is noted by `services.search_index.note_objects`.
An entry names *audiences*, keys of which whoever asks must hold one: the database gives nothing else. What it gives is
asked again of `visible`, before it is ordered, counted or shown, because an index can lag behind.

Records that are need-to-know cannot be registered at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from trellis.core import granted
from trellis.core.rules import Access, Account, Somebody, can_read

PUBLIC = "public"
"""The audience of everybody, strangers too."""
READERS = "readers"
"""The audience of those who may read what no rule hides: everybody where reading is open, else members."""
MEMBERS = "members"
"""The audience of everybody of the team who has signed in."""


class ConfidentialError(TypeError):
    """Somebody wants to put need-to-know records into the search."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever looks for something. `reads` says whether they may read what no rule hides; `scopes` are those of the
    program that asks for them, `None` where they ask themselves.
    """

    who: Somebody
    reads: bool = False
    scopes: frozenset[str] | None = None

    @property
    def account(self) -> Account | None:
        """Who it is, if their account is open."""
        return self.who if isinstance(self.who, Account) and self.who.is_active else None


@dataclass(frozen=True, slots=True)
class Noted:
    """What the index is told of one object.

    `detail` is shown beside the title and found like it: a number, an address. Of the text, `core.terms` takes the
    first twenty thousand characters. `facets` are values that one can narrow by, such as a state.
    """

    object: UUID
    title: str
    audiences: tuple[str, ...]
    detail: str = ""
    text: str = ""
    language: str = ""
    facets: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """An object that fits and that whoever asked may see. `by_name` says whether its title fits, or only its text."""

    number: int
    kind: SearchKind
    object: UUID
    title: str
    detail: str
    changed_at: datetime
    by_name: bool


@dataclass(frozen=True)
class SearchKind:
    """A kind of records that can be searched.

    `noted` gives what the index is to know of objects of `model`, few queries for many; what it leaves out is not
    found. `visible` narrows identifiers to the objects that somebody may see now. `address` says where a hit is shown.
    Only changes of `fields` are looked at. A program finds it with `scope`; without one, no program does.
    """

    key: str
    title: str | Promise
    plural: str | Promise
    icon: str
    model: type[Model]
    noted: Callable[[Sequence[Any]], Iterable[Noted]]
    visible: Callable[[Asker, Collection[UUID]], QuerySet[Any]]
    address: Callable[[Asker, FoundRecord], str]
    fields: frozenset[str]
    scope: str = ""


_kinds: dict[str, SearchKind] = {}
_of_models: dict[type[Model], SearchKind] = {}
_audiences: list[Callable[[Asker], Iterable[str]]] = []
_watchers: list[Callable[[type[Model]], object]] = []


def register(kind: SearchKind) -> None:
    """Let records be found; the same key again replaces the kind. Raises ConfidentialError for need-to-know ones."""
    if getattr(kind.model, "confidential", False):
        raise ConfidentialError(f"{kind.model.__name__} is confidential: nobody finds it by searching.")
    _kinds[kind.key] = kind
    _of_models[kind.model] = kind
    for watch in _watchers:
        watch(kind.model)


def watch_with(watch: Callable[[type[Model]], object]) -> None:
    """Say who sees to it that records of a model are noted when they are saved. Called when Django starts."""
    _watchers[:] = [watch]
    for kind in _kinds.values():
        watch(kind.model)


def register_audiences(audiences: Callable[[Asker], Iterable[str]]) -> None:
    """Let a room say which more audiences somebody belongs to, such as `team:…`. At most one query."""
    if audiences not in _audiences:
        _audiences.append(audiences)


def kinds() -> tuple[SearchKind, ...]:
    """All kinds, in the order in which rooms registered them."""
    return tuple(_kinds.values())


def kind_of(key: str) -> SearchKind | None:
    """The kind with this key."""
    return _kinds.get(key)


def kind_of_model(model: type[Model]) -> SearchKind | None:
    """The kind whose records these are."""
    return _of_models.get(model)


def kinds_for(asker: Asker) -> tuple[SearchKind, ...]:
    """The kinds that somebody may look for: all for a person, those of its scopes for a program."""
    if asker.scopes is None:
        return kinds()
    return tuple(kind for kind in kinds() if kind.scope and kind.scope in asker.scopes)


def has_access(access: Access) -> str:
    """The audience of those who may do at least this much."""
    return f"access:{access.value}"


def is_account(key: UUID) -> str:
    """The audience of one account."""
    return f"account:{key}"


def audiences_of(asker: Asker) -> frozenset[str]:
    """All audiences that somebody belongs to now."""
    found = {PUBLIC}
    if asker.reads:
        found.add(READERS)
    account = asker.account
    if account is not None:
        found.add(is_account(account.pk))
        if can_read(account):
            found.add(MEMBERS)
        found |= {has_access(access) for access in Access if granted.has_access(account, access)}
    for more in _audiences:
        found.update(more(asker))
    return frozenset(found)
