"""Sign-in is required by default: a view that anybody may open says so (`login_not_required`, or its room's guard).

And when each session was used last is noted now and then.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from trellis.core.devices import address_of
from trellis.core.services import sessions

SEEN_AT = "seen_at"
CONFIRMED_AT = "confirmed_at"
SEEN_EVERY = 300
"""Seconds after which a session in use is noted again: a write for each request would be one too many."""


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends guests to the sign-in page. Where HTMX asks for a part of a page, the whole page goes there."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """The answer to a guest; None lets the request pass."""
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None and request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("core:sign-in")})
        return refusal


class SeenMiddleware:
    """Notes that a session is in use, every five minutes; nothing for requests that do not look at the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        key = session.session_key
        if session.accessed and key is not None and SESSION_KEY in session:
            now = int(time.time())
            if now - session.get(SEEN_AT, 0) >= SEEN_EVERY:
                session[SEEN_AT] = now
                sessions.seen(session_key=key, address=address_of(request))
        return response
