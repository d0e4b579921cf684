"""Bonuses: the list, nominating a colleague, one of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.compensation import lists, terms
from trellis.compensation.forms import BonusForm
from trellis.compensation.looking import around
from trellis.compensation.queries import bonuses as queries
from trellis.compensation.services import bonuses as services
from trellis.compensation.views.asked import around_asked, as_file, withdrawn
from trellis.core.guarding import account_of
from trellis.core.money import Money
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.saving import opening_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The bonuses that somebody sees, with how many there were this month for each person."""
    who = account_of(request)
    opening = opening_address(request, lists.BONUSES)
    if opening:
        return redirect(opening)
    said = terms.compensation().bonus
    values = {
        **lists.bonus_listing(request, who), **around(request, who, "bonuses"), "said": said,
        "ratio": queries.ratio_in(today(), today()), "month": today(),
    }  # fmt: skip
    return render(request, "compensation/bonuses.html", values)


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = lists.wanted_bonuses(account_of(request), request.GET)
    return as_file(
        request, form, "bonuses", lists.BONUS_FILE, lists.bonus_columns(), found, lists.exported_bonuses
    )


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest) -> HttpResponse:
    """Nominate a colleague."""
    who, said = account_of(request), terms.compensation().bonus
    form = BonusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = services.nominate(
                nominee=values["nominee"], reason=values["reason"], value=values.get("value", ""), by=who
            )
        except TrellisError as error:
            form.add_error(getattr(error, "field", "") or None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("Thank you. Their manager decides, and you hear of it."))
            return redirect("compensation:bonus", made.pk)
    values = {
        **around(request, who, "bonuses"), "form": form, "said": said,
        "amount": Money(said.amount, said.currency or terms.own_currency()),
    }  # fmt: skip
    return render(request, "compensation/nominate.html", values, status=409 if form.errors else 200)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bonus(request: HttpRequest, key: UUID) -> HttpResponse:
    """A bonus: for whom, for what, how far it is; sent, it is withdrawn."""
    who = account_of(request)
    found = queries.bonus_for(who, key)
    if found is None:
        raise Http404
    if request.method == "POST":
        return withdrawn(request, lambda: services.withdraw(bonus=found, by=who), "compensation:bonus", found)
    values = {
        **around(request, who, "bonuses"), "bonus": found, **around_asked(found, found.nominated_by, who),
    }  # fmt: skip
    return render(request, "compensation/bonus.html", values)
