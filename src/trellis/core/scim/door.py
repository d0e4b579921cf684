"""The door for identity providers: who calls, whether they may, the answer, and a note of it."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from scim2_server.requests import ScimRequest

from trellis.core import bearing, rules
from trellis.core.devices import address_of
from trellis.core.models import Account
from trellis.core.scim import serving
from trellis.core.scim.schemas import LARGEST_BODY
from trellis.core.scim.serving import Answer, refusal
from trellis.core.services import provisioning
from trellis.core.services.tokens import ScopeError, TokenError
from trellis.core.throttling import Throttle

SCOPE = "scim"
MINUTE = 60  # seconds
CALLS_OF_KEY = Throttle("scim", limit=2400, seconds=MINUTE)
"""Providers send up to 25 requests in a second."""
REFUSALS_OF_NETWORK = Throttle("scim refused", limit=30, seconds=MINUTE)


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The answer to a request for a path below the address of SCIM. Changes and refusals are noted."""
    method = (request.method or "").upper()
    by, answer = _let_in(request, method, path)
    if answer is None:
        answer = serving.answer(_read(request, method, path), by)
    if _is_worth_a_note(answer, method, path):
        provisioning.note_call(method=method, path=path, status=answer.status, detail=answer.detail, by=by)
    body = b"" if answer.body is None else json.dumps(answer.body).encode()
    return HttpResponse(
        body, status=answer.status, headers={**answer.headers, "Cache-Control": "no-store, private"}
    )


def _let_in(request: HttpRequest, method: str, path: str) -> tuple[Account | None, Answer | None]:
    """Whoever calls, and the refusal if there is one. Nobody is asked who they are for what anybody may ask."""
    if serving.is_open(method, path):
        return None, None if REFUSALS_OF_NETWORK.allows(address_of(request)) else _too_many()
    by, answer = _caller(request)
    if by is None and not REFUSALS_OF_NETWORK.allows(address_of(request)):
        return None, _too_many()
    return by, answer


def _caller(request: HttpRequest) -> tuple[Account | None, Answer | None]:
    try:
        caller = bearing.caller_of(request)
        if caller is None:
            raise TokenError
        caller.require(SCOPE)
    except TokenError as error:
        detail, challenge = f"{error.message} {error.hint}", 'Bearer realm="SCIM"'
        return None, refusal(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate=challenge)
    except ScopeError as error:
        return None, refusal(HTTPStatus.FORBIDDEN, f"{error.message} {error.hint}")
    if not rules.can_provision(caller.account):
        detail = "Whoever made this token is no administrator. An administrator has to make one."
        return None, refusal(HTTPStatus.FORBIDDEN, detail)
    return caller.account, None if CALLS_OF_KEY.allows(caller.name) else _too_many()


def _too_many() -> Answer:
    detail = f"These are too many requests. Try again in {MINUTE} seconds."
    return refusal(HTTPStatus.TOO_MANY_REQUESTS, detail, Retry_After=str(MINUTE))


def _read(request: HttpRequest, method: str, path: str) -> ScimRequest:
    return ScimRequest(
        method=method,
        base_url=request.build_absolute_uri(reverse("core:scim-root")),
        path=path,
        query=request.GET.dict(),
        headers=dict(request.headers),
        body=request.read(LARGEST_BODY + 1),  # one byte more tells that there is too much
    )


def _is_worth_a_note(answer: Answer, method: str, path: str) -> bool:
    """Changes, and what was refused. Providers ask for what is not there, to know; and a flood is not written down."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return False
    if serving.reads(method, path):
        return answer.status >= HTTPStatus.BAD_REQUEST and answer.status != HTTPStatus.NOT_FOUND
    return True
