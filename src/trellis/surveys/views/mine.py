"""What a survey asks me, and what everybody said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.core.rules import Account
from trellis.surveys import rules, terms
from trellis.surveys.queries import actions
from trellis.surveys.queries import rounds as queries
from trellis.surveys.services import answering
from trellis.surveys.services.errors import SurveyError
from trellis.web.tabs import Tab


def tabs_of(who: Account, current: str) -> tuple[Tab, ...]:
    """The parts of surveys that somebody may use; none where that is one alone."""
    teams = rules.can_run(who) or bool(rules.departments_of(who))
    found = (
        ("home", _("For me"), "surveys:home", True),
        (
            "self",
            _("About myself"),
            "surveys:self-identification",
            bool(terms.self_identification().questions),
        ),
        ("actions", _("Actions"), "surveys:actions", teams or actions.seen(who).exists()),
        ("risks", _("Who may leave"), "surveys:risks", actions.team_of(who).exists()),
        ("turnover", _("Turnover"), "surveys:turnover", rules.can_see_turnover(who)),
        ("rounds", _("Run surveys"), "surveys:rounds", rules.can_run(who)),
    )
    shown = tuple(Tab(title, reverse(name), key == current) for key, title, name, may in found if may)
    return shown if len(shown) > 1 else ()


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Surveys that ask me, and results that I may read."""
    who = member_of(request)
    values = {
        "mine": queries.mine(who),
        "results": queries.visible(who).filter(state="closed").order_by("-opens_on", "-pk")[:12],
        "tabs": tabs_of(who, "home"),
        "asks_of_oneself": bool(terms.self_identification().questions),
    }
    return render(request, "surveys/home.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer a survey, once."""
    who = member_of(request)
    mine = queries.asked_of(who, key)
    if mine is None:
        raise Http404
    given: dict[str, str] = {}
    trouble = None
    if request.method == "POST":
        given = {each.id: request.POST.get(each.id, "") for each in mine.round.asked_questions}
        try:
            counted = answering.answer(survey_round=mine.round, values=given, by=who)
        except SurveyError as error:
            trouble = error
        else:
            messages.success(
                request, _("Counted. Thank you.") if counted else _("You have answered already.")
            )
            return redirect("surveys:home")
    asked = [
        (each, given.get(each.id, ""), list(zip(each.values, each.options or each.values, strict=True)))
        for each in mine.round.asked_questions
    ]
    drivers = mine.round.drivers
    parts = [(title, [row for row in asked if row[0].driver == key]) for key, title in drivers.items()]
    parts.append((_("Other questions"), [row for row in asked if row[0].driver not in drivers]))
    values = {
        "mine": mine,
        "parts": [part for part in parts if part[1]],
        "count": len(asked),
        "error": trouble,
    }
    return render(request, "surveys/answer.html", values, status=422 if trouble else 200)
