"""Duties: giving one, and one that was given with its end. The list of all of them stands in `web`."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core import assigning, auditing, queries, rules
from trellis.core.duty_forms import EndForm, GiveDutyForm
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import Assignment
from trellis.core.services import assignments as services
from trellis.core.views.entering import context
from trellis.handbook.errors import TrellisError


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Give somebody a duty for a time."""
    account, actor = queries.account_of(identifier), account_of(request)
    if account is None:
        raise Http404
    duties = assigning.duties()
    form = GiveDutyForm(request.POST or None, initial={"duty": request.GET.get("duty", "")}, duties=duties)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.give(account=account, by=actor, **form.values())
        except TrellisError as error:
            form.refuse(error, form.field_of(getattr(error, "field", "")))
        else:
            messages.success(
                request,
                _("%(name)s has the duty “%(duty)s”.")
                % {"name": account.name, "duty": assigning.title_of(made.duty)},
            )
            return redirect("core:person", account.pk)
    values = context(
        form=form, account=account, duties=duties.items(), may_assign=rules.can_assign(actor, account),
        is_self=actor.pk == account.pk,
    )  # fmt: skip
    return render(request, "core/give_duty.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, key: UUID) -> HttpResponse:
    """A duty that was given, for administrators and whoever has it; others are told of no such thing."""
    found, actor = _found(request, key), account_of(request)
    may_change = rules.can_assign(actor, found.account) and found.state(timezone.now()) != "ended"
    form = EndForm(request.POST or None, initial={"until": services.last_day(found.ends_at)})
    if request.method == "POST" and form.is_valid():
        try:
            services.extend(assignment=found, ends_at=form.ends_at(), by=actor)
        except TrellisError as error:
            form.refuse(error, form.field_of(getattr(error, "field", "")))
        else:
            messages.success(request, _("The duty ends on another day now."))
            return redirect("core:assignment", found.pk)
    values = context(
        form=form,
        assignment=found,
        duty=assigning.duties().get(found.duty),
        title=assigning.title_of(found.duty),
        state=found.state(timezone.now()),
        last_day=services.last_day(found.ends_at),
        may_change=may_change,
        may_end=rules.can_end(actor, found) and found.state(timezone.now()) != "ended",
        may_see_person=rules.can_administer(actor),
        feed=auditing.feed("assignment", found.pk),
    )
    return render(request, "core/assignment.html", values)


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a duty now."""
    found = _found(request, key)
    try:
        services.end(assignment=found, by=account_of(request))
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
    else:
        messages.success(request, _("The duty has ended."))
    return redirect("core:assignment", found.pk)


def _found(request: HttpRequest, key: UUID) -> Assignment:
    found = assigning.assignment_of(key)
    if found is None or not rules.can_see_assignment(account_of(request), found):
        raise Http404
    return found
