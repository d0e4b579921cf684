"""What I say of myself, and what is reported of everybody."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import member_of
from trellis.core.rules import require_oneself
from trellis.surveys import pictures, rules, terms
from trellis.surveys.definitions.selfid import PREFER_NOT
from trellis.surveys.queries import selfid as queries
from trellis.surveys.services import selfid as services
from trellis.surveys.services.errors import SurveyError
from trellis.surveys.views.mine import tabs_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """See, change and withdraw what I say of myself: I alone."""
    require_oneself()
    who = member_of(request)
    asked = queries.questions_for(who)
    trouble = None
    answers = queries.own_answers(who)
    if request.method == "POST":
        withdraws = request.POST.get("do") == "withdraw"
        answers = {} if withdraws else {name: request.POST.get(name, "") for name in asked}
        try:
            services.say(answers=answers, by=who)
        except SurveyError as error:
            trouble = error
        else:
            messages.success(request, _("Withdrawn.") if not any(answers.values()) else _("Kept."))
            return redirect("surveys:self-identification")
    besides = [(PREFER_NOT, _("Prefer not to say")), ("", _("No answer"))]
    rows = [
        (name, each, answers.get(name, ""), [*each.options.items(), *besides])
        for name, each in asked.items()
    ]  # fmt: skip
    values = {
        "tabs": tabs_of(who, "self"),
        "rows": rows,
        "has_answered": any(answers.values()),
        "error": trouble,
        "why": terms.self_identification().why,
    }
    return render(request, "surveys/self_identification.html", values, status=422 if trouble else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """What is reported of everybody; makes this year's report."""
    who = member_of(request)
    if request.method == "POST":
        if not rules.can_run(who):
            raise PermissionDenied
        made = services.report(by=who)
        if made:
            messages.success(request, _("This year's report is there."))
        else:
            messages.info(
                request, _("Too small to report: fewer than five answered, or changed since the last report.")
            )
        return redirect("surveys:self-report")
    questions = terms.self_identification().questions
    found = queries.reports()
    first = found[0] if found else None
    counts = [
        (each.title, [
            (title, round(100 * chosen.get(option, 0) / said)) for option, title in each.options.items()
        ])
        for name, each in questions.items()
        if first is not None and (chosen := first.report.counts.get(name))
        and (said := sum(n for option, n in chosen.items() if option in each.options))
    ]  # fmt: skip
    values = {
        "tabs": tabs_of(who, "self"), "reports": found,
        "first": first, "counts": counts, "course": pictures.of_years(queries.over_years()),
        "may_run": rules.can_run(who), "year": first.report.year if first else None,
    }  # fmt: skip
    return render(request, "surveys/self_report.html", values)
