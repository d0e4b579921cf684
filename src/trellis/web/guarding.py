"""Guards for views: who may not read is sent to sign in, or refused when already signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from trellis.web.rules import can_read, can_visit

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def readers_only(view: View[P]) -> View[P]:
    """A page that is read: GET and HEAD only, for those who may read. Its answers depend on the reader's cookies."""
    return _guarded(view, can_read)


def visitors_too(view: View[P]) -> View[P]:
    """Like `readers_only`, and also for strangers where some of the handbook is for everybody: a page that shows only
    what its reader may see. What is not there for them asks them to sign in, be it there for others or not.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if can_read(request):
                raise
            return _refusal(request)

    return _guarded(shown, can_visit)


def _guarded(view: View[P], may_read: Callable[[HttpRequest], bool]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_read(request):
            return _refusal(request)
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response

    marked: View[P] = require_safe(guarded)
    return login_not_required(marked)  # the guard asks the question itself


def open_to_all(view: View[P]) -> View[P]:
    """A page that anybody may open, also before signing in."""
    return login_not_required(view)


def _refusal(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        raise PermissionDenied
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())
