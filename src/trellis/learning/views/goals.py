"""What one wants to learn, and what would be worth wanting."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import rules
from trellis.learning.goal_forms import ChangeGoalForm, GoalForm
from trellis.learning.models import Goal, GoalKind, GoalState
from trellis.learning.queries import goals as queries
from trellis.learning.services import goals as services
from trellis.learning.suggesting import Suggestion
from trellis.learning.views.guarding import tabs_of, trouble
from trellis.people.days import today
from trellis.web.paging import PAGE_SIZE, asked_page, open_page

USUAL = timedelta(days=90)
"""How much time a goal has that was suggested; it is changed on its page."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """One's goals, those that have ended, and what is suggested; sent, there is one more."""
    who = member_of(request)
    if who.person_id is None:
        raise PermissionDenied
    picked = request.POST.get("suggested", "")
    form = GoalForm(request.POST if request.method == "POST" and not picked else None)
    if picked and _take(request, picked):
        return redirect("learning:goals")
    if form.is_bound and form.is_valid() and _want(request, form):
        return redirect("learning:goals")
    own = queries.goals_of(who.person_id)
    under_way = queries.open_of(who)
    ended = own.exclude(state=GoalState.OPEN).order_by("-by_when", "-pk")
    start = (asked_page(request) - 1) * PAGE_SIZE
    rows = list(ended[start : start + PAGE_SIZE + 1])
    paged = open_page(rows[:PAGE_SIZE], request, has_more=len(rows) > PAGE_SIZE)
    values = {
        "tabs": tabs_of(who, "goals"), "form": form, "paged": paged,
        "open": queries.shown(who, under_way),
        "ended": queries.shown(who, list(paged.rows)),
        "suggested": queries.suggested(who, under_way),
    }  # fmt: skip
    return render(request, "learning/goals.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, key: UUID) -> HttpResponse:
    """One goal: whose it is changes and ends it, to whom it is shown reads it."""
    who, found = member_of(request), queries.goal_for(key)
    if found is None or not rules.can_see_goal(who, found):
        raise Http404
    is_own = who.person_id == found.person_id
    initial = {"by_when": found.by_when, "is_shared": found.is_shared, "words": found.words}
    is_change = request.method == "POST" and request.POST.get("act") == "change"
    form = ChangeGoalForm(request.POST if is_change else None, initial=initial)
    if request.method == "POST":
        if not is_own:
            raise Http404
        if not is_change or form.is_valid():
            try:
                _act(request, found, form)
                return redirect("learning:goals" if request.POST.get("act") != "change" else request.path)
            except TrellisError as error:
                trouble(request, error)
                return redirect("learning:goal", key)
    values = {
        "view": queries.shown(who, [found])[0], "form": form, "is_own": is_own, "tabs": tabs_of(who, "goals"),
        "again": today() + USUAL,
    }  # fmt: skip
    return render(request, "learning/goal.html", values)


def _want(request: HttpRequest, form: GoalForm) -> bool:
    kind, key = form.subject()
    clean = form.cleaned_data
    try:
        services.want(
            by=member_of(request), kind=kind, key=key, words=clean["words"] if kind == GoalKind.WORDS else "",
            by_when=clean["by_when"], is_shared=clean["is_shared"],
        )  # fmt: skip
    except TrellisError as error:
        field = getattr(error, "field", "")
        form.add_error(field if field in form.fields else None, f"{error.message} {error.hint or ''}".strip())
        return False
    messages.success(request, _("It is one of your goals now."))
    return True


def _take(request: HttpRequest, picked: str) -> bool:
    who = member_of(request)
    found: Suggestion | None = next(
        (
            each
            for each in queries.suggested(who, queries.open_of(who))
            if (each.key or str(each.object)) == picked
        ),
        None,
    )
    try:
        if found is not None:
            services.want(
                by=who, kind=found.kind, key=found.key, source=found.source, about=found.object,
                by_when=today() + USUAL,
            )  # fmt: skip
            messages.success(request, _("It is one of your goals now. Nobody else sees it."))
    except TrellisError as error:
        trouble(request, error)
    return True


def _act(request: HttpRequest, found: Goal, form: ChangeGoalForm) -> None:
    who = member_of(request)
    match request.POST.get("act"):
        case "change":
            clean = form.cleaned_data
            services.change(
                goal=found,
                by_when=clean["by_when"],
                is_shared=clean["is_shared"],
                words=clean["words"],
                by=who,
            )
            messages.success(request, _("Saved."))
        case "reached" | "drop":
            services.end(goal=found, reached=request.POST["act"] == "reached", by=who)
            messages.success(request, _("This goal has ended."))
        case "again":
            services.take_up(goal=found, by_when=_day(request.POST.get("by_when", "")), by=who)
            messages.success(request, _("It is one of your goals again."))
        case _:
            raise Http404


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today() + USUAL
