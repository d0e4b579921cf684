"""Which positions people hold, for rights: from whatever room knows.

Here a position is a title of a role that an administrator or a group gave (`RoleHolding`). A room that knows positions
with dates registers a source of its own, which adds to these or takes their place. All answers are for now: a position
that has ended is held by nobody, without any job having run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core.definitions.granting import Titles
from trellis.core.models import RoleHolding
from trellis.handbook.handbook import Handbook


class Held(NamedTuple):
    """That an account holds a position now, by its title; `source` names where that is known from, for readers."""

    account: UUID
    title: str
    source: str | Promise = ""
    address: str = ""


class Source(Protocol):
    """Where positions are known from. Each answer takes one query, however many people it is about."""

    def held_by(self, accounts: Collection[UUID]) -> Iterable[Held]:
        """The positions that these accounts hold."""
        ...

    def titles(self) -> Iterable[str]:
        """Every title that somebody holds, once for each way to write it."""
        ...

    def holders(self, titles: Collection[str]) -> Q:
        """The accounts that hold one of these titles, written like this."""
        ...


class Holdings:
    """The roles that administrators and groups give."""

    def held_by(self, accounts: Collection[UUID]) -> Iterator[Held]:
        """By title, in order."""
        rows = RoleHolding.objects.filter(account__in=accounts).order_by("title", "pk")
        for account, title, by_group in rows.values_list("account", "title", "by_group"):
            yield Held(account, title, _("by a group") if by_group else "")

    def titles(self) -> Iterable[str]:
        """In any order."""
        return RoleHolding.objects.order_by().values_list("title", flat=True).distinct()

    def holders(self, titles: Collection[str]) -> Q:
        """By a query inside the query."""
        held = RoleHolding.objects.filter(title__in=titles).order_by()
        return Q(pk__in=held.values("account"))


@dataclass
class _Wiring:
    sources: dict[str, Source]
    titles_of: Callable[[Handbook], Titles]


_wiring = _Wiring({"holdings": Holdings()}, lambda handbook: {})


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
    """The positions that accounts hold now: one query for each source."""
    return [held for source in _wiring.sources.values() for held in source.held_by(accounts)]


def titles() -> set[str]:
    """Every title that somebody holds: one query for each source."""
    return {title for source in _wiring.sources.values() for title in source.titles()}


def holders(wanted: Collection[str]) -> Q:
    """Accounts that hold one of some titles, written as `titles` gives them."""
    found = Q(pk__in=[])
    for source in _wiring.sources.values():
        found |= source.holders(wanted)
    return found
