"""What the views of signing in share: letting somebody in, half and whole, and asking again who they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, NamedTuple, ParamSpec
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from trellis.core import queries
from trellis.core.middleware import CONFIRMED_AT
from trellis.core.rules import Account
from trellis.core.services import sessions
from trellis.core.throttling import Throttle

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "pending_sign_in"
SIGNED_IN_BY, KNOWN_AS = sessions.SIGNED_IN_BY, sessions.KNOWN_AS
PATIENCE = 10 * 60
"""Seconds in which the second step must follow the first, and in which a sign-in counts as fresh."""

QUARTER = 15 * 60
LINKS = Throttle("redeem", limit=20, seconds=QUARTER)
RECOVERIES_OF_NETWORK = Throttle("recover from", limit=10, seconds=QUARTER)
RECOVERIES_OF_ACCOUNT = Throttle("recover", limit=3, seconds=60 * 60)


class Pending(NamedTuple):
    """Somebody who has given their password and must still give a second factor."""

    account: Account
    next: str
    by: str
    known_as: Mapping[str, str]


def enter(
    request: HttpRequest,
    account: Account,
    *,
    next: str = "",  # noqa: A002 - Django's word
    by: str = "",
    known_as: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Sign somebody in who has proved all, by a provider or here, and lead them on.

    `known_as` is what the provider calls them and the session by, where it wants to hear that they leave.
    """
    request.session.pop(PENDING, None)
    login(request, account, backend=BACKEND)
    request.session[SIGNED_IN_BY], request.session[KNOWN_AS] = by, dict(known_as or {})
    return redirect(local(request, next))


def enter_with_password(
    request: HttpRequest,
    account: Account,
    *,
    next: str = "",  # noqa: A002
    by: str = "",
    known_as: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Sign somebody in whose password is right, or whom a provider knows, or ask for their second factor."""
    if not queries.has_second_factor(account):
        return enter(request, account, next=next, by=by, known_as=known_as)
    request.session.flush()
    request.session[PENDING] = {
        "account": str(account.pk),
        "proof": account.get_session_auth_hash(),
        "until": time.time() + PATIENCE,
        "next": local(request, next),
        "by": by,
        "known_as": dict(known_as or {}),
    }
    return redirect("core:second-step")


def pending(request: HttpRequest) -> Pending | None:
    """Who has done the first step in this browser, a short time ago, with the password that still holds."""
    kept = request.session.get(PENDING)
    if not kept or time.time() > kept["until"]:
        return None
    account = queries.account_of(UUID(kept["account"]))
    if account is None or not account.is_active or account.get_session_auth_hash() != kept["proof"]:
        return None
    return Pending(account, kept["next"], kept.get("by", ""), kept.get("known_as", {}))


def keep(request: HttpRequest, account: Account) -> None:
    """Let this session go on, under a new key, after its account has a new password."""
    before = request.session.session_key or ""
    update_session_auth_hash(request, account)
    sessions.moved(before=before, after=request.session.session_key or "")


def is_fresh(request: HttpRequest) -> bool:
    """Whether whoever asks has proved a short time ago who they are."""
    return time.time() - float(request.session.get(CONFIRMED_AT, 0)) < PATIENCE


def confirmed(request: HttpRequest) -> None:
    """Note that whoever asks has just proved who they are."""
    request.session[CONFIRMED_AT] = int(time.time())


def fresh_only(view: View[P]) -> View[P]:
    """A view that changes how its account is protected: it asks again who is there if that was long ago."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_fresh(request):
            wanted = request.get_full_path() if request.method in ("GET", "HEAD") else _came_from(request)
            return redirect(f"{reverse('core:confirm')}?{urlencode({'next': wanted})}")
        return view(request, *args, **kwargs)

    return guarded


def _came_from(request: HttpRequest) -> str:
    """The page whose form was sent, to fill it in once more; one's account where the browser does not say."""
    address = request.headers.get("Referer", "")
    page = urlsplit(address)
    if local(request, address) != address or page.path in ("", "/", request.path):
        return reverse("core:account")
    return f"{page.path}?{page.query}" if page.query else page.path


def local(request: HttpRequest, address: str) -> str:
    """The address to go on to if it is one of this site; else the first page."""
    fine = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if fine else "/"


def secret(response: HttpResponse) -> HttpResponse:
    """The page or its address holds a token: no other site, and no cache, is to see it.

    Not `no-referrer`: with it, browsers send forms with `Origin: null`, which the guard against forgery refuses.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    return response


def too_many(request: HttpRequest, seconds: int = QUARTER) -> HttpResponse:
    """The answer to whoever tried too often: how long it lasts, and what else there is to do."""
    minutes = max(1, -(-seconds // 60))
    values = {"minutes": minutes, "by_mail": settings.MAIL_IS_CONFIGURED}
    answer = render(request, "core/too_many.html", values, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return secret(answer)


def context(**values: Any) -> dict[str, Any]:
    """What a page shows; a form that was refused makes the page say so in its title."""
    form = values.get("form")
    return {"refused": bool(form is not None and form.is_bound and form.errors), **values}
