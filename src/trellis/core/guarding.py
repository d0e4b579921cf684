"""Guards for views of what only some may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from trellis.core import granted
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.models import Account
from trellis.core.rules import can_read

P = ParamSpec("P")
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Refused(PermissionDenied):
    """Somebody lacks a permission: the page that tells them so says which one, and who can give it."""

    def __init__(self, permission: str, message: str = "") -> None:
        super().__init__(message)
        self.permission = permission


def permitted(permission: str) -> Callable[[View[P]], View[P]]:
    """A page for those who have a permission: a guest signs in first (by the middleware), others are refused.

    It is asked at every request: who has lost the permission is refused in a tab that is still open.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not granted.may(request.user, permission):
                raise Refused(permission)
            return view(request, *args, **kwargs)

        uncached: View[P] = never_cache(guarded)
        return uncached

    return guard


def only(may_enter: Callable[[granted.Somebody], bool]) -> Callable[[View[P]], View[P]]:
    """A page for whom a rule lets in: a guest signs in first (by the middleware), others are refused. No browser keeps
    it.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not may_enter(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        uncached: View[P] = never_cache(guarded)
        return uncached

    return guard


def account_of(request: HttpRequest) -> Account:
    """Who asks. Raises PermissionDenied for who has not signed in."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def member_of(request: HttpRequest, may_enter: Callable[[granted.Somebody], bool] = can_read) -> Account:
    """Who asks, who is of the team; rooms that let in fewer give their own rule. Raises PermissionDenied."""
    who = account_of(request)
    if not may_enter(who):
        raise PermissionDenied
    return who


def reads_its_body(view: AnyView) -> AnyView:
    """A page's door that is sent something other than a form: nobody reads its body as one before it does."""
    view.reads_its_body = True  # type: ignore[attr-defined]
    return view


def administrators_only(view: View[P]) -> View[P]:
    """A page for administrators."""
    return permitted(ADMINISTER.name)(view)
