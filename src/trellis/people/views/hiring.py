"""Hiring somebody, and finding people and roles while a form is filled in."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core import directory as known_people
from trellis.core.guarding import Refused, member_of
from trellis.people import fitting, rules
from trellis.people.days import today
from trellis.people.definitions.permissions import KEEP
from trellis.people.forms.positions import HireForm
from trellis.people.queries import directory
from trellis.people.services import employment as services
from trellis.people.views.sending import record_of, sent, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hire(request: HttpRequest) -> HttpResponse:
    """Hire somebody: new, or known already (`?person=`)."""
    who = member_of(request)
    if not rules.can_keep(who):
        raise Refused(KEEP.name)
    form = HireForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.hire(
                person=form.whom(), begins=form.begins(), facts=form.facts(), by=who,
                reason=form.cleaned_data["reason"], key=form.cleaned_data["key"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("%(name)s is hired.") % {"name": made.person.name})
            warn_of_line(request, form.cleaned_data["title"], form.cleaned_data["manager"])
            return redirect(record_of(made.person))
    lead = _("They count from their first day on, which may lie behind or ahead.")
    return shown(
        request, form, title=_("Hire somebody"), back=reverse("people:directory"), submit=_("Hire"), lead=lead
    )


@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The people whose name or address has what is typed into a field, for those who may choose them."""
    who = member_of(request)
    known = bool(request.GET.get("known"))
    if known and not rules.can_keep(who):
        raise Refused(KEEP.name)
    text = request.GET.get(request.GET.get("field", "q"), "").strip()[:100]
    found = directory.named(text, today(), known=known) if text and "<" not in text else []
    options = [(directory.called(each), each.name) for each in found]
    return render(request, "people/parts/found.html", {"options": options})


@never_cache
@require_safe
def fit(request: HttpRequest) -> HttpResponse:
    """Whether a manager is one whom the reporting line of a role names."""
    member_of(request)
    people = directory.meant(request.GET.get("manager", "")[:500])
    instead = _instead(request.GET.get("title", "")[:300], people[0]) if len(people) == 1 else ""
    return render(request, "people/parts/fit.html", {"instead": instead})


def warn_of_line(request: HttpRequest, title: str, manager: rules.Person | None) -> None:
    """Say after a write where a manager is none whom the handbook names. It is no fault: it is to be looked at."""
    instead = _instead(title, manager) if manager is not None else ""
    if instead:
        messages.info(
            request, _("By the handbook, %(title)s reports to %(wanted)s.") % {"title": title, "wanted": instead}
        )  # fmt: skip


def _instead(title: str, manager: rules.Person) -> str:
    position = directory.position_on(manager, today())
    return " / ".join(fitting.expected_instead(title, position.title)) if position is not None else ""


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Who is to be hired, where the address names somebody who is known."""
    with suppress(ValueError):
        known = known_people.person_of(UUID(request.GET.get("person", "")))
        if known is not None:
            return {"known": directory.called(known)}
    return {}
