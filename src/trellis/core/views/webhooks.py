"""Webhooks, for administrators: which machines are told of events, and what they were told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import auditing, webhook_lists
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import Webhook
from trellis.core.services import webhooks as services
from trellis.core.telling_forms import WebhookForm
from trellis.core.views.entering import context, fresh_only, secret
from trellis.handbook.errors import TrellisError

AGAIN = timedelta(days=7)
"""How far back “send again” goes."""


@administrators_only
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """All webhooks, with how they fare."""
    return render(request, "core/webhooks.html", {"webhooks": webhook_lists.webhooks()})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_only
def new(request: HttpRequest) -> HttpResponse:
    """Make a webhook; its secret is shown once, on the answer to the form."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, shared = services.create(**form.cleaned_data, by=account_of(request))
        except TrellisError as error:
            form.refuse(error)
        else:
            return _with_secret(request, webhook, shared)
    return render(request, "core/webhook_form.html", context(form=form, webhook=None))


@administrators_only
@require_safe
def webhook(request: HttpRequest, key: UUID) -> HttpResponse:
    """One webhook: what it is told of, and the log of what it was told."""
    found = _found(key)
    state = request.GET.get("state", "")
    values = {
        "webhook": found,
        "says": [says for name, says in auditing.names_of_events() if name in found.events],
        "sent": webhook_lists.messages(found, state=state),
        "state": state,
        "counts": webhook_lists.counts(found),
    }
    return render(request, "core/webhook.html", values)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what a webhook is called, where it goes and what it is told of."""
    found = _found(key)
    initial = {"name": found.name, "address": found.address, "wanted": found.events}
    form = WebhookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(webhook=found, **form.cleaned_data, by=account_of(request))
        except TrellisError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The webhook is changed."))
            return redirect("core:webhook", key=found.pk)
    return render(request, "core/webhook_form.html", context(form=form, webhook=found))


@administrators_only
@require_POST
@fresh_only
def renew(request: HttpRequest, key: UUID) -> HttpResponse:
    """A new secret, shown once."""
    found = _found(key)
    return _with_secret(request, found, services.renew_secret(webhook=found, by=account_of(request)))


@administrators_only
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Switch a webhook on or off, send again what it did not take, or take it away."""
    found, by = _found(key), account_of(request)
    if deed == "off":
        services.switch(webhook=found, on=False, by=by)
        messages.success(request, _("The webhook is told nothing more until it is switched on."))
    elif deed == "on":
        services.switch(webhook=found, on=True, by=by)
        messages.success(request, _("The webhook is told again, also of what it missed."))
    elif deed == "again":
        sent = services.replay_since(webhook=found, since=timezone.now() - AGAIN, by=by)
        said = ngettext("%(n)d message is sent again.", "%(n)d messages are sent again.", sent) % {"n": sent}
        messages.success(request, said)
    elif deed == "remove":
        services.remove(webhook=found, by=by)
        messages.success(request, _("“%(name)s” is removed.") % {"name": found.name})
        return redirect("core:webhooks")
    else:
        raise Http404
    return redirect("core:webhook", key=found.pk)


@administrators_only
@require_POST
def replay(request: HttpRequest, key: UUID, message: UUID) -> HttpResponse:
    """Send one message again."""
    sent = webhook_lists.messages(_found(key)).filter(pk=message).first()
    if sent is None:
        raise Http404
    services.replay(message=sent, by=account_of(request))
    messages.success(request, _("The message is sent again now."))
    return redirect("core:webhook", key=key)


def _found(key: UUID) -> Webhook:
    found = webhook_lists.webhooks().filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _with_secret(request: HttpRequest, found: Webhook, shared: str) -> HttpResponse:
    return secret(render(request, "core/webhook_secret.html", {"webhook": found, "secret": shared}))
