"""Changes of policies: what became of them, whom they ask again, and who says so."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.pages.marking import marked
from trellis.pages.queries.current import current_edition
from trellis.policies import lists, rules
from trellis.policies.addresses import change_address
from trellis.policies.models import Meaning
from trellis.policies.queries import changes as queries
from trellis.policies.queries.reading import html_of
from trellis.policies.rules import Account
from trellis.policies.services import deciding
from trellis.policies.views.reading import tabs_of


def decider_of(request: HttpRequest) -> Account:
    """Whoever asks, who decides about changes. Raises PermissionDenied."""
    who = member_of(request)
    if not rules.can_decide(who):
        raise PermissionDenied
    return who


@never_cache
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What is proposed and what was merged, with what waits for a word."""
    who = decider_of(request)
    values = {
        "table": lists.table_of_changes(request),
        "proposals": queries.proposals_touching(),
        "tabs": tabs_of(who, "changes"),
    }
    return render(request, "policies/changes.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """One change that is merged: what it says, whom it asks again, what was decided."""
    decider_of(request)
    found = queries.version_for(key)
    if found is None or found.before is None or not current_edition().sees(found.path):
        raise Http404
    if request.method == "POST":
        return _decide(request, found)
    changed = {name: tuple(above) for name, above in found.changed.items()}
    values = {
        "version": found,
        "said": queries.said_of(found),
        "marked": marked(str(html_of(found.before)), str(html_of(found))),
        "people": queries.concerned(found.path, changed),
        "is_open": found.meaning == Meaning.OPEN,
        "may_ask_after_all": found.meaning == Meaning.UNCHANGED,
    }
    return render(request, "policies/change.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposed(request: HttpRequest, number: int) -> HttpResponse:
    """What a proposal would change in policies, and whether that asks people again."""
    who = decider_of(request)
    found = queries.proposed_by(number)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decide_ahead(request, number, who)
    return render(request, "policies/proposed.html", {"number": number, "found": found})


def _decide(request: HttpRequest, version: object) -> HttpResponse:
    asks = request.POST.get("asks") == "yes"
    try:
        row = deciding.decide(
            version=version, asks=asks, because=request.POST.get("because", ""), by=member_of(request),  # type: ignore[arg-type]
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
        return redirect(change_address(version.pk))  # type: ignore[attr-defined]
    told = (
        _("Those concerned are asked again.")
        if row.asks
        else _("Nobody is asked again because of this change.")
    )
    messages.success(request, told)
    return redirect(change_address(row.pk))


def _decide_ahead(request: HttpRequest, number: int, who: Account) -> HttpResponse:
    asks = request.POST.get("asks") == "yes"
    try:
        deciding.decide_ahead(
            number=number, path=request.POST.get("path", ""), after=request.POST.get("after", ""), asks=asks,
            because=request.POST.get("because", ""), by=who,
        )  # fmt: skip
        messages.success(
            request,
            _("Once it is merged, those concerned are asked again.")
            if asks
            else _("Once it is merged, nobody is asked again."),
        )
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint or ''}".strip())
    return redirect(reverse("policies:proposed", args=[number]))
