"""The token endpoint of OAuth 2 for machine clients (RFC 6749, 4.4 and 5)."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import unquote_plus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from trellis.core.devices import network_of
from trellis.core.services import tokens
from trellis.core.throttling import Throttle

QUARTER = 15 * 60
GRANTS_OF_NETWORK = Throttle("grant from", limit=300, seconds=QUARTER)
GRANTS_OF_CLIENT = Throttle("grant to", limit=60, seconds=QUARTER)
FORM = "application/x-www-form-urlencoded"


class GrantError(Exception):
    """The request gets no token: an error of RFC 6749, 5.2, and a sentence for developers, in English as codes are."""

    def __init__(self, error: str, description: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


class Client(NamedTuple):
    """A client and its secret, as a request has them; `by_header` if they stood in the header."""

    id: str
    secret: str
    by_header: bool


@csrf_exempt  # programs send it, with a secret and without cookies
@login_not_required
@sensitive_post_parameters("client_secret")
def token(request: HttpRequest) -> HttpResponse:
    """An access token for a client's secret."""
    try:
        answer: HttpResponse = JsonResponse(_granted(request))
    except GrantError as error:
        answer = JsonResponse(
            {"error": error.error, "error_description": error.description}, status=error.status
        )
        if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
            answer["Allow"] = "POST"
        if error.status == HTTPStatus.UNAUTHORIZED:
            answer["WWW-Authenticate"] = 'Basic realm="Trellis", charset="UTF-8"'
        if error.status == HTTPStatus.TOO_MANY_REQUESTS:
            answer["Retry-After"] = str(QUARTER)
    answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
    return answer


def _granted(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST":
        raise GrantError("invalid_request", "Send a POST.", HTTPStatus.METHOD_NOT_ALLOWED)
    if request.content_type != FORM:
        raise GrantError("invalid_request", f"The body must be {FORM}.")
    if any(len(request.POST.getlist(name)) > 1 for name in request.POST):
        raise GrantError("invalid_request", "A parameter stands there twice.")
    client = _client_of(request)
    _bound(request, client)
    grant_type = request.POST.get("grant_type", "")
    if not grant_type:
        raise GrantError("invalid_request", "The parameter grant_type is missing.")
    if grant_type != "client_credentials":
        raise GrantError("unsupported_grant_type", "Only client_credentials is supported.")
    asked = request.POST.get("scope")
    try:
        made = tokens.grant(
            client_id=client.id,
            secret=client.secret,
            scopes=asked.split() if asked and asked.strip() else None,
        )
    except tokens.TokenError:
        raise _unknown() from None
    except tokens.ScopeError as error:
        raise GrantError("invalid_scope", f"The client was not given the scope {error.scope!r}.") from None
    return {
        "access_token": made.token,
        "token_type": "Bearer",
        "expires_in": made.seconds,
        "scope": " ".join(made.scopes),
    }


def _client_of(request: HttpRequest) -> Client:
    """Client and secret: in the header (RFC 6749, 2.3.1) or in the body, and not in both."""
    header = request.headers.get("Authorization", "")
    in_body = "client_secret" in request.POST
    if header:
        if in_body:
            raise GrantError("invalid_request", "The client proves itself twice: use the header or the body.")
        return _client_in(header)
    if not in_body or "client_id" not in request.POST:
        raise _unknown()
    return Client(request.POST["client_id"], request.POST["client_secret"], by_header=False)


def _client_in(header: str) -> Client:
    scheme, _space, words = header.partition(" ")
    try:
        name, colon, secret = base64.b64decode(words.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise _unknown() from None
    if scheme.casefold() != "basic" or not colon:
        raise _unknown()
    return Client(unquote_plus(name), unquote_plus(secret), by_header=True)


def _bound(request: HttpRequest, client: Client) -> None:
    within = GRANTS_OF_NETWORK.allows(network_of(request)) and GRANTS_OF_CLIENT.allows(client.id)
    if not within:
        raise GrantError(
            "temporarily_unavailable", "Too many requests: use an access token until it ends.",
            HTTPStatus.TOO_MANY_REQUESTS,
        )  # fmt: skip


def _unknown() -> GrantError:
    return GrantError(
        "invalid_client", "Client and secret do not fit together, or no longer work.", HTTPStatus.UNAUTHORIZED
    )
