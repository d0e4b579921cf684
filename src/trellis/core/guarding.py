"""Guards for views of what only some may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from trellis.core.rules import Account, can_administer

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def administrators_only(view: View[P]) -> View[P]:
    """A page for administrators: a guest signs in first (by the middleware), others are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Account) or not can_administer(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    uncached: View[P] = never_cache(guarded)
    return uncached
