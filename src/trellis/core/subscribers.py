"""Answers to what Django tells: whoever signs in, by whichever way, is listed with their session."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from trellis.core.devices import address_of, device_of
from trellis.core.middleware import CONFIRMED_AT, SEEN_AT
from trellis.core.models import Account
from trellis.core.services import accounts, sessions


def signed_in(sender: type, request: HttpRequest, user: Account, **rest: Any) -> None:
    """Note the session, and the language. It is fresh: whoever has it has just proved who they are."""
    if request.session.session_key is None:
        request.session.save()
    request.session[SEEN_AT] = request.session[CONFIRMED_AT] = int(time.time())
    key = request.session.session_key
    if key is not None:
        sessions.note(account=user, session_key=key, device=device_of(request), address=address_of(request))
    accounts.speak(account=user, language=get_language() or "")


def signed_out(sender: type, request: HttpRequest, user: Account | None, **rest: Any) -> None:
    """Forget the session."""
    if request.session.session_key is not None:
        sessions.forget(session_key=request.session.session_key)
