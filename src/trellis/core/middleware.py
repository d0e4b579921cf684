"""Sign-in is required by default: a view that anybody may open says so (`login_not_required`, or its room's guard).

And when each session was used last is noted now and then.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, empty

from trellis.core import calendars
from trellis.core.acting import Acting, acting
from trellis.core.devices import address_of
from trellis.core.models import Account
from trellis.core.rules import ActingError
from trellis.core.services import sessions, support
from trellis.core.zones import ReadersZone

SEEN_AT = "seen_at"
CONFIRMED_AT = "confirmed_at"
ACTING = "acting"
"""In the session: the visit in which its administrator acts as somebody else."""
OPEN_WHILE_ACTING = frozenset({"core:notices", "core:end-support", "core:sign-out", "core:provider-slo"})
"""Of the addresses of this room those that stay open: none that shows or changes how somebody proves who they are."""
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
        # It has been found out who asks: from here on a page need not ask through Django's stand-in a thousand times.
        who: Any = request.user
        if type(who) is SimpleLazyObject and who._wrapped is not empty:
            request.user = who._wrapped
        if refusal is not None and request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("core:sign-in")})
        return refusal


class TimeZoneMiddleware:
    """Shows times in the zone of whoever reads: their own, or the handbook's first for guests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def find() -> ZoneInfo:
            return calendars.zone_of(request.user if isinstance(request.user, Account) else None)

        with timezone.override(ReadersZone(find)):
            return self.get_response(request)


class ActingMiddleware:
    """Lets an administrator act as somebody who has agreed to it, while their visit lasts.

    The request is the person's then, with the rights that they have, but for what protects their account, for what is
    need-to-know, and for what counts as their word. The visit is looked up at every request: whoever ends it ends it
    at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.visit = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or ACTING not in request.session:
            return self.get_response(request)
        by = request.user
        visit = support.running(UUID(request.session[ACTING]), by) if isinstance(by, Account) else None
        if visit is None:
            del request.session[ACTING]
            return self.get_response(request)
        request.user, request.visit = visit.account, visit  # type: ignore[attr-defined]
        with acting(Acting(visit.pk, visit.by_id, visit.account_id)):
            return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """The refusal of what is closed to whoever acts as somebody else; None lets the request pass."""
        found = request.resolver_match
        if request.visit is None or found is None:  # type: ignore[attr-defined]
            return None
        if "core" in found.namespaces and found.view_name not in OPEN_WHILE_ACTING:
            return _refused(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The same refusal where a room says that something is for the person alone."""
        return _refused(request) if isinstance(exception, ActingError) else None


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "core/acting_refused.html", status=HTTPStatus.FORBIDDEN)


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
