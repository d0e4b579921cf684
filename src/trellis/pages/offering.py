"""What the editor offers to somebody who writes, from rooms above: names of roles, keys of the front matter.

Rooms register when Django starts. What they offer is shown to contributors who see the edition that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.pages.queries.current import Edition


class Offer(NamedTuple):
    """Something that may be written: what the list says, a few words on it, and what is put into the text."""

    label: str
    detail: str
    apply: str


class Field(NamedTuple):
    """A key of the front matter: its name, what it means, and values that it usually has."""

    name: str
    means: str | Promise
    values: tuple[str, ...] = ()


Finder = Callable[[Edition, str], Iterable[Offer]]
"""Given an edition and what somebody has typed, what they may mean, the best first."""

_finders: dict[str, Finder] = {}
_fields: dict[str, tuple[Field, ...]] = {
    "": (
        Field("title", _("what the page is called")),
        Field("description", _("what it is for, in a sentence")),
        Field("kind", _("what it defines")),
        Field("layout", _("what it defines, in older handbooks")),
        Field("aliases", _("addresses that it had before")),
        Field("weight", _("its place among its neighbours")),
    )
}


def register(what: str, finder: Finder) -> None:
    """Offer names of a sort; the same sort again replaces it."""
    _finders[what] = finder


def register_fields(kind: str, fields: Iterable[Field]) -> None:
    """Say which keys the front matter of a kind has besides those of every page."""
    _fields[kind] = tuple(fields)


def offered(what: str, edition: Edition, query: str) -> Iterable[Offer]:
    """What the rooms above offer of a sort; nothing of a sort that nobody knows."""
    finder = _finders.get(what)
    return finder(edition, query) if finder is not None else ()


def fields_of(kind: str) -> tuple[Field, ...]:
    """The keys that pages of a kind understand, its own first."""
    return (*(_fields.get(kind, ()) if kind else ()), *_fields[""])
