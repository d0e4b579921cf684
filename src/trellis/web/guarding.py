"""Guards for views: who may not read is sent to sign in, or refused when already signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from trellis.web.rules import can_read

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def readers_only(view: View[P]) -> View[P]:
    """A page that is read: GET and HEAD only, for those who may read. Its answers depend on the reader's cookies."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not can_read(request):
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
