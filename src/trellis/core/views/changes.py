"""Who gave whom which access, and when: for administrators."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.core import queries
from trellis.core.cells import cell
from trellis.core.models import AccessChange
from trellis.core.views.people import administrators_only

MOST_EXPORTED = 100_000
COLUMNS = ("at", "deed", "account", "by", "before", "after")


@administrators_only
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What was done with access, the newest first."""
    deed, text = _wanted(request)
    values = {
        "changes": queries.access_changes(deed=deed, text=text),
        "deeds": AccessChange.Deed.choices,
        "deed": deed,
        "text": text,
        "asked": request.GET.urlencode(),
    }
    return render(request, "core/changes.html", values)


@administrators_only
@require_safe
def changes_csv(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet, with times in UTC."""
    deed, text = _wanted(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in queries.access_changes(deed=deed, text=text)[:MOST_EXPORTED].iterator():
        cells = (each.deed, each.email, each.by_email, each.before, each.after)
        writer.writerow((each.at.isoformat(timespec="seconds"), *map(cell, cells)))
    disposition = {"Content-Disposition": 'attachment; filename="access-changes.csv"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=disposition)


def _wanted(request: HttpRequest) -> tuple[str, str]:
    deed = request.GET.get("deed", "")
    return (deed if deed in AccessChange.Deed.values else ""), request.GET.get("q", "").strip()[:200]
