"""Duties and rights, for administrators: who has which duty, why somebody may do a thing, who may."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trellis.core import assigning
from trellis.core.guarding import administrators_only
from trellis.web import duties, reasons
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address


@administrators_only
@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """All duties that were given, those that still count first."""
    opening = opening_address(request, duties.DUTIES)
    if opening:
        return redirect(opening)
    return render(request, "web/duties.html", duties.listing(request, duties.wanted(request)))


@administrators_only
@require_safe
def assignments_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = assigning.assignments(**duties.wanted(request))
    rows = ordered(duties.columns(), found, request.GET.get("sort", ""))
    return file_response(form, "duties", duties.FILE, duties.exported(rows[:MOST_ROWS].iterator()))


@administrators_only
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Why somebody may do a thing, or why not."""
    return render(request, "web/why.html", reasons.why(request))


@administrators_only
@require_safe
def who_may(request: HttpRequest) -> HttpResponse:
    """Everybody who may do a thing, with the reasons."""
    return render(request, "web/who_may.html", reasons.who_may(request))


@administrators_only
@require_safe
def who_may_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    right = reasons.asked_right(request)
    if right is None:
        raise Http404
    return file_response(form, "who-may", reasons.FILE, reasons.exported(right))
