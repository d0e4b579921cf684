"""The pay of one person: what counts, where it lies, what counted when, what is planned; writing it down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.compensation import rules
from trellis.compensation.definitions import reckoning
from trellis.compensation.forms import PayForm
from trellis.compensation.looking import around, note, require
from trellis.compensation.models import Pay, State
from trellis.compensation.queries import pay as queries
from trellis.compensation.queries.interim import interim_of
from trellis.compensation.services import pay as services
from trellis.compensation.showing import history_chart, range_chart
from trellis.core.guarding import account_of
from trellis.core.rules import Account, Person
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.people.queries.directory import person_for, position_on
from trellis.people.views.person import head_of
from trellis.work.guarding import members_only


def person_or_404(key: UUID) -> Person:
    """Somebody who is or was employed here. Raises Http404."""
    found = person_for(key)
    if found is None:
        raise Http404
    return found


@members_only
@never_cache
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody is paid, was and will be. Each look of another is noted."""
    who, found = account_of(request), person_or_404(key)
    head = head_of(who, found, "compensation:person")
    require(rules.can_see_pay(who, found))
    note(who, found, "pay")
    return render(request, "compensation/person.html", _shown(who, found, head))


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down first pay, or correct what was written (`?pay=`)."""
    who, found = account_of(request), person_or_404(key)
    require(rules.can_keep(who, found))
    note(who, found, "pay")
    employment = queries.employment_of(found)
    if employment is None:
        raise Http404
    wrong = _row(request.GET.get("pay", ""), employment)
    form = PayForm(request.POST or None, initial=_initial(employment, wrong))
    if request.method == "POST" and form.is_valid():
        try:
            _keep(form, employment, wrong, who)
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
            if error.code == "stale":
                form = _again(form, employment)
        else:
            messages.success(request, _("Written down."))
            return redirect("compensation:person", found.pk)
    values = {
        "form": form,
        "person": found,
        "wrong": wrong,
        "said": queries.said_of(employment),
        **around(request, who, "list"),
    }
    return render(request, "compensation/keep.html", values, status=409 if form.errors else 200)


@members_only
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back what was written down."""
    who = account_of(request)
    row = Pay.objects.select_related("employment__person").filter(pk=key).first()
    if row is None or not rules.can_keep(who, row.employment.person):
        raise Http404
    try:
        services.withdraw(pay=row, by=who, seen=request.POST.get("seen") or None)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, _("Taken back. It stays in the history, struck out."))
    return redirect("compensation:person", row.employment.person_id)


def _shown(who: Account, found: Person, head: dict[str, Any]) -> dict[str, Any]:
    """What the page shows, with the head that every page of a person has."""
    values = {**head, "may_keep": rules.can_keep(who, found)}
    employed, employment = values["position"], values["employment"]
    if employment is None:
        return values
    said = queries.said_of(employment)
    periods = list(reversed(queries.periods_in(employment, said)))
    day = max(today(), employment.starts_on)
    now = next((each.pay for each in periods if each.starts_on <= day), None)
    position = employed if day == today() else position_on(found, day)
    stands = queries.standing_of(employment, position, now, day)
    is_self = who.person_id == found.pk
    values |= {
        "stands": stands, "now": now, "periods": _with_change(periods), "history": history_chart(periods),
        "struck": [each for each in said if each.withdrawn_at is not None] if not is_self else [],
        "changes": queries.shown_planned(who, found, queries.changes_of(employment)),
        "interim": interim_of(who, employment), "stamp": queries.stamp_in(said), "today": today(), "is_self": is_self,
        "may_ask": now is not None and not is_self, "asked": State.ASKED,
    }  # fmt: skip
    calculation = stands.calculation
    if calculation is not None:
        values |= {
            "chart": range_chart(calculation, now), "least": calculation.money(calculation.range.least),
            "most": calculation.money(calculation.range.most),
        }  # fmt: skip
    return values


def _with_change(periods: list[queries.PayPeriod]) -> list[tuple[queries.PayPeriod, Any]]:
    """Periods, the newest first, each with by how much per cent it differs from the one before."""
    made = []
    for at, each in enumerate(periods):
        before = periods[at + 1].pay if at + 1 < len(periods) else None
        percent = None
        if before is not None and before.base_currency == each.pay.base_currency:
            percent = reckoning.percent_change(before.base.amount, each.pay.base.amount)
        made.append((each, percent))
    return made


def _row(text: str, employment: Any) -> Pay | None:
    try:
        key = UUID(text)
    except ValueError:
        return None
    found = Pay.objects.filter(pk=key, employment=employment).first()
    if found is None:
        raise Http404
    return found


def _initial(employment: Any, wrong: Pay | None) -> dict[str, Any]:
    found: dict[str, Any] = {"seen": queries.stamp_of(employment), "effective_on": employment.starts_on}
    if wrong is not None:
        found |= {
            "effective_on": wrong.effective_on, "amount": f"{wrong.base_amount:.2f}",
            "currency": wrong.base_currency, "variable": wrong.variable, "reason": wrong.reason,
        }  # fmt: skip
    return found


def _keep(form: PayForm, employment: Any, wrong: Pay | None, who: Account) -> None:
    values = form.cleaned_data
    if wrong is None:
        services.set_pay(
            employment=employment, effective_on=values["effective_on"], pays=form.terms(), by=who,
            reason=values["reason"],
        )  # fmt: skip
    else:
        services.correct(
            pay=wrong, effective_on=values["effective_on"], pays=form.terms(), by=who, reason=values["reason"],
            seen=values["seen"] or None,
        )  # fmt: skip


def _again(form: PayForm, employment: Any) -> PayForm:
    """The form with what was typed and the stamp as it is now, so that it can be sent again after a look."""
    data = {name: form.data.get(name) for name in form.data} | {"seen": queries.stamp_of(employment)}
    again = PayForm(data, initial=form.initial)
    again.is_valid()
    for errors in form.errors.values():
        for each in errors:
            again.add_error(None, each)
    return again
