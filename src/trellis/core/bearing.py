"""Tokens as requests bear them (RFC 6750, 2.1)."""

from __future__ import annotations

from django.http import HttpRequest

from trellis.core.services import tokens
from trellis.core.services.tokens import Caller


def bearer_of(request: HttpRequest) -> str | None:
    """The token in the header `Authorization: Bearer …`; None where there is no such header."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def caller_of(request: HttpRequest) -> Caller | None:
    """Which program makes a request; None where it bears no token. Raises TokenError for one that does not work.

    From then on the request is its account's: what asks who reads or who acts hears of that.
    """
    token = bearer_of(request)
    if token is None:
        return None
    caller = tokens.authenticate(token)
    request.user = caller.account
    return caller
