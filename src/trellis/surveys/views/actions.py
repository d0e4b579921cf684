"""Actions of teams."""

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
from trellis.surveys import lists, rules
from trellis.surveys.forms import ActionForm
from trellis.surveys.models import Action, ActionState, Round
from trellis.surveys.queries import actions as queries
from trellis.surveys.queries import rounds
from trellis.surveys.services import actions as services
from trellis.surveys.services.errors import StaleError, SurveyError
from trellis.surveys.views.mine import tabs_of
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address


@never_cache
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """What teams do, as far as I may see it."""
    who = member_of(request)
    opening = opening_address(request, lists.ACTIONS)
    if opening:
        return redirect(opening)
    return render(
        request,
        "surveys/actions.html",
        {**lists.listing(request, who), "may_add": _may_add(who), "tabs": tabs_of(who, "actions")},
    )


@never_cache
@require_safe
def actions_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    who = member_of(request)
    rows = ordered(
        lists.columns(), queries.seen(who, **lists.wanted(request)), request.GET.get("sort", "due")
    )
    return file_response(form, "actions", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an action down."""
    who = member_of(request)
    if not _may_add(who):
        raise PermissionDenied
    return _edit(request, who, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, key: UUID) -> HttpResponse:
    """One action: read, change, end."""
    who = member_of(request)
    found = queries.action_for(who, key)
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("do") in ("done", "dropped"):
        if not rules.can_end_action(who, found):
            raise PermissionDenied
        try:
            services.end_action(action=found, state=ActionState(request.POST["do"]), by=who)
        except SurveyError as error:
            messages.error(request, f"{error} {error.hint}".strip())
        else:
            messages.success(request, _("Written down."))
        return redirect("surveys:action", found.pk)
    return _edit(request, who, found)


def _edit(request: HttpRequest, who: Account, found: Action | None) -> HttpResponse:
    initial = (
        {"title": found.title, "department": found.department, "owner": found.owner, "due_on": found.due_on,
         "version": found.version}
        if found is not None
        else {}
    )  # fmt: skip
    form = ActionForm(request.POST if request.method == "POST" else None, initial=initial, who=who)
    trouble: SurveyError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_action(
                plan=form.plan(), by=who, action=found, survey_round=_round(request, who),
                seen=form.cleaned_data["version"],
            )  # fmt: skip
        except SurveyError as error:
            trouble = error
            if isinstance(error, StaleError) and found is not None:
                form.data = {**request.POST.dict(), "version": str(found.version)}
        else:
            messages.success(request, _("Written down."))
            return redirect("surveys:actions")
    values = {
        "form": form, "action": found, "error": trouble, "stale": isinstance(trouble, StaleError),
        "may_change": found is None or (found.state == ActionState.OPEN and rules.can_act_for(who, found.department)),
        "may_end": found is not None and found.state == ActionState.OPEN and rules.can_end_action(who, found),
    }  # fmt: skip
    return render(request, "surveys/action.html", values, status=422 if trouble or form.errors else 200)


def _round(request: HttpRequest, who: Account) -> Round | None:
    try:
        key = UUID(request.GET.get("round", ""))
    except ValueError:
        return None
    return rounds.visible(who).filter(pk=key).first()


def _may_add(who: Account) -> bool:
    return rules.can_run(who) or bool(rules.departments_of(who))
