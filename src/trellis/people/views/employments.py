"""Employments: how they begin, said anew; that they end; that they do not."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.rules import NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.people import terms
from trellis.people.days import today
from trellis.people.definitions.entities import last_day
from trellis.people.definitions.spans import whole_years
from trellis.people.forms.employments import EmploymentForm, EndForm, employment_initial, end_initial
from trellis.people.models import Employment
from trellis.people.queries import records
from trellis.people.services import employment as services
from trellis.people.views.sending import kept_employment, record_of, sent, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say anew how an employment begins."""
    who, employment = kept_employment(request, key)
    person, initial = employment.person, employment_initial(employment)
    form = EmploymentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.correct_employment(
                employment=employment, begins=form.begins(), by=who, seen=form.cleaned_data["seen"]
            ),
        )
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect(record_of(person))
    if form.is_stale:
        form.now = {name: _plain(initial[name]) for name in form.fields if name != "seen"}
        form.renewed(seen=employment.version)
    return shown(
        request, form, title=_("Correct the employment of %(name)s") % {"name": person.name}, back=record_of(person),
        lead=_("How it began. For what changes on the way, change the position."), submit=_("Save"), person=person,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say when somebody leaves, why, and who takes over; with the first last day that the notice of a day allows."""
    who, employment = kept_employment(request, key)
    person, initial = employment.person, end_initial(employment)
    form = EndForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.end(
                employment=employment, leaves=form.leaves(), by=who, seen=form.cleaned_data["seen"]
            ),
        )
        if made is not None:
            return redirect(record_of(person, f"end:{made.pk}"))
    if form.is_stale:
        form.now = {name: _plain(initial[name]) for name in initial if name != "seen"}
        form.renewed(seen=employment.version)
    given = _given(request) or employment.notice_given_on or today()
    return shown(
        request, form, title=_("%(name)s leaves") % {"name": person.name}, back=record_of(person),
        lead=_("The last day may lie ahead. What was planned beyond it counts no more, unless the end is taken back."),
        submit=_("Write it down"), person=person, aside="people/parts/notice.html", given=given,
        first_days=_first_days(employment, given), reports=records.reporting_after(person, today()),
        employment=employment,
    )  # fmt: skip


@never_cache
@require_POST
def take_back_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that an employment does not end."""
    who, employment = kept_employment(request, key)
    try:
        services.take_back_end(employment=employment, by=who)
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(
            request, _("The employment goes on. Whoever was to take over their team still does.")
        )
    return redirect(record_of(employment.person))


def _first_days(employment: Employment, given: date) -> list[tuple[str, date, str]]:
    """The first last day that a notice on a day allows, by each side, with the rule of the entity."""
    rules = terms.rules_of(employment.entity)
    if rules is None:
        return []
    years = whole_years(employment.starts_on, given)
    probation = employment.probation_ends_on
    in_probation = probation is not None and given <= probation
    found = []
    for by, said in (("employee", _("by them")), ("employer", _("by us"))):
        rule = rules.notice_rule(by, years, in_probation=in_probation)
        if rule is not None:
            found.append((said, last_day(rule, given), rule.notice))
    return found


def _given(request: HttpRequest) -> date | None:
    values = request.POST if request.method == "POST" else request.GET
    with suppress(ValueError):
        return date.fromisoformat(values.get("notice_given_on", ""))
    return None


def _plain(value: object) -> str:
    return "–" if value in (None, "") else str(value)
