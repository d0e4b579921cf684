"""What every view of a discussion asks first: who it is, and whether they may see what is discussed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from trellis.core.rules import Account, NotAllowedError
from trellis.discussions.models import Comment
from trellis.discussions.queries import places
from trellis.discussions.queries.places import Place

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def account_of(request: HttpRequest) -> Account:
    """Who has signed in; guests were sent to sign in before."""
    if not isinstance(request.user, Account) or not request.user.is_active:
        raise PermissionDenied
    return request.user


def found_place(request: HttpRequest, kind: str, key: UUID) -> Place:
    """The object that is discussed. What somebody may not see is not there."""
    place = places.place_of(account_of(request), kind, key)
    if place is None:
        raise Http404
    return place


def found_comment(request: HttpRequest, key: UUID) -> tuple[Comment, Place]:
    """A comment with what it is about, likewise."""
    found = places.comment_of(account_of(request), key)
    if found is None:
        raise Http404
    return found


def refusing(view: View[P]) -> View[P]:
    """A view whose services may refuse: what somebody may not do is told as every refusal is."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError as error:
            raise PermissionDenied(error.message) from error

    return guarded
