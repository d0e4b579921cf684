"""Signing in through a provider: going there, coming back, connecting one's account with it, and parting from it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.devices import network_of
from trellis.core.federation import oidc
from trellis.core.federation.providers import FederationError, OidcProvider, Provider, SamlProvider, Told
from trellis.core.guarding import account_of
from trellis.core.models import ProviderLink
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import federation
from trellis.core.services.links import SignInLinkError
from trellis.core.throttling import Throttle
from trellis.core.views import entering
from trellis.core.views.entering import fresh_only, secret
from trellis.handbook.errors import TrellisError

BEGUN = "provider_sign_ins"
"""In the session: what was begun and not finished, by the name that comes back."""
LEFT, LEAVING = "left_provider", "leaving_provider"
"""In the session of somebody who has signed out: who they were at which provider; the request they went there with."""
WORD = "word_of_provider"
"""In the session: what came of going there, for the sign-in page."""
MOST_BEGUN = 5
"""Windows in which one browser may be on its way at once."""
GOING = Throttle("provider from", limit=120, seconds=entering.QUARTER)
log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def start(request: HttpRequest, name: str) -> HttpResponseBase:
    """Go to a provider; from there people come back signed in."""
    provider = _provider(name)
    wanted = {"next": entering.local(request, request.GET.get("next", ""))}
    if request.GET.get("invitation"):
        wanted["invitation"] = request.GET["invitation"][:200]
    return _go(request, provider, wanted)


@never_cache
@require_safe
@fresh_only
def connect(request: HttpRequest, name: str) -> HttpResponseBase:
    """Go to a provider, to connect one's own account with whom it knows."""
    wanted = {"own": str(account_of(request).pk), "next": reverse("core:account")}
    return _go(request, _provider(name), wanted)


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest, name: str) -> HttpResponseBase:
    """Come back from a provider that speaks OpenID Connect."""
    provider = _provider(name)
    if not isinstance(provider, OidcProvider):
        raise Http404
    if not GOING.allows(network_of(request)):
        return entering.too_many(request)

    def told(begun: dict[str, Any]) -> Told:
        asked = oidc.Question(request.GET.get("state", ""), begun["nonce"], begun["verifier"])
        return oidc.told_by(provider, asked, request.GET.dict(), _back(request, provider))

    return _finish(request, provider, request.GET.get("state", ""), told)


@login_not_required
@never_cache
@csrf_exempt  # it comes from the provider, and proves itself by its signature; nothing is done in a session
@require_POST
def acs(request: HttpRequest, name: str) -> HttpResponse:
    """Hear what a provider that speaks SAML says. It comes from another site and so without a session.

    What it says is kept for the browser that began, which is sent on to fetch it.
    """
    provider = _provider(name)
    if not isinstance(provider, SamlProvider):
        raise Http404
    from trellis.core.federation import saml  # noqa: PLC0415 - takes long, and only SAML needs it

    if not GOING.allows(network_of(request)):
        return entering.too_many(request)
    now = timezone.now()
    try:
        answer = saml.told_by(provider, request.POST.get("SAMLResponse", ""), _saml_site(request, name), now)
        federation.answer(provider=provider, request=answer.request, told=answer.told, now=now)
    except FederationError as error:
        return _refused(request, provider, error)
    return redirect("core:provider-finish", name, answer.request)


@login_not_required
@never_cache
@require_safe
def finish(request: HttpRequest, name: str, key: str) -> HttpResponseBase:
    """Sign in the browser that went to a provider that speaks SAML, and no other."""
    provider = _provider(name)
    if not isinstance(provider, SamlProvider):
        raise Http404

    def told(begun: dict[str, Any]) -> Told:
        return federation.take(provider=provider, request=key, now=timezone.now())

    return _finish(request, provider, key, told)


@login_not_required
@require_safe
def metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What a provider that speaks SAML is told about this site."""
    provider = _provider(name)
    if not isinstance(provider, SamlProvider):
        raise Http404
    from trellis.core.federation import saml  # noqa: PLC0415 - takes long, and only SAML needs it

    return HttpResponse(
        saml.metadata_of(_saml_site(request, name), provider.key_certificate),
        content_type="application/samlmetadata+xml; charset=utf-8",
    )


@never_cache
@require_POST
@fresh_only
def disconnect(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign in through a provider no more."""
    own = account_of(request)
    link = ProviderLink.objects.filter(account=own, pk=key).first()
    if link is None:
        raise Http404
    try:
        federation.disconnect(account=own, link=link)
        messages.success(request, _("Your account is no longer connected."))
    except NotAllowedError as error:
        messages.error(request, f"{error.message} {error.hint}")
    return redirect("core:account")


