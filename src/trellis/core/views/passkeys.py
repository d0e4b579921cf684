"""Passkeys: what the browser is asked, and its answers, as JSON."""

from __future__ import annotations

import ipaddress
import json
import time
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from trellis.core.devices import network_of
from trellis.core.guarding import account_of, reads_its_body
from trellis.core.sealing import seal
from trellis.core.services import locks, passkeys
from trellis.core.services.passkeys import PasskeyError, Question, Site
from trellis.core.throttling import Throttle
from trellis.core.views import entering
from trellis.handbook.errors import TrellisError

CHALLENGE = "passkey_challenge"
NEW_CODES = "new_recovery_codes"
QUESTIONS = Throttle("passkey question", limit=300, seconds=entering.QUARTER)
"""Each makes a session: a whole office may be asked in a quarter of an hour, and no more."""
LONGEST_ANSWER = 32 * 1024  # bytes


def site_of(request: HttpRequest) -> Site:
    """The site by the name under which it is asked for, which is one of ALLOWED_HOSTS."""
    name = request.get_host().rsplit(":", 1)[0]
    return Site(name, f"{request.scheme}://{request.get_host()}")


def are_possible(request: HttpRequest) -> bool:
    """Whether browsers do passkeys here: under a name, not a number, and by https or on the same machine."""
    name = site_of(request).name
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return request.is_secure() or name == "localhost" or name.endswith(".localhost")
    return False


@login_not_required
@never_cache
@require_POST
def ask_for_known(request: HttpRequest) -> HttpResponse:
    """What to ask the browser of somebody who signs in."""
    if not QUESTIONS.allows(network_of(request)):
        return _trouble(PasskeyError(_("Too many tries.")), HTTPStatus.TOO_MANY_REQUESTS)
    question = passkeys.ask_for_known(site=site_of(request))
    _remember(request, question)
    return HttpResponse(question.options, content_type="application/json")


@login_not_required
@never_cache
@require_POST
@reads_its_body
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone; the answer says where to go."""
    if not locks.PASSWORDS_OF_NETWORK.allows(network_of(request)):
        return _trouble(PasskeyError(_("Too many tries.")), HTTPStatus.TOO_MANY_REQUESTS)
    try:
        answer = _answer(request)
        account = passkeys.account_with(answer=answer, challenge=_asked(request), site=site_of(request))
    except PasskeyError as error:
        return _trouble(error)
    response = entering.enter(request, account, next=request.GET.get("next", ""))
    return JsonResponse({"next": response["Location"]})


@never_cache
@require_POST
@entering.fresh_only
def ask_for_new(request: HttpRequest) -> HttpResponse:
    """What to ask the browser of somebody who adds a passkey."""
    question = passkeys.ask_for_new(account=account_of(request), site=site_of(request))
    _remember(request, question)
    return HttpResponse(question.options, content_type="application/json")


@never_cache
@require_POST
@entering.fresh_only
@reads_its_body
def add(request: HttpRequest) -> HttpResponse:
    """Take a new passkey into use; the answer says where to go."""
    account = account_of(request)
    try:
        answer = _answer(request)
        codes = passkeys.add_passkey(
            account=account,
            answer=answer,
            challenge=_asked(request),
            site=site_of(request),
            name=request.GET.get("name", ""),
        )
    except PasskeyError as error:
        return _trouble(error)
    messages.success(request, _("The passkey is ready."))
    if codes:
        request.session[NEW_CODES] = seal("\n".join(codes))
        return JsonResponse({"next": reverse("core:recovery-codes")})
    return JsonResponse({"next": reverse("core:account")})


def _remember(request: HttpRequest, question: Question) -> None:
    request.session[CHALLENGE] = [question.challenge, time.time() + entering.PATIENCE]


def _asked(request: HttpRequest) -> str:
    """The challenge that this browser is to answer, once and soon; empty where there is none."""
    kept = request.session.pop(CHALLENGE, None)
    if not isinstance(kept, list) or time.time() > kept[1]:
        return ""
    return str(kept[0])


def _answer(request: HttpRequest) -> dict[str, Any]:
    """What the browser says. Raises PasskeyError."""
    try:
        answer = json.loads(request.body) if len(request.body) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise PasskeyError
    return answer


def _trouble(error: TrellisError, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> HttpResponse:
    return JsonResponse({"message": error.message, "hint": error.hint}, status=status)
