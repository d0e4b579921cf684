"""Rounds, for People Operations: opening, extending, reminding, closing, sharing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import member_of
from trellis.core.rules import Account
from trellis.surveys import groups, rules, terms
from trellis.surveys.models import Round, RoundState
from trellis.surveys.queries import rounds as queries
from trellis.surveys.services import rounds as services
from trellis.surveys.services.errors import SurveyError
from trellis.surveys.views.mine import tabs_of


def runner_of(request: HttpRequest) -> Account:
    """Whoever asks, who runs surveys. Raises PermissionDenied."""
    who = member_of(request)
    if not rules.can_run(who):
        raise PermissionDenied
    return who


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """The surveys of the handbook, each with its last round; opens one."""
    who = runner_of(request)
    if request.method == "POST":
        survey = terms.all_surveys().get(request.POST.get("survey", ""))
        if survey is None:
            raise Http404
        try:
            made = services.open_round(survey=survey, by=who)
        except SurveyError as error:
            messages.error(request, f"{error} {error.hint}".strip())
            return redirect("surveys:rounds")
        messages.success(request, _("Opened: everybody who is asked is told."))
        return redirect("surveys:round", made.pk)
    past = Round.objects.order_by("-opens_on", "-pk")[:50]
    values = {"standings": queries.standings(), "past": past, "tabs": tabs_of(who, "rounds")}
    return render(request, "surveys/rounds.html", values)


@never_cache
@require_safe
def survey_round(request: HttpRequest, key: UUID) -> HttpResponse:
    """One round: how many have answered so far, and what can be done with it."""
    runner_of(request)
    found = _round(key)
    is_open = found.state == RoundState.OPEN
    participation = [
        (groups.dimension_title(each.group.partition("=")[0]), _title(each.group), each)
        for each in (queries.participation(found) if is_open else [])
    ]
    changed = [each.text for each in found.asked_questions if each.id in found.changed]
    values = {"round": found, "is_open": is_open, "participation": participation, "changed": changed}
    return render(request, "surveys/round.html", values)


@require_POST
def act(request: HttpRequest, key: UUID) -> HttpResponse:
    """Extend, remind, close or share."""
    who, found = runner_of(request), _round(key)
    seen = _number(request.POST.get("version", ""))
    deed = request.POST.get("do", "")
    try:
        if deed == "extend":
            services.extend(
                survey_round=found, closes_on=_day(request.POST.get("closes_on", "")), by=who, seen=seen
            )
            messages.success(request, _("The last day is another one now."))
        elif deed == "remind":
            count = services.remind(survey_round=found, by=who)
            told = ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", count) % {"n": count}
            messages.success(request, told)
        elif deed == "close":
            services.close_round(survey_round=found, by=who, seen=seen)
            messages.success(request, _("Closed. What may be shown is there; all else is destroyed."))
        elif deed == "share":
            services.share(survey_round=found, by=who)
            messages.success(request, _("Everybody may read the results now."))
        else:
            raise Http404
    except SurveyError as error:
        messages.error(request, f"{error} {error.hint}".strip())
    return redirect("surveys:round", found.pk)


def _round(key: UUID) -> Round:
    found = queries.round_for(key)
    if found is None:
        raise Http404
    return found


def _title(group: str) -> str:
    dimension, _sign, name = group.partition("=")
    return groups.group_title(dimension, name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SurveyError(_("“%(text)s” is no day.") % {"text": text[:20]}, field="closes_on") from error


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
