"""My quizzes: what I may take, what I have taken, and the page on which a quiz is begun."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.assessments import lists, rules, terms
from trellis.assessments.addresses import attempt_address
from trellis.assessments.queries import attempts as queries
from trellis.assessments.rendering import block
from trellis.assessments.services import attempts as services
from trellis.assessments.services.errors import AttemptError
from trellis.assessments.services.extra_time import percent_for
from trellis.assessments.views.around import of_members, tabs_for
from trellis.core.guarding import account_of


@of_members
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The quizzes that I may take by myself, and what I took last."""
    who = account_of(request)
    values = {
        "offered": queries.offered_to(who), "latest": list(queries.mine(who)[:6]), "tabs": tabs_for(who, "home"),
    }  # fmt: skip
    return render(request, "assessments/home.html", values)


@of_members
@require_safe
def attempts(request: HttpRequest) -> HttpResponse:
    """All attempts of mine."""
    who = account_of(request)
    values = {"table": lists.table_of_attempts(request, queries.mine(who)), "tabs": tabs_for(who, "attempts")}
    return render(request, "assessments/attempts.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, path: str) -> HttpResponse:
    """What a quiz is about and how it goes; sent, it begins."""
    who, found = account_of(request), terms.quiz_at(path)
    if found is None or not rules.can_take(who, path):
        raise Http404
    offered = queries.offered(who, found)
    trouble: AttemptError | None = None
    if request.method == "POST":
        try:
            made = services.begin_own(path, by=who, honor=request.POST.get("honor") == "yes")
        except AttemptError as error:
            trouble = error
        else:
            return redirect(attempt_address(made.pk))
    blocked = _blocked(who, path)
    extra = percent_for(who.person_id, path) if who.person_id and found.settings.time_minutes else 0
    minutes = found.settings.time_minutes
    values = {
        "quiz": found, "introduction": block(found.introduction, path), "offered": offered, "error": trouble,
        "blocked": blocked, "extra": extra, "minutes": round(minutes * (100 + extra) / 100) if minutes else None,
        "pass_percent": found.settings.pass_mark * 100, "asked": found.asked,
        "honor": "honor-code" in found.settings.integrity, "can_grade": rules.can_grade_quiz(who, path),
        "own": list(queries.mine(who).filter(quiz=path)[:20]),
    }  # fmt: skip
    return render(request, "assessments/quiz.html", values, status=422 if trouble else 200)


def _blocked(who: rules.Account, path: str) -> AttemptError | None:
    """Why no attempt can be begun now."""
    found = terms.quiz_at(path)
    own = list(queries.mine(who).filter(quiz=path, subject=f"quiz:{path}"))
    if found is None or any(each.is_open for each in own):
        return None
    try:
        services.may_begin(found, own, timezone.now())
    except AttemptError as error:
        return error
    return None
