"""The upstream: how things stand, what administrators decide, and the door through which it says that it changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from trellis.core.devices import network_of
from trellis.core.rules import Account, can_administer
from trellis.core.throttling import Throttle
from trellis.handbook.errors import TrellisError
from trellis.pages.queries import upstream as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.editing import is_commit
from trellis.pages.services import upstream as services
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.upstreams import configured
from trellis.pages.views.made import to_proposal
from trellis.web.guarding import open_to_all

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

LARGEST_CALL = 5 * 2**20
"""Bytes of what a server may send with its call; a long push is described in less."""
CALLS = Throttle("upstream-hook", limit=120, seconds=60)
WRONG_CALLS = Throttle("upstream-hook-wrong", limit=20, seconds=900)


def administrators_only(view: View[P]) -> View[P]:
    """For administrators: guests have been sent to sign in before this is asked, others are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not can_administer(request.user if isinstance(request.user, Account) else None):
            raise PermissionDenied(_("Only administrators look after the upstream."))
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
@administrators_only
def state(request: HttpRequest) -> HttpResponse:
    """How things stand, what went wrong and what to do about it."""
    return render(request, "pages/upstream.html", {"upstream": queries.shown()})


@require_POST
@administrators_only
def act(request: HttpRequest, what: str) -> HttpResponse:
    """Look now, decide which line counts, or make a proposal of a conflict."""
    by, post = request.user, request.POST
    assert isinstance(by, Account)  # `administrators_only` has asked
    seen = {name: post.get(name, "") for name in ("ours", "theirs")}
    if what != "sync" and not all(is_commit(commit) for commit in seen.values()):
        raise Http404
    try:
        if what == "sync":
            services.ask_by_hand(by=by)
            messages.success(request, _("Trellis looks within a few seconds."))
        elif what == "take-theirs":
            _told(request, _("Readers see what is there now."), services.take_theirs(by=by, **seen))
        elif what == "keep-ours":
            if "sure" not in post:
                messages.error(request, _("Say that you are sure: the branch there is replaced."))
            else:
                _told(request, _("What is here is there now."), services.keep_ours(by=by, **seen))
        elif what == "propose":
            made = services.propose_theirs(current_edition(), by=by, theirs=seen["theirs"])
            return to_proposal(made)
        else:
            raise Http404
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return HttpResponseRedirect(reverse("pages:upstream"))


@csrf_exempt
@open_to_all
@require_POST
def hook(request: HttpRequest) -> HttpResponse:
    """A server says that something changed. Nothing of what it says is used but its proof; a round follows soon."""
    wanted = configured()
    if wanted is None or not wanted.secret:
        return _refused(404, "No webhook is configured. Set TRELLIS_UPSTREAM_SECRET.")
    network = network_of(request)
    if not CALLS.allows(network):
        return _refused(429, "Too many calls. Try again in a minute.")
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_CALL or len(request.body) > LARGEST_CALL:
            return _refused(413, "The call is too large.")
    except (ValueError, RequestDataTooBig):
        return _refused(413, "The call is too large.")
    if not _is_proven(request, wanted.secret):
        known = WRONG_CALLS.allows(network)
        return _refused(
            403 if known else 429, "The secret is wrong. Compare it with TRELLIS_UPSTREAM_SECRET."
        )
    services.ask()
    return JsonResponse({"asked": True}, status=202)


def _is_proven(request: HttpRequest, secret: str) -> bool:
    """Whether a call holds the secret as GitLab sends it, or is signed with it as GitHub signs."""
    token, signed = request.headers.get("X-Gitlab-Token"), request.headers.get("X-Hub-Signature-256")
    if token is not None:
        return hmac.compare_digest(token.encode(), secret.encode())
    if signed is not None:
        wanted = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(signed.encode(), f"sha256={wanted}".encode())
    return False


def _refused(status: int, why: str) -> HttpResponse:
    return JsonResponse({"asked": False, "why": why}, status=status)


def _told(request: HttpRequest, done: str, kept: str) -> None:
    where = _("The other line is kept on the branch “%(branch)s”.") % {"branch": kept}
    messages.success(request, f"{done} {where}")
