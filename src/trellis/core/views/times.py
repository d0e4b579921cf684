"""Time: in which zone and by which calendar somebody works, and who works when."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core import calendars, workplaces
from trellis.core.forms import TimeForm
from trellis.core.guarding import account_of
from trellis.core.rules import can_read
from trellis.core.services import accounts
from trellis.core.views.entering import context
from trellis.handbook.errors import TrellisError

MOST_PLACES = 12


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_time(request: HttpRequest) -> HttpResponse:
    """Choose one's time zone and working calendar."""
    own = account_of(request)
    form = TimeForm(request.POST or None, initial={"time_zone": own.time_zone, "calendar": own.calendar})
    if request.method == "POST" and form.is_valid():
        try:
            accounts.keep_time(account=own, **form.cleaned_data)
        except TrellisError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("Times are shown in %(zone)s now.") % {"zone": calendars.zone_of(own).key}
            )
            return redirect("core:account")
    return render(request, "core/time.html", context(form=form))


@never_cache
@require_safe
def working_hours(request: HttpRequest) -> HttpResponse:
    """Who works when on a day, and when all that are chosen work at once."""
    own, now = account_of(request), timezone.now()
    if not can_read(own):
        raise PermissionDenied
    known = calendars.choices()
    wanted = set(request.GET.getlist("calendar"))
    chosen = [each for each in known if not wanted or each.name in wanted][:MOST_PLACES]
    zone = calendars.zone_of(own)
    day = _day(request.GET.get("day", "")) or now.astimezone(zone).date()
    values = {
        "known": [(each, each in chosen) for each in known],
        "places": workplaces.workplaces(chosen, day, now),
        "common": workplaces.common(chosen, day, zone) if len(chosen) > 1 else [],
        "day": day,
        "zone": zone.key,
    }
    return render(request, "core/working_hours.html", values)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2200 else None
