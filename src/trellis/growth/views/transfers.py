"""Transfers: asking for one, and one of them with how far it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.compensation.queries import pay as of_pay
from trellis.core.guarding import account_of
from trellis.growth import rules, terms
from trellis.growth.forms import TransferForm
from trellis.growth.looking import around, note, person_or_404
from trellis.growth.queries import transfers as queries
from trellis.growth.queries.standing import standing_of
from trellis.growth.services import transfers as services
from trellis.growth.services.errors import GrowthError
from trellis.handbook.errors import TrellisError
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.work.guarding import members_only
from trellis.work.queries import items
from trellis.work.services.tasks import somebody_named


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask that somebody moves: themselves, or somebody of the reader's line."""
    who = account_of(request)
    found = person_or_404(who, key)
    standing = standing_of(found)
    initial = {
        "title": request.GET.get("title") or standing.title, "effective_on": today() + timedelta(days=56),
        "department": standing.position.department if standing.position is not None else "",
    }  # fmt: skip
    asks_pay = queries.is_pay_decided() and rules.can_ask_with_pay(who, found)
    now = (
        of_pay.pay_on(standing.employment, today()) if asks_pay and standing.employment is not None else None
    )
    if now is not None:
        initial["currency"] = now.base_currency
    form = TransferForm(request.POST or None, initial=initial, asks_pay=now is not None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            manager = somebody_named(values["manager"], by=who).person
            if manager is None:
                raise GrowthError(_("They do not work here."), field="manager")
            made = services.ask(
                person=found, title=values["title"], department=values["department"], manager=manager,
                effective_on=values["effective_on"], reason=values["reason"], base=form.base(), by=who,
            )  # fmt: skip
        except TrellisError as error:
            form.add_error(getattr(error, "field", "") or None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("Asked. The new manager answers first."))
            return redirect("growth:transfer", made.pk)
    values = {
        **around(request, who, "home"), "person": found, "form": form, "is_self": who.person_id == found.pk,
        "partners": items.partners_of(who), "now": now, "least": terms.promotions().transfers.least_months_in_role,
    }  # fmt: skip
    return render(request, "growth/transfer_new.html", values, status=409 if form.errors else 200)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, key: UUID) -> HttpResponse:
    """A transfer; sent, it is answered or withdrawn."""
    who = account_of(request)
    found = queries.transfer_seen(who, key)
    if found is None:
        raise Http404
    if request.method == "POST":
        act = request.POST.get("act", "")
        try:
            if act == "withdraw":
                services.withdraw(transfer=found, by=who)
            elif act in ("agree", "refuse"):
                services.answer(
                    transfer=found, agrees=act == "agree", text=request.POST.get("text", ""), by=who
                )
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect("growth:transfer", found.pk)
    note(who, "transfer", found.pk, found.person_id)
    department = of_people.all_departments().by_name.get(found.department)
    values = {
        **around(request, who, "home"), "transfer": found, "person": found.person,
        "department": department.title if department is not None else found.department,
        "sees_pay": queries.sees_pay(who, found), "sees_growth": rules.can_see_growth(who, found.person),
        "may_answer": found.state == "offered" and found.manager_id == who.person_id,
        "may_withdraw": found.state in services.OPEN
        and (found.asked_by_id == who.pk or found.person_id == who.person_id),
    }  # fmt: skip
    return render(request, "growth/transfer.html", values)
