"""Signing in by a link, and out."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import services
from trellis.core.throttling import Throttle

BACKEND = "django.contrib.auth.backends.ModelBackend"
REDEEMING = Throttle("redeem", limit=20, seconds=15 * 60)


@login_not_required
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """How to get a link."""
    if request.user.is_authenticated:
        return redirect("/")
    return render(request, "core/sign_in.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button, which redeems the link: mail programs that open every link do not use it up."""
    if request.method != "POST":
        return _secret(render(request, "core/redeem.html"))
    if not REDEEMING.allows(request.META["REMOTE_ADDR"]):
        return _secret(render(request, "core/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS))
    try:
        account = services.redeem_sign_in_link(token=token)
    except services.SignInLinkError as error:
        return _secret(render(request, "core/refused.html", {"error": error}, status=HTTPStatus.FORBIDDEN))
    login(request, account, backend=BACKEND)
    return redirect("/")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; without one, nothing changes."""
    logout(request)
    return redirect("core:sign-in")


def _secret(response: HttpResponse) -> HttpResponse:
    """The address holds a token: no other site, and no cache, is to see it."""
    response["Referrer-Policy"] = "no-referrer"
    return response
