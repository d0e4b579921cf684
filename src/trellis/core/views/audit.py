"""What happened, for administrators: the audit, its export, and reactions that were given up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.core import auditing
from trellis.core.guarding import account_of, administrators_only
from trellis.core.services import events as services

CHUNK = 1000
COLUMNS = ("at", "event", "by", "by name", "about", "object", "object name", "values", "identifier", "sealed")


@administrators_only
@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Reactions to events that failed for good, with why."""
    return render(request, "core/dead_letters.html", {"letters": auditing.dead_letters()})


@administrators_only
@require_POST
def replay(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have one of them tried again."""
    delivery = auditing.dead_letters().filter(pk=key).first()
    if delivery is None:
        raise Http404
    services.replay(delivery=delivery, by=account_of(request))
    messages.success(
        request, _("It is tried again now. If it fails for good once more, it stands here again.")
    )
    return redirect("core:dead-letters")
