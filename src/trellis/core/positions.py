"""Which positions people hold, for rights: from whatever room knows.

Here a position is a title of a role that an administrator or a group gave (`RoleHolding`). A room that knows positions
with dates registers a source of its own, which adds to these or takes their place. All answers are for now: a position
that has ended is held by nobody, without any job having run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core.definitions.granting import Titles
from trellis.core.models import Account, RoleHolding
from trellis.core.prepared import Prepared
from trellis.core.zones import today
from trellis.handbook.handbook import Handbook


class Held(NamedTuple):
    """That an account holds a position now, by its title; `source` names where that is known from, for readers.

    `by_hand` says that an administrator gave it.
    """

    account: UUID
    title: str
    source: str | Promise = ""
    address: str = ""
    by_hand: bool = False


class Source(Protocol):
    """Where positions are known from. Its queries become parts of one, however many sources there are."""

    def rows(self, accounts: Collection[UUID]) -> QuerySet[Any, tuple[UUID, str, str]]:
        """The positions that these accounts hold: the account, the title, and a note as text for `held`."""
        ...

    def held(self, account: UUID, title: str, note: str) -> Held:
        """What a row means."""
        ...

    def titles_of(self, account: UUID, person: UUID, day: date) -> QuerySet[Any, tuple[str]]:
        """The titles that one account, which is of this person, holds on a day.

        Asked for nearly every page, and so put together once, of stand-ins (`core.prepared`).
        """
        ...

    def titles(self) -> QuerySet[Any, tuple[str]]:
        """Every title that somebody holds, once for each way to write it."""
        ...

    def holders(self, titles: Collection[str]) -> Q:
        """The accounts that hold one of these titles, written like this."""
        ...

    def titled(self, title: str) -> Q:
        """The accounts that hold a title, however it is capitalised."""
        ...


class Holdings:
    """The roles that administrators and groups give."""

    def rows(self, accounts: Collection[UUID]) -> QuerySet[Any, tuple[UUID, str, str]]:
        """By account; the note says whether a group gave it."""
        note = Case(When(by_group=True, then=Value("group")), default=Value(""))
        found = RoleHolding.objects.filter(account__in=accounts).order_by()
        return found.values_list("account", "title", note)

    def held(self, account: UUID, title: str, note: str) -> Held:
        """A role that was given."""
        return Held(account, title, _("by a group") if note else "", by_hand=not note)

    def titles_of(self, account: UUID, person: UUID, day: date) -> QuerySet[Any, tuple[str]]:
        """By account."""
        return RoleHolding.objects.filter(account=account).order_by().values_list("title")

    def titles(self) -> QuerySet[Any, tuple[str]]:
        """In any order."""
        return RoleHolding.objects.order_by().values_list("title").distinct()

    def holders(self, titles: Collection[str]) -> Q:
        """By a query inside the query."""
        held = RoleHolding.objects.filter(title__in=titles).order_by()
        return Q(pk__in=held.values("account"))

    def titled(self, title: str) -> Q:
        """By a query inside the query."""
        return Q(pk__in=RoleHolding.objects.filter(title__iexact=title).order_by().values("account"))


@dataclass
class _Wiring:
    sources: dict[str, Source]
    titles_of: Callable[[Handbook], Titles]


_wiring = _Wiring({"holdings": Holdings()}, lambda handbook: {})
NOBODY = UUID(int=0)
"""The person of an account that is of none."""


def register(name: str, source: Source) -> None:
    """Add a source; the same name again replaces it (`holdings` is the one here). Called when Django starts."""
    _wiring.sources[name] = source


def name_titles(titles_of: Callable[[Handbook], Titles]) -> None:
    """Say how the titles of a handbook with their families and grades are had. Called when Django starts."""
    _wiring.titles_of = titles_of


def titles_in(handbook: Handbook) -> Titles:
    """The roles of a handbook by title; none where no room knows them."""
    return _wiring.titles_of(handbook)


def held_by(accounts: Collection[UUID]) -> list[Held]:
    """The positions that accounts hold now, source by source, by title. One query."""
    sources = list(_wiring.sources.values())
    parts = [
        source.rows(accounts).annotate(source=Value(at, IntegerField())) for at, source in enumerate(sources)
    ]
    rows = parts[0].union(*parts[1:], all=True)
    known = sorted(rows, key=lambda row: (row[3], row[1], row[0]))
    return [sources[at].held(account, title, note) for account, title, note, at in known]


def titles_of(who: Account) -> set[str]:
    """The titles that one account holds now. One query, which is put together once."""
    asked, values = asking_titles(who)
    return {title for (title,) in asked.all(**values)}


def asking_titles(who: Account) -> tuple[Prepared[tuple[str]], dict[str, Any]]:
    """The same as what is asked with which values, for whoever asks more in one query."""
    asked = _titles_in(tuple(_wiring.sources.values()))
    return asked, {"account": who.pk, "person": who.person_id or NOBODY, "day": today()}


@lru_cache(maxsize=4)
def _titles_in(sources: tuple[Source, ...]) -> Prepared[tuple[str]]:
    def together(account: UUID, person: UUID, day: date) -> QuerySet[Any, tuple[str]]:
        parts = [source.titles_of(account, person, day) for source in sources]
        return parts[0].union(*parts[1:], all=True)

    return Prepared(together, account=UUID, person=UUID, day=date)


def titles() -> set[str]:
    """Every title that somebody holds. One query."""
    parts = [source.titles() for source in _wiring.sources.values()]
    return {title for (title,) in parts[0].union(*parts[1:])}


def holders(wanted: Collection[str]) -> Q:
    """Accounts that hold one of some titles, written as `titles` gives them."""
    found = Q(pk__in=[])
    for source in _wiring.sources.values():
        found |= source.holders(wanted)
    return found


def titled(title: str) -> Q:
    """Accounts that hold a title by whatever source, however it is spaced and capitalised."""
    words = " ".join(title.split())
    found = Q(pk__in=[])
    for source in _wiring.sources.values():
        found |= source.titled(words)
    return found