def leave_address(request: HttpRequest) -> tuple[str, str] | None:
    """How the provider is called that somebody signed in through, and where they sign out of it too."""
    provider = federation.provider_named(request.session.get(entering.SIGNED_IN_BY, ""))
    if isinstance(provider, SamlProvider):
        known = provider.sign_out and request.session.get(entering.KNOWN_AS)
        return (provider.title, reverse("core:provider-leave", args=[provider.name])) if known else None
    if not isinstance(provider, OidcProvider):
        return None
    address = oidc.address_to_leave(provider, _site(request) + reverse("core:sign-in"))
    return (provider.title, address) if address else None


def session_at_provider(request: HttpRequest) -> dict[str, Any]:
    """Through which provider somebody is signed in, and as whom there: to tell it when they have left here."""
    held = request.session
    return {"provider": held.get(entering.SIGNED_IN_BY, ""), "as": held.get(entering.KNOWN_AS, {})}


@login_not_required
@never_cache
@require_safe
def leave(request: HttpRequest, name: str) -> HttpResponseBase:
    """Go to a provider that speaks SAML to sign out there too, once, after one has signed out here."""
    provider, left = _provider(name), request.session.pop(LEFT, {})
    if not isinstance(provider, SamlProvider):
        raise Http404
    from trellis.core.federation import saml, saml_leaving  # noqa: PLC0415 - takes long, and only SAML needs it

    asked, known_as = saml.new_name(), left.get("as", {}) if left.get("provider") == name else {}
    address = saml_leaving.address_to_leave(
        provider, _saml_site(request, name), known_as, asked, timezone.now()
    )
    if not address:
        return redirect("core:sign-in")
    request.session[LEAVING] = asked
    return secret(redirect(address))


