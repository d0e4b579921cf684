"""One development plan, and everything that is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account, Person
from trellis.growth import rules
from trellis.growth.forms import ActionForm, ArrangeForm, CommentForm, EndForm, EvidenceForm
from trellis.growth.looking import around, note
from trellis.growth.models import DevelopmentPlan, Shown
from trellis.growth.queries import plans as queries
from trellis.growth.queries.standing import position_today
from trellis.growth.services import plans as services
from trellis.growth.services import promotions as promoting
from trellis.growth.services.errors import GrowthError
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.work.guarding import members_only
from trellis.work.services.tasks import somebody_named


def plan_or_404(who: Account, key: UUID) -> DevelopmentPlan:
    """A plan that the reader sees. Raises Http404."""
    found = queries.plan_seen(who, key)
    if found is None:
        raise Http404
    return found


@members_only
@never_cache
@require_safe
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """A plan: items with assessments and evidence, actions, what was said, how it goes on."""
    who = account_of(request)
    found = plan_or_404(who, key)
    note(who, "plan", found.pk, found.person_id)
    return _page(request, who, found)


@members_only
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do something to a plan."""
    who = account_of(request)
    found = plan_or_404(who, key)
    act = _DEEDS.get(deed)
    if act is None:
        raise Http404
    try:
        broken = act(request, who, found)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return _page(request, who, plan_or_404(who, key), status=409, deed=deed)
    if isinstance(broken, HttpResponse):
        return broken
    if broken is not None:
        return _page(request, who, found, status=409, deed=deed, broken=broken)
    return redirect("growth:plan", found.pk)


def _page(
    request: HttpRequest,
    who: Account,
    found: DevelopmentPlan,
    *,
    status: int = 200,
    deed: str = "",
    broken: Form | None = None,
) -> HttpResponse:
    page, is_open = queries.plan_page(found), found.state == "open"
    typed = request.POST if deed and broken is None else None
    is_self, manages = who.person_id == found.person_id, rules.can_assess_as_manager(who, found)
    owners = owners_of(found)
    values = {
        **around(request, who, "home"), "plan": found, "person": found.person, "page": page, "is_open": is_open,
        "is_self": is_self, "manages": manages, "may_assess": is_open and (is_self or manages),
        "may_change": is_open and (is_self or manages), "may_promote": is_open and rules.can_promote(who, found.person),
        "progress": page.progress,
        "shown": Shown.choices, "today": today(), "deed": deed,
        "evidence": broken if deed == "evidence" and broken else EvidenceForm(),
        "action": broken if deed == "action" and broken else ActionForm(
            owners=owners, initial={"owner": str(found.person_id), **_typed(typed, deed, "action")}
        ),
        "comment": broken if deed == "comment" and broken else CommentForm(initial=_typed(typed, deed, "comment")),
        "arrange": broken if deed == "arrange" and broken else ArrangeForm(initial={
            "coach": directory.called(found.coach) if found.coach is not None else "", "review_on": found.review_on,
            **_typed(typed, deed, "arrange"), "seen": found.version,
        }),
        "end": broken if deed == "end" and broken else EndForm(initial=_typed(typed, deed, "end")),
    }  # fmt: skip
    return render(request, "growth/plan.html", values, status=status)


def owners_of(plan: DevelopmentPlan) -> list[tuple[str, str]]:
    """Who can do something of a plan: the person, their manager and the coach."""
    position = position_today(plan.person)
    people = [plan.person, position.manager if position is not None else None, plan.coach]
    return list({str(each.pk): each.name for each in people if each is not None}.items())


def _typed(data: Any, deed: str, name: str) -> dict[str, Any]:
    """What was typed into a form that could not be kept, so that nobody types it twice."""
    return {} if data is None or deed != name else {key: value for key, value in data.items() if key != "key"}


def _assess(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> None:
    says = {
        each.pk: request.POST.get(f"item-{each.pk}", "")
        for each in plan.items.filter(dropped=False)
        if f"item-{each.pk}" in request.POST
    }
    seen = request.POST.get("seen", "")
    services.assess(plan=plan, says=says, by=who, seen=int(seen) if seen.isdigit() else None)
    messages.success(request, _("Kept."))


def _evidence(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> Form | None:
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return form
    services.add_evidence(plan=plan, by=who, **form.cleaned_data)
    return None


def _remove(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> None:
    services.remove_evidence(plan=plan, evidence=_key(request, "evidence"), by=who)


def _action(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> Form | None:
    form = ActionForm(request.POST, owners=owners_of(plan))
    if not form.is_valid():
        return form
    values = form.cleaned_data
    services.add_action(plan=plan, by=who, **{**values, "owner": Person.objects.get(pk=values["owner"])})
    return None


def _action_done(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> None:
    services.finish_action(
        plan=plan, action=_key(request, "action"), by=who, done=request.POST.get("way") != "undo"
    )


def _comment(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> Form | None:
    form = CommentForm(request.POST)
    if not form.is_valid():
        return form
    services.comment(plan=plan, by=who, **form.cleaned_data)
    return None


def _arrange(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> Form | None:
    form = ArrangeForm(request.POST)
    if not form.is_valid():
        return form
    values = form.cleaned_data
    coach = somebody_named(values["coach"], by=who).person if values["coach"].strip() else None
    services.arrange(plan=plan, coach=coach, review_on=values["review_on"], by=who, seen=values["seen"])
    messages.success(request, _("Kept."))
    return None


def _adopt(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> None:
    services.adopt(plan=plan, by=who)
    messages.success(request, _("The plan says what the handbook says now."))


def _end(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> Form | None:
    form = EndForm(request.POST)
    if not form.is_valid():
        return form
    services.end(plan=plan, by=who, **form.cleaned_data)
    messages.success(request, _("The plan is closed."))
    return None


def _promote(request: HttpRequest, who: Account, plan: DevelopmentPlan) -> HttpResponse:
    made = promoting.begin(person=plan.person, target=plan.target, by=who, plan=plan)
    return redirect("growth:promotion", made.pk)


def _key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise GrowthError(_("This plan has no such item.")) from None


_DEEDS: dict[str, Callable[[HttpRequest, Account, DevelopmentPlan], Form | HttpResponse | None]] = {
    "assess": _assess, "evidence": _evidence, "remove": _remove, "action": _action, "action-done": _action_done,
    "comment": _comment, "arrange": _arrange, "adopt": _adopt, "end": _end, "promote": _promote,
}  # fmt: skip
