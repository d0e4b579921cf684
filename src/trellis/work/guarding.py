"""Guards for pages of people who have signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trellis.core.rules import Account
from trellis.work.rules import can_have_work

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def members_only(view: View[P]) -> View[P]:
    """A page for everybody of the team: a guest signs in first (by the middleware), others are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not can_have_work(getattr(request, "user", None)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def account_of(request: HttpRequest) -> Account:
    """Who asks, in a view behind `members_only`."""
    assert isinstance(request.user, Account)
    return request.user
