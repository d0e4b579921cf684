"""Turnover with those who left, and the people who may leave."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.core.rules import Account
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.surveys import lists, pictures, rules
from trellis.surveys.forms import RiskForm
from trellis.surveys.queries import actions as queries
from trellis.surveys.queries import turnover as turnovers
from trellis.surveys.services import risks as services
from trellis.surveys.services.errors import StaleError, SurveyError
from trellis.surveys.views.mine import tabs_of
from trellis.web.exporting import MOST_ROWS, file_response, files_of
from trellis.web.saving import opening_address


@never_cache
@require_safe
def turnover(request: HttpRequest) -> HttpResponse:
    """Who left over twelve months: of their own will, to grow, for which reasons, from where."""
    who = _seer_of(request)
    found = turnovers.analysis(today())
    departments, reasons = people_terms.all_departments(), lists.reasons()
    values = {
        "now": found.months[-1],
        "tabs": tabs_of(who, "turnover"),
        "exports": files_of("surveys:turnover-export"),
        "rates": _rates(found.months[-1]),
        "course": pictures.of_turnover(found.months),
        "reasons": [
            (
                reasons.get(name, name) or _("Other reasons, of fewer than five each"), count,
                lists.leavers_address(reason=name) if name else "",
            )
            for name, count in found.reasons
        ],
        "departments": [
            (
                departments.title_of(name) if name else _("Departments of fewer than five, together"), each,
                _rates(each), lists.leavers_address(department=name) if name else "",
            )
            for name, each in found.departments
        ],
    }  # fmt: skip
    return render(request, "surveys/turnover.html", values)


@never_cache
@require_safe
def turnover_file(request: HttpRequest, form: str) -> HttpResponse:
    """The numbers of the page as a file."""
    _seer_of(request)
    rows = lists.exported_turnover(turnovers.analysis(today()))
    return file_response(form, "turnover", lists.TURNOVER_FILE, rows)


@never_cache
@require_safe
def leavers(request: HttpRequest) -> HttpResponse:
    """Who left in the twelve months that turnover counts, each leading to their record."""
    _seer_of(request)
    opening = opening_address(request, lists.LEAVERS)
    if opening:
        return redirect(opening)
    return render(request, "surveys/leavers.html", lists.leavers_listing(request))


@never_cache
@require_safe
def leavers_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    _seer_of(request)
    found = turnovers.leavers(today(), lists.wanted_leavers(request))
    return file_response(form, "leavers", lists.LEAVERS_FILE, lists.exported_leavers(found[:MOST_ROWS]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def risks(request: HttpRequest) -> HttpResponse:
    """Who of my people may leave, why, and what we do about it. That I look is noted."""
    who = member_of(request)
    if not queries.team_of(who).exists():
        raise PermissionDenied
    trouble: SurveyError | None = None
    data = request.POST if request.method == "POST" else None
    wanted = _key(request.GET.get("person", ""))
    services.looked_at(by=who)
    rows = queries.risks(who)
    there = next((each for each in rows if each.person_id == wanted), None)
    initial = {"person": wanted}
    if there is not None:
        initial |= {
            name: getattr(there, name) for name in ("level", "reason", "action", "review_on", "version")
        }
    if request.method == "POST" and request.POST.get("do") == "end":
        person = queries.person_of_team(who, _key(request.POST.get("person", "")) or UUID(int=0))
        if person is None:
            raise Http404
        services.end_risk(person=person, by=who)
        messages.success(request, _("Deleted."))
        return redirect("surveys:risks")
    form = RiskForm(data, initial=initial, who=who)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            services.keep_risk(person=clean["person"], says=form.risk(), by=who, seen=clean["version"])
        except SurveyError as error:
            trouble = error
            there = next((each for each in rows if each.person_id == clean["person"].pk), None)
            if isinstance(error, StaleError) and there is not None:
                form.data = {**request.POST.dict(), "version": str(there.version)}
        else:
            messages.success(request, _("Written down."))
            return redirect("surveys:risks")
    values = {
        "tabs": tabs_of(who, "risks"),
        "rows": rows,
        "form": form,
        "error": trouble,
        "there": there,
        "stale": isinstance(trouble, StaleError),
    }
    return render(request, "surveys/risks.html", values, status=422 if trouble or form.errors else 200)


def _seer_of(request: HttpRequest) -> Account:
    who = member_of(request)
    if not rules.can_see_turnover(who):
        raise PermissionDenied
    return who


def _rates(found: turnovers.Turnover) -> dict[str, float | None]:
    return {
        "all": found.rate(found.leavers), "voluntary": found.rate(found.voluntary),
        "growth": found.rate(found.growth_related),
    }  # fmt: skip


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
