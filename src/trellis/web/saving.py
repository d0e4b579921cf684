"""Saved views as a list shows them, and the view that it opens with.

A room registers each list whose views can be saved, so that a view leads to a known address and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from trellis.core.rules import Account
from trellis.web import mailable, queries, rules
from trellis.web.models import SavedView
from trellis.web.paging import PLACES

EVERYTHING = "all"
"""The parameter that asks for the whole list where it opens with a view."""


@dataclass(frozen=True)
class View:
    """A saved view as one reader sees it."""

    pk: UUID
    name: str
    url: str
    shared: bool
    current: bool
    is_default: bool
    may_delete: bool
    may_mail: bool = False


@dataclass(frozen=True)
class Views:
    """The views of a list. `current` is the name of the one that shows, `query` what could be saved now."""

    place: str
    views: tuple[View, ...]
    current: str
    query: str
    everything_url: str
    may_share: bool


_places: dict[str, tuple[str, str]] = {}


def register(place: str, url_name: str, everything: str = "") -> None:
    """Let views of a list be saved; the same place again replaces it.

    `everything` is what the address says for the whole list, where the list shows only some of it unless asked.
    """
    _places[place] = (url_name, everything)


def is_place(place: str) -> bool:
    """Whether views of such a list can be saved."""
    return place in _places


def address_of(place: str, query: str = "") -> str:
    """The list with a view's choices."""
    url = reverse(_places[place][0])
    return f"{url}?{query}" if query else url


def everything_address(place: str) -> str:
    """The whole list, also where it opens with a view."""
    return address_of(place, _places[place][1] or f"{EVERYTHING}=1")


def title_of(place: str) -> str:
    """What people read of a list; empty where nobody has said."""
    listed = mailable.list_of(place)
    return str(listed.title) if listed is not None else ""


def views_of(request: HttpRequest, place: str) -> Views | None:
    """The views of a list for who reads it; none for guests, who have nowhere to keep them."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account) or not rules.can_save_view(account):
        return None
    query = _query_of(request)
    found = _known_views(request, account, place)
    first = queries.first_view(found)
    shown = tuple(_views(account, found, query, first))
    return Views(
        place=place,
        views=shown,
        current=next((view.name for view in shown if view.current), ""),
        query=query,
        everything_url=everything_address(place) if first or _places[place][1] else address_of(place),
        may_share=rules.can_share_view(account, place),
    )


def opening_address(request: HttpRequest, place: str) -> str:
    """Where a list that was asked for without any choice should open; empty: as it is.

    Whoever comes from the list itself has taken the last choice off, and wants to see everything.
    """
    if urlsplit(request.headers.get("Referer", "")).path == request.path:
        return ""
    account = getattr(request, "user", None)
    if request.GET or not isinstance(account, Account) or not rules.can_save_view(account):
        return ""
    first = queries.first_view(_known_views(request, account, place))
    return address_of(place, first.query) if first else ""


def _known_views(request: HttpRequest, account: Account, place: str) -> list[SavedView]:
    """The views of a list that somebody can use, asked for once in a request."""
    known: dict[str, list[SavedView]] = request.__dict__.setdefault("_views_of", {})
    if place not in known:
        known[place] = queries.views_for(account, place)
    return known[place]


def _query_of(request: HttpRequest) -> str:
    params = request.GET.copy()
    for name in (*PLACES, EVERYTHING):
        params.pop(name, None)
    return params.urlencode()


def _views(
    account: Account, views: Iterable[SavedView], query: str, first: SavedView | None
) -> Iterable[View]:
    may_mail: bool | None = None
    for view in views:
        if may_mail is None:  # of one list, so that it is the same for all; asked only where there are views
            may_mail = rules.can_mail_view(account, view)
        yield View(
            pk=view.pk,
            name=view.name,
            url=address_of(view.place, view.query),
            shared=view.shared,
            current=view.query == query,
            is_default=first is not None and first.pk == view.pk,
            may_delete=rules.can_delete_view(account, view),
            may_mail=may_mail,
        )
