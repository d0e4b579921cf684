"""The headcount plan: positions that are to be filled, and what became of them."""

from __future__ import annotations

from typing import Any
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
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.people import organisation_lists, rules, terms
from trellis.people.days import today
from trellis.people.models import Seat, SeatState
from trellis.people.organisation_forms import SeatForm
from trellis.people.queries import organisation as queries
from trellis.people.services import organisation
from trellis.people.services.errors import StaleRecordError
from trellis.people.services.organisation import Plan
from trellis.people.tabs import tabs_for
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.saving import opening_address

MOST_CANDIDATES = 50


def planner_of(request: HttpRequest) -> Account:
    """Whoever asks, who plans headcount. Raises PermissionDenied."""
    who = member_of(request)
    if not rules.can_plan(who):
        raise PermissionDenied
    return who


@never_cache
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """All planned positions, and the plan by quarters beside what is known."""
    who = planner_of(request)
    opening = opening_address(request, organisation_lists.PLAN)
    if opening:
        return redirect(opening)
    quarters = queries.quarters_from(today())
    values = {
        **organisation_lists.listing_of_seats(request, who), "tabs": tabs_for(who, "people:plan"),
        "quarters": quarters, "planned": [_figures(each, quarters) for each in queries.plan_by_quarter(quarters)],
    }  # fmt: skip
    return render(request, "people/plan.html", values)


@never_cache
@require_safe
def plan_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered plan as a file."""
    planner_of(request)
    rows = queries.seats(organisation_lists.asked_of(request)).order_by("starts_on", "pk")[:MOST_ROWS]
    return file_response(
        form, "headcount-plan", organisation_lists.SEAT_FILE, organisation_lists.exported_seats(rows)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a position."""
    return _form(request, planner_of(request), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, key: UUID) -> HttpResponse:
    """A planned position: change it, open it, say by whom it is filled."""
    return _form(request, planner_of(request), _seat(key))


@never_cache
@require_http_methods(["POST"])
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open, close or fill a planned position."""
    who, found = planner_of(request), _seat(key)
    state, employment = request.POST.get("state", ""), None
    if state == SeatState.FILLED:
        chosen = request.POST.get("employment", "")
        employment = next(
            (each for each in queries.could_fill(found)[:MOST_CANDIDATES] if str(each.pk) == chosen), None
        )
    try:
        if state not in SeatState.values:
            raise Http404
        seen = request.POST.get("seen", "")
        organisation.move_seat(
            seat=found,
            state=SeatState(state),
            by=who,
            employment=employment,
            seen=int(seen) if seen.isdecimal() else None,
        )
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, _("Saved."))
    return redirect("people:seat", key)


def _form(request: HttpRequest, who: Account, found: Seat | None) -> HttpResponse:
    form = SeatForm(request.POST or None, seat=found)
    stale: Seat | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = Plan(
            **{
                name: given[name]
                for name in (
                    "title",
                    "department",
                    "starts_on",
                    "entity",
                    "location",
                    "manager",
                    "fte",
                    "note",
                )
            }
        )
        try:
            made = organisation.keep_seat(plan=wanted, by=who, seat=found, seen=given["seen"])
        except StaleRecordError as error:
            form.add_error(None, f"{error.message} {error.hint}")
            stale = _seat(found.pk) if found is not None else None
            data = request.POST.copy()
            data["seen"] = str(stale.version) if stale is not None else ""
            form.data = data
        except TrellisError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("“%(title)s” is in the plan.") % {"title": made.title})
            return redirect("people:seat", made.pk)
    values: dict[str, Any] = {
        "seat": found, "form": form, "stale": stale, "titles": terms.role_titles(),
        "crumbs": [(_("Headcount plan"), reverse("people:plan"))],
        "tone": organisation_lists.TONES[found.state] if found else "",
        "department": terms.all_departments().title_of(found.department) if found else "",
        "is_open": found is None or found.state in (SeatState.PLANNED, SeatState.OPEN),
        "candidates": queries.could_fill(found)[:MOST_CANDIDATES] if found and found.state == SeatState.OPEN else (),
    }  # fmt: skip
    return render(request, "people/seat.html", values, status=400 if request.method == "POST" else 200)


def _seat(key: UUID) -> Seat:
    found = queries.seat_for(key)
    if found is None:
        raise Http404
    return found


def _figures(each: queries.Planned, quarters: list[str]) -> dict[str, Any]:
    """A department's line: of each quarter the plan, what is known, how far apart, and where the rows are."""
    address = reverse("people:plan")
    return {
        "title": each.title, "before": each.before, "name": each.department,
        "cells": [
            {
                "quarter": quarter, "plan": plan_, "known": known, "apart": known - plan_,
                "url": f"{address}?department={each.department}&quarter={quarter}",
            }
            for plan_, known, quarter in zip(each.plan, each.known, quarters, strict=True)
        ],
    }  # fmt: skip
