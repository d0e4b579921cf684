"""Interim bonuses: the list, asking for one, and one of them with how far it is. Each look is noted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.compensation import lists, rules, terms
from trellis.compensation.forms import InterimForm
from trellis.compensation.looking import around, note, require
from trellis.compensation.models import InterimBonus
from trellis.compensation.queries import interim as queries
from trellis.compensation.queries import pay as of_pay
from trellis.compensation.services import interim as services
from trellis.compensation.views.asked import around_asked, as_file, withdrawn
from trellis.compensation.views.person import person_or_404
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.web.saving import opening_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The interim bonuses of those whose pay somebody sees, and their own."""
    who = account_of(request)
    opening = opening_address(request, lists.INTERIM)
    if opening:
        return redirect(opening)
    found = queries.seen_by(who)
    _note_all(who, found, "list")
    values = {
        **lists.interim_listing(request, found), **around(request, who, "bonuses"),
        "said": terms.compensation().interim,
    }  # fmt: skip
    return render(request, "compensation/interims.html", values)


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    who = account_of(request)
    found = queries.seen_by(who)
    _note_all(who, found, "export")
    wanted = lists.wanted_interim(found, request.GET)
    return as_file(
        request, form, "interim-bonuses", lists.INTERIM_FILE, lists.interim_columns(), wanted,
        lists.exported_interim,
    )  # fmt: skip


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the bonus for a higher role that somebody fills for a time."""
    who, found = account_of(request), person_or_404(key)
    require(rules.can_ask_for_change(who, found))
    employment = of_pay.employment_of(found)
    if employment is None:
        raise Http404
    form = InterimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask(employment=employment, by=who, **form.cleaned_data)
        except TrellisError as error:
            form.add_error(getattr(error, "field", "") or None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("Asked. It is paid once everybody has approved it."))
            return redirect("compensation:interim", made.pk)
    values = {
        "form": form, "person": found, "said": terms.compensation().interim, **around(request, who, "list"),
    }  # fmt: skip
    return render(request, "compensation/interim_new.html", values, status=409 if form.errors else 200)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interim(request: HttpRequest, key: UUID) -> HttpResponse:
    """An interim bonus; sent, it is withdrawn."""
    who = account_of(request)
    found = queries.interim_for(who, key)
    if found is None:
        raise Http404
    if request.method == "POST":
        return withdrawn(
            request, lambda: services.withdraw(bonus=found, by=who), "compensation:interim", found
        )
    note(who, found.employment.person, "interim-bonus")
    values = {
        "bonus": found, "person": found.employment.person, **around_asked(found, found.asked_by, who),
        **around(request, who, "list"),
    }  # fmt: skip
    return render(request, "compensation/interim.html", values)


def _note_all(who: Account, found: QuerySet[InterimBonus], why: str) -> None:
    """Write down that somebody looks at those of others; their own they may look at unnoted."""
    if queries.are_of_others(found, who):
        note(who, None, why)
