"""Pausing, resuming, and having a run tried again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.automations import rules
from trellis.automations.definitions.permissions import SEE
from trellis.automations.queries import automations as queries
from trellis.automations.services import steering as services
from trellis.automations.views.reading import automation_or_404, run_or_404
from trellis.core.guarding import account_of, permitted
from trellis.handbook.errors import TrellisError


@permitted(SEE.name)
@require_POST
def pause(request: HttpRequest, name: str) -> HttpResponse:
    """Have an automation rest, with the reason."""
    found, who = automation_or_404(name), account_of(request)
    _check(request, name)
    because = request.POST.get("because", "")
    _said(request, lambda: services.pause(automation=found, because=because, by=who), _("Paused."))
    return redirect("automations:automation", name)


@permitted(SEE.name)
@require_POST
def resume(request: HttpRequest, name: str) -> HttpResponse:
    """Have an automation act again."""
    found, who = automation_or_404(name), account_of(request)
    _check(request, name)
    _said(request, lambda: services.resume(automation=found, by=who), _("It acts again from now on."))
    return redirect("automations:automation", name)


@permitted(SEE.name)
@require_POST
def repeat(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have a run tried again."""
    found, who = run_or_404(request, key), account_of(request)
    _said(request, lambda: services.repeat(run=found, by=who), _("It is tried again."))
    return redirect("automations:run", key)


def _check(request: HttpRequest, name: str) -> None:
    if not rules.can_steer(account_of(request), queries.owner_of(automation_or_404(name))):
        raise PermissionDenied


def _said(request: HttpRequest, do: Callable[[], object], done: str) -> None:
    try:
        do()
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, done)