@login_not_required
@never_cache
@csrf_exempt  # it comes from the provider, and proves itself by its signature
@require_http_methods(["GET", "HEAD", "POST"])
def slo(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hear from a provider that speaks SAML that somebody has left it, or that they have left where we sent them.

    It may come from another site and so without a session: those that end are found by what the provider calls them.
    """
    provider = _provider(name)
    if not isinstance(provider, SamlProvider):
        raise Http404
    from trellis.core.federation import saml_leaving  # noqa: PLC0415 - takes long, and only SAML needs it

    if not GOING.allows(network_of(request)):
        return entering.too_many(request)
    by_form = request.method == "POST"
    values = request.POST if by_form else request.GET
    sent = (
        saml_leaving.Sent(form=values.dict()) if by_form else saml_leaving.Sent(request.META["QUERY_STRING"])
    )
    try:
        if saml_leaving.RESPONSE in values:
            return _has_left(request, provider, sent)
        return _leaves(request, provider, sent)
    except FederationError as error:
        return _refused(request, provider, error)


def _leaves(request: HttpRequest, provider: SamlProvider, sent: Any) -> HttpResponseBase:
    """End what a provider says is over, and answer it."""
    from trellis.core.federation import saml, saml_leaving  # noqa: PLC0415 - takes long, and only SAML needs it

    site, now = _saml_site(request, provider.name), timezone.now()
    leaving = saml_leaving.leaving_told(provider, sent, site, now)
    ended = federation.leave(provider=provider, subject=leaving.subject, names=leaving.sessions)
    if request.session.session_key in ended:
        logout(request)
    address = saml_leaving.address_to_answer(
        provider, site, leaving, saml_leaving.relay_in(sent), saml.new_name(), now
    )
    return secret(redirect(address)) if address else redirect("core:sign-in")


def _has_left(request: HttpRequest, provider: SamlProvider, sent: Any) -> HttpResponseBase:
    """Say on the sign-in page what came of going there."""
    from trellis.core.federation import saml_leaving  # noqa: PLC0415 - takes long, and only SAML needs it

    asked = request.session.pop(LEAVING, "")
    site = _saml_site(request, provider.name)
    told = _("%(provider)s did not sign you out everywhere: close this browser.")
    if saml_leaving.has_left(provider, sent, site, asked, timezone.now()):
        told = _("You are signed out of %(provider)s too.")
    request.session[WORD] = told % {"provider": provider.title}
    return redirect("core:sign-in")


def _go(request: HttpRequest, provider: Provider, wanted: dict[str, Any]) -> HttpResponse:
    if not GOING.allows(network_of(request)):
        return entering.too_many(request)
    try:
        if isinstance(provider, OidcProvider):
            asked = oidc.question()
            address = oidc.address_to_ask(provider, asked, _back(request, provider))
            key, wanted = asked.state, {**wanted, "nonce": asked.nonce, "verifier": asked.verifier}
        else:
            key, address = _ask_by_saml(request, provider)
    except FederationError as error:
        return _refused(request, provider, error)
    begun = request.session.get(BEGUN, {})
    kept = dict(list(begun.items())[-(MOST_BEGUN - 1) :])
    request.session[BEGUN] = {
        **kept, key: {**wanted, "provider": provider.name, "until": time.time() + entering.PATIENCE},
    }  # fmt: skip
    return secret(redirect(address))


def _ask_by_saml(request: HttpRequest, provider: Provider) -> tuple[str, str]:
    from trellis.core.federation import saml  # noqa: PLC0415 - takes long, and only SAML needs it

    assert isinstance(provider, SamlProvider)
    key = saml.new_name()
    federation.ask(provider=provider, name=key)
    return key, saml.address_to_ask(provider, _saml_site(request, provider.name), key, timezone.now())


def _finish(
    request: HttpRequest, provider: Provider, key: str, told: Callable[[dict[str, Any]], Told]
) -> HttpResponseBase:
    """Sign in whom a provider tells of, in the browser that began it."""
    begun = request.session.get(BEGUN, {})
    mine = begun.pop(key, None)
    if mine is not None:  # else whoever makes up addresses would make sessions
        request.session[BEGUN] = begun
    try:
        if mine is None or mine["provider"] != provider.name or time.time() > mine["until"]:
            raise FederationError(
                _("This sign-in was not begun here, or too long ago."),
                hint=_("Begin again from the sign-in page."),
                why="the session knows nothing of it",
            )
        own = _own(request, provider, mine)
        said = told(mine)
        account = federation.account_for(
            provider=provider, told=said, invitation=mine.get("invitation", ""), own=own
        )
    except (FederationError, SignInLinkError) as error:
        return _refused(request, provider, error)
    if own is not None:
        messages.success(
            request, _("Your account is connected with %(provider)s.") % {"provider": provider.title}
        )
        return redirect("core:account")
    enter = entering.enter if said.strong else entering.enter_with_password
    return enter(request, account, next=mine["next"], by=provider.name, known_as=said.known_as)


def _own(request: HttpRequest, provider: Provider, begun: dict[str, Any]) -> Account | None:
    """The account that is to be connected, where it is still the one that is signed in."""
    if "own" not in begun:
        return None
    if not isinstance(request.user, Account) or str(request.user.pk) != begun["own"]:
        raise FederationError(
            _("Somebody else is signed in here now."),
            hint=_("Begin again under “My account”."),
            why="another account",
        )
    return request.user


def _provider(name: str) -> Provider:
    found = federation.provider_named(name)
    if found is None:
        raise Http404
    return found


def _site(request: HttpRequest) -> str:
    return str(settings.TRELLIS_URL) or request.build_absolute_uri("/").rstrip("/")


def _back(request: HttpRequest, provider: Provider) -> str:
    return _site(request) + reverse("core:provider-back", args=[provider.name])


def _saml_site(request: HttpRequest, name: str) -> Any:
    from trellis.core.federation import saml  # noqa: PLC0415 - takes long, and only SAML needs it

    root = _site(request)
    return saml.Site(
        root + reverse("core:provider-metadata", args=[name]),
        root + reverse("core:provider-acs", args=[name]),
        root + reverse("core:provider-slo", args=[name]),
    )


def _refused(request: HttpRequest, provider: Provider, error: TrellisError) -> HttpResponse:
    """Say kindly that it did not work; why stands in the log, which does not hold who it was."""
    log.warning(
        "A sign-in through %s was refused: %s", provider.name, getattr(error, "why", "") or error.code
    )
    return secret(render(request, "core/refused.html", {"error": error}, status=HTTPStatus.FORBIDDEN))
