"""Changes of a position: from a day on, corrected, withdrawn."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.guarding import member_of
from trellis.core.rules import Account, NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.people import wording
from trellis.people.days import today
from trellis.people.forms.positions import ChangeForm, CorrectionForm, initial_of, now_of
from trellis.people.models import Employment, PositionChange
from trellis.people.queries import records
from trellis.people.services import employment as services
from trellis.people.views.hiring import warn_of_line
from trellis.people.views.sending import check_keeps, kept_employment, record_of, sent, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what of a position is another from a day on. What is so on the day `?on=` stands beside the fields."""
    who, employment = kept_employment(request, key)
    day = _day(request, employment)
    position = records.position_in(employment, day)
    if position is None:
        raise Http404
    initial = {**initial_of(position), "effective_on": day, "seen": employment.version}
    form = ChangeForm(request.POST or None, initial=initial, now=now_of(position))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = sent(
            form,
            lambda: (
                services.change_position(
                    employment=employment, effective_on=values["effective_on"], facts=form.changed_facts(), by=who,
                    reason=values["reason"], seen=values["seen"],
                ),
            ),
        )  # fmt: skip
        if made is not None:
            if made[0] is None:
                messages.info(request, _("Nothing is different on that day, so nothing was written."))
                return redirect(record_of(employment.person))
            warn_of_line(request, values["title"], values["manager"])
            return redirect(record_of(employment.person, f"change:{made[0].pk}"))
    if form.is_stale:
        form.renewed(seen=employment.version)
    return shown(
        request, form, title=_("Change the position of %(name)s") % {"name": employment.person.name},
        back=record_of(employment.person), submit=_("Write it down"), person=employment.person,
        aside="people/parts/planned.html", employment=employment, shown_on=day,
        planned=[(each, wording.said_of(each)) for each in records.planned_in(employment, day)],
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what should have been said in the place of a change; below, take it back."""
    who, found = _kept_change(request, key)
    employment = found.employment
    is_first = records.is_first(found)
    position = records.position_in(employment, found.effective_on)
    if position is None:
        raise Http404
    initial = {**initial_of(position), "effective_on": found.effective_on, "reason": found.reason}
    initial |= {name: value for name, value in initial_of(found).items() if name in found.sets}
    form = CorrectionForm(request.POST or None, initial={**initial, "seen": employment.version})
    if is_first:
        form.fields["effective_on"].disabled = True
        form.fields["effective_on"].help_text = _(
            "With this the employment began: correct the employment to move it."
        )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = sent(
            form,
            lambda: services.correct_change(
                change=found, effective_on=values["effective_on"], facts=form.facts(found.sets), by=who,
                reason=values["reason"], seen=values["seen"],
            ),
        )  # fmt: skip
        if made is not None:
            warn_of_line(request, values["title"], values["manager"])
            return redirect(record_of(employment.person, f"change:{made.pk}"))
    if form.is_stale:
        form.now = now_of(position)
        form.renewed(seen=employment.version)
    return shown(
        request, form, title=_("Correct what was said of %(name)s") % {"name": employment.person.name},
        lead=_("What was wrong stays in the record, struck out."), back=record_of(employment.person),
        submit=_("Correct it"), person=employment.person, aside="people/parts/said_before.html", change=found,
        sets=wording.said_of(found), withdraw=_("Take it back"),
        withdraw_note=_("It was never so, or will not come to be. It stays in the record, struck out."),
        withdraw_url=_withdrawing(found, is_first),
    )  # fmt: skip


@never_cache
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a change back, as if it had never been said."""
    who, found = _kept_change(request, key)
    try:
        services.withdraw_change(change=found, by=who)
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        told = _("Taken back: what was to count from %(day)s.") % {"day": date_format(found.effective_on)}
        messages.success(request, told)
    return redirect(record_of(found.employment.person))


def _withdrawing(found: PositionChange, is_first: bool) -> str:
    """Where a change is taken back; empty for what an employment began with, and for what counts no more."""
    return "" if is_first or found.withdrawn_at is not None else reverse("people:withdraw", args=[found.pk])


def _kept_change(request: HttpRequest, key: UUID) -> tuple[Account, PositionChange]:
    who, found = member_of(request), records.change_for(key)
    if found is None:
        raise Http404
    check_keeps(who, found.employment.person)
    return who, found


def _day(request: HttpRequest, employment: Employment) -> date:
    """The day whose position is shown: that of the address, else today; within the employment."""
    day = today()
    with suppress(ValueError):
        day = date.fromisoformat(request.GET.get("on", ""))
    day = max(day, employment.starts_on)
    return day if employment.ends_on is None else min(day, employment.ends_on)
