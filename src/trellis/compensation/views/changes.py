"""Changes of pay that are asked for: asking, and one of them with how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.compensation import rules, terms
from trellis.compensation.definitions import reckoning
from trellis.compensation.forms import PayForm
from trellis.compensation.looking import around, note, require
from trellis.compensation.models import Pay, Why
from trellis.compensation.queries import pay as queries
from trellis.compensation.queries.moving import Moved, moved_to
from trellis.compensation.services import changes as services
from trellis.compensation.showing import range_chart
from trellis.compensation.views.asked import around_asked, withdrawn
from trellis.compensation.views.person import person_or_404
from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask that somebody is paid otherwise from a day on."""
    who, found = account_of(request), person_or_404(key)
    require(rules.can_ask_for_change(who, found))
    note(who, found, "pay")
    employment = queries.employment_of(found)
    now = queries.pay_on(employment, today()) if employment is not None else None
    if employment is None or now is None:
        raise Http404
    standing = queries.standing_on(employment, found, today())
    to, abroad = request.GET.get("to", ""), request.GET.get("abroad") == "yes"
    moved = moved_to(standing, to, today(), abroad=abroad) if to else None
    initial = _initial(employment, now, moved)
    form = PayForm(request.POST or None, initial=initial, asks=True)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = services.ask_for_change(
                employment=employment, effective_on=values["effective_on"], pays=form.terms(), by=who,
                reason=values["reason"], why=values["why"] or "change", seen=values["seen"] or None,
            )  # fmt: skip
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("Asked. It counts from its day once everybody has approved it."))
            return redirect("compensation:change", made.pk)
    values = {
        "form": form, "person": found, "now": now, "standing": standing, **around(request, who, "list"),
        "locations": terms.compensation().locations, "to": to, "abroad": abroad, "moved": moved,
        "chart": range_chart(standing.calculation, now) if standing.calculation is not None else None,
    }  # fmt: skip
    return render(request, "compensation/ask.html", values, status=409 if form.errors else 200)


def _initial(employment: Any, now: Pay, moved: Moved | None) -> dict[str, Any]:
    """What the form begins with: what is paid now, or what the rule suggests for the place that somebody moves to."""
    found: dict[str, Any] = {
        "effective_on": today(), "amount": f"{now.base_amount:.2f}", "currency": now.base_currency,
        "variable": now.variable, "seen": queries.stamp_of(employment),
    }  # fmt: skip
    if moved is not None:
        found |= {
            "amount": f"{moved.base.amount:.2f}",
            "why": Why.TRANSFER,
            "reason": _("Moves to %(place)s, as the rule of moves suggests.") % {"place": moved.title},
        }
    return found


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """A change that was asked for; sent, it is withdrawn."""
    who, found = account_of(request), queries.change_for(key)
    if found is None or not queries.can_see_change(who, found):
        raise Http404
    person = found.employment.person
    if request.method == "POST":
        return withdrawn(
            request, lambda: services.withdraw(change=found, by=who), "compensation:change", found
        )
    note(who, person, "pay-change")
    before = queries.pay_on(found.employment, found.effective_on)
    percent: Any = None
    if (
        before is not None
        and before.base_currency == found.base_currency
        and before.approval != found.approval
    ):
        percent = reckoning.percent_change(before.base.amount, found.base.amount)
    standing = queries.standing_on(
        found.employment, person, max(found.effective_on, found.employment.starts_on)
    )
    ratio = (
        standing.calculation.ratio(found.base, found.variable) if standing.calculation is not None else None
    )
    values = {
        "change": found, "person": person, "before": before, "percent": percent, "ratio": ratio,
        "standing": standing, **around(request, who, "list"), **around_asked(found, found.asked_by, who),
        "calculation": standing.calculation, "sees_pay": rules.can_see_pay(who, person),
    }  # fmt: skip
    return render(request, "compensation/change.html", values)
