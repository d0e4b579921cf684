"""When somebody is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.work import dues
from trellis.work.forms import AbsenceForm
from trellis.work.guarding import members_only
from trellis.work.models import Absence
from trellis.work.queries import items as queries
from trellis.work.services import absences, tasks


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """When whoever asks is away, and for whom they stand in."""
    who, now = account_of(request), timezone.now()
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            absences.plan(
                first=form.cleaned_data["first"], last=form.cleaned_data["last"], by=who,
                stand_in=tasks.somebody_named(form.cleaned_data["who"], by=who),
            )  # fmt: skip
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("It is planned, and who stands in for you knows."))
            return redirect("work:absence")
    zone = dues.zone_of(who)
    values = {
        "form": form,
        "away": _shown(queries.absences_of(who, now), zone),
        "standing_in": _shown(queries.stood_in_by(who, now), zone),
        "partners": queries.partners_of(who),
        "now": now,
    }
    return render(request, "work/absence.html", values)


@members_only
@require_POST
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Be there after all."""
    if not absences.take_back(key, by=account_of(request)):
        raise Http404
    messages.success(request, _("You are there."))
    return redirect("work:absence")


def _shown(found: Iterable[Absence], zone: ZoneInfo) -> list[dict[str, object]]:
    """Absences with their first and last day where the reader is."""
    return [
        {
            "absence": each,
            "first": each.starts_at.astimezone(zone).date(),
            "last": (each.ends_at - timedelta(seconds=1)).astimezone(zone).date(),
        }
        for each in found
    ]
