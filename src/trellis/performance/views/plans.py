"""The plans that somebody sees, beginning one, one plan, those of a person, the numbers of all."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trellis.cases.guarding import confidential
from trellis.core.forms import Form
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import person_for
from trellis.people.views.person import head_of
from trellis.performance import rules, terms
from trellis.performance.definitions.states import State
from trellis.performance.forms import (
    BeginForm,
    CheckInForm,
    CommentForm,
    ExpectationForm,
    ExtendForm,
    OutcomeForm,
    ReasonForm,
    RewriteForm,
)
from trellis.performance.models import CheckInMark, SupportPlan
from trellis.performance.queries import numbers
from trellis.performance.queries import plans as queries
from trellis.performance.services import drafting, waits
from trellis.performance.services.drafting import Draft
from trellis.web.paging import QueryRows, page_of
from trellis.web.tabs import Tab


@confidential
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The plans that somebody sees: open ones, or those that are over."""
    who, is_over = account_of(request), request.GET.get("show") == "over"
    paged = page_of(QueryRows(queries.listed(who, over=is_over)), request)
    values = {
        "tabs": _tabs(who, "over" if is_over else "open"), "is_over": is_over, "paged": paged,
        "lines": queries.lines_of(paged.rows), "may_begin": bool(rules.reports(who)), "guidance": terms.guidance(),
        "me": who.person_id,
    }  # fmt: skip
    return render(request, "performance/mine.html", values)


@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan for somebody who reports to whoever asks."""
    who = account_of(request)
    people = rules.reports(who)
    if not people:
        raise Http404
    chosen = request.POST.get("person") or request.GET.get("person", "")
    form = BeginForm(request.POST or None, people=people, initial={"key": uuid4(), "person": chosen})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = drafting.begin(
                key=said["key"], person=UUID(said["person"]), says=draft_of(said),
                picked=request.POST.getlist("picked"), by=who,
            )  # fmt: skip
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or None)
        else:
            messages.success(
                request, _("The draft is there. You and the people partner read it, nobody else.")
            )
            return redirect("performance:plan", made.pk)
    person = next((each for each in people if str(each.pk) == chosen), people[0])
    position = directory.position_on(person, today())
    values = {
        "form": form, "person": person, "guidance": terms.guidance(),
        "items": terms.responsibilities(position.title if position is not None else ""),
        "picked": request.POST.getlist("picked"), "title": position.title if position is not None else "",
    }  # fmt: skip
    return render(request, "performance/new.html", values, status=422 if form.errors else 200)


@confidential
@require_safe
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """One plan, as far as the reader reads it. Every look is noted."""
    who = account_of(request)
    return render(request, "performance/plan.html", page_values(who, plan_or_404(who, key)))


@confidential
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """The plans of a person that the reader sees."""
    who, found = account_of(request), person_for(key)
    if found is None:
        raise Http404
    head = head_of(who, found, "performance:person")
    if not rules.can_see_of(who, found):
        raise Http404
    rows = queries.plans_of(who, found)
    position = head["position"]
    values = {
        **head, "lines": queries.lines_of(rows), "guidance": terms.guidance(),
        "begin": f"{reverse('performance:new')}?person={found.pk}",
        "may_begin": position is not None
        and position.manager_id == who.person_id
        and not any(each.is_open for each in rows),
    }  # fmt: skip
    return render(request, "performance/person.html", values)


@confidential
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How many plans there are and how they end: numbers alone."""
    who = account_of(request)
    if not rules.can_oversee(who):
        raise Http404
    values = {"tabs": _tabs(who, "overview"), "numbers": numbers.numbers(), "least": numbers.LEAST}
    return render(request, "performance/overview.html", values)


def draft_of(said: dict[str, Any]) -> Draft:
    """What a form says of a plan as a whole."""
    return Draft(said["stage"], said["starts_on"], said["weeks"], said["reason"])


def plan_or_404(who: Account, key: UUID) -> SupportPlan:
    """A plan that somebody sees."""
    found = queries.plan_for(who, key)
    if found is None:
        raise Http404
    return found


def page_values(who: Account, found: SupportPlan, **more: Any) -> dict[str, Any]:
    """What the page of a plan shows. Writes down that somebody looked."""
    record_access(account=who, about=queries.PLAN, object=found.pk, why="")
    told = queries.told(who, found)
    stands, version = told.stands, {"version": found.version}
    begun, support = found.has_begun(today()), terms.support()
    running = found.state == State.RUNNING and begun
    is_draft = found.state == State.DRAFT and stands.is_manager
    weeks = (found.ends_on - found.starts_on).days // 7
    whole = {
        "stage": found.stage,
        "starts_on": found.starts_on,
        "weeks": weeks,
        "reason": found.reason,
        **version,
    }
    last = support.weeks.most
    waiting = stands.reads_inside and found.state in (State.PROPOSED, State.DECIDED)
    values: dict[str, Any] = {
        "plan": found, "told": told, "stands": stands, "begun": begun, "is_draft": is_draft,
        "is_late": queries.is_late(found), "today": today(), "marks": CheckInMark.Mark.choices,
        "stage_title": terms.stage_title(found.stage), "guidance": terms.guidance(found.stage),
        "outcome_title": terms.outcome_title(found.outcome),
        "agrees": terms.needs_agreement(found.stage) or found.partner_id is not None,
        "agreers": waits.agreers(found) if waiting else [],
        "may_check_in": running and stands.is_manager, "may_extend": found.extensions < support.extensions,
        "may_agree": stands.can_agree and waiting,
        "may_comment": begun and found.state in (State.RUNNING, State.DECIDED)
        and (stands.is_person or stands.reads_inside),
        "may_withdraw": found.is_open and stands.is_manager,
        "must_read": stands.is_person and found.acknowledged_at is None and found.is_open and begun,
        "check_in": CheckInForm(initial={"held_on": today(), **version}), "comment": CommentForm(),
        "extend": ExtendForm(initial={"weeks": min(2, last), **version}), "outcome": OutcomeForm(initial=version),
        "back": ReasonForm(initial=version), "withdraw": ReasonForm(initial=version), "said": {},
    }  # fmt: skip
    if is_draft:
        items = terms.responsibilities(found.role)
        there = {each.row.text for each in told.expectations}
        values.update(
            rewrite=RewriteForm(initial=whole), expectation=ExpectationForm(initial={"by": found.ends_on, **version}),
            items=[each for each in items if each.text not in there],
        )  # fmt: skip
    values.update(more)
    for name, form in values.items():
        if isinstance(form, Form):
            form.auto_id = f"id_{name}_%s"  # one page holds several forms with a reason
    said = values["said"]
    values["check_rows"] = [
        (each, said.get(f"mark-{each.row.pk}", ""), said.get(f"note-{each.row.pk}", ""))
        for each in told.expectations
    ]
    return values


def _tabs(who: Account, current: str) -> list[Tab]:
    here = reverse("performance:mine")
    found = [
        Tab(_("Open"), here, current == "open"), Tab(_("Over"), f"{here}?show=over", current == "over"),
    ]  # fmt: skip
    if rules.can_oversee(who):
        found.append(Tab(_("In numbers"), reverse("performance:overview"), current == "overview"))
    return found
