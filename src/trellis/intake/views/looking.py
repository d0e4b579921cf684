"""The board, the list, and one request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import account_of
from trellis.intake import lists, rules
from trellis.intake.around import request_or_404, tabs
from trellis.intake.definitions import stages
from trellis.intake.models import Stage
from trellis.intake.panels import panels
from trellis.intake.queries import boards
from trellis.intake.queries import requests as queries
from trellis.intake.queries.flow import journey_of
from trellis.intake.terms import has_course, has_page
from trellis.people.days import today
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Requests by stage; who may, moves them on from here."""
    who = account_of(request)
    kind, whose = request.GET.get("kind", ""), request.GET.get("whose", "")
    values = {
        **tabs("board", account_of(request)), "columns": boards.columns(who, kind, whose), "kind": kind, "whose": whose,
        "kinds": boards.kinds(), "today": today(), "may_triage": rules.can_triage(who),
    }  # fmt: skip
    return render(request, "intake/board.html", values)


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """All requests as a list."""
    opening = opening_address(request, lists.REQUESTS)
    if opening:
        return redirect(opening)
    return render(
        request,
        "intake/list.html",
        {**lists.listing(request, account_of(request)), **tabs("list", account_of(request))},
    )


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = lists.wanted(account_of(request), request.GET)
    rows = ordered(lists.columns(), found, request.GET.get("sort", ""))
    return file_response(form, "course-requests", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@members_only
@never_cache
@require_safe
def request(request: HttpRequest, key: UUID) -> HttpResponse:
    """A request: what is asked for, how far it is, what was said, and what can be done now."""
    who = account_of(request)
    found = request_or_404(who, key)
    whole = queries.whole(who, found)
    journey = journey_of(whole.moves)
    values = {
        "days_in": [(Stage(stage).label, days) for stage, days in journey.days.items() if stage in stages.OPEN],
        "pages": [(each.strip(), has_page(each.strip())) for each in found.pages.splitlines() if each.strip()],
        "has_course": bool(found.course) and has_course(found.course),
        **tabs("board", account_of(request)), "row": found, "whole": whole, "moments": queries.moments(whole.moves),
        "panels": panels(who, whole), "journey": journey, "today": today(),
        "may_change": rules.can_change(who, found), "may_withdraw": rules.can_withdraw(who, found),
    }  # fmt: skip
    return render(request, "intake/request.html", values)
