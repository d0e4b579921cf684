"""Leaves: written down, changed, withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.guarding import member_of
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.looking import record_access
from trellis.people.forms.employments import LeaveForm, leave_initial
from trellis.people.models import Leave
from trellis.people.queries import records
from trellis.people.services import leaves as services
from trellis.people.views.sending import check_keeps, kept_employment, record_of, sent, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down when somebody is away."""
    who, employment = kept_employment(request, key)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.keep(
                employment=employment, away=form.away(), by=who, key=form.cleaned_data["key"]
            ),
        )
        if made is not None:
            messages.success(request, _("The leave is written down."))
            return redirect(record_of(employment.person))
    return shown(
        request, form, title=_("%(name)s is away") % {"name": employment.person.name}, submit=_("Write it down"),
        back=record_of(employment.person), person=employment.person,
        lead=_("Managers see the days; of what is of health, they do not see the kind."),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a leave; below, withdraw it."""
    who, found = _kept_leave(request, key)
    person, initial = found.employment.person, leave_initial(found)
    record_access(account=who, about="person", object=person.pk, why="leave")
    form = LeaveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.keep(
                employment=found.employment,
                away=form.away(),
                by=who,
                leave=found,
                seen=form.cleaned_data["seen"],
            ),
        )
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect(record_of(person))
    if form.is_stale:
        form.now = {name: str(value or "–") for name, value in initial.items() if name != "seen"}
        form.renewed(seen=initial["seen"])
    return shown(
        request, form, title=_("Leave of %(name)s") % {"name": person.name}, back=record_of(person), submit=_("Save"),
        person=person, withdraw_url=reverse("people:withdraw-leave", args=[found.pk]),
        withdraw=_("Withdraw this leave"), withdraw_note=_("It was not taken, or written down by mistake."),
    )  # fmt: skip


@never_cache
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a leave back."""
    who, found = _kept_leave(request, key)
    try:
        services.withdraw(leave=found, by=who)
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    messages.success(request, _("The leave is withdrawn."))
    return redirect(record_of(found.employment.person))


def _kept_leave(request: HttpRequest, key: UUID) -> tuple[Account, Leave]:
    who, found = member_of(request), records.leave_for(key)
    if found is None:
        raise Http404
    check_keeps(who, found.employment.person)
    return who, found
