"""Tokens and machine clients: one's own, and everybody's for administrators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import queries
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import ApiKey
from trellis.core.services import tokens as services
from trellis.core.signing_in_forms import TokenForm
from trellis.core.views.entering import context, fresh_only, secret
from trellis.handbook.errors import TrellisError


@never_cache
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens and clients, the newest first."""
    return render(request, "core/tokens.html", {"keys": queries.keys_of(account_of(request))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_only
def new(request: HttpRequest) -> HttpResponse:
    """Make a token or a client; the secret is shown once, on the answer to the form."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "kind": ApiKey.Kind(form.cleaned_data["kind"])}
        try:
            issued = services.issue(account=account_of(request), **facts)
        except TrellisError as error:
            form.refuse(error)
        else:
            address = request.build_absolute_uri(reverse("core:oauth-token"))
            values = {"key": issued.key, "secret": issued.secret, "address": address}
            return secret(render(request, "core/token.html", values))
    return render(request, "core/new_token.html", context(form=form))


@never_cache
@require_POST
def revoke(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Make one of one's own stop working."""
    key = queries.key_of(identifier)
    if key is None or key.account_id != account_of(request).pk:
        raise Http404
    return _revoke(request, key, "core:tokens")


@administrators_only
@require_safe
def everybodys(request: HttpRequest) -> HttpResponse:
    """The tokens and clients of all, the newest first."""
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    values = {
        "keys": queries.all_keys(text=text, state=state),
        "text": text,
        "state": state,
        "states": [("active", _("active")), ("expired", _("expired")), ("revoked", _("revoked"))],
    }
    return render(request, "core/all_tokens.html", values)


@administrators_only
@require_POST
def revoke_for(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Make anybody's token or client stop working."""
    key = queries.key_of(identifier)
    if key is None:
        raise Http404
    return _revoke(request, key, "core:all-tokens")


def _revoke(request: HttpRequest, key: ApiKey, back: str) -> HttpResponse:
    if services.revoke(key=key, by=account_of(request)):
        messages.success(request, _("“%(name)s” no longer works.") % {"name": key.name})
    else:
        messages.info(request, _("“%(name)s” was revoked before.") % {"name": key.name})
    return redirect(back)
