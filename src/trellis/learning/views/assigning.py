"""Assigning something to people, and asking that earlier learning counts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import rules, terms
from trellis.learning.addresses import course_address, exemption_address
from trellis.learning.forms import AssignForm, DecideForm, ExemptionForm, TakeBackForm
from trellis.learning.models import Exemption, ExemptionState
from trellis.learning.services import exempting, handing
from trellis.learning.views.guarding import person_of, tabs_of
from trellis.pages.queries.current import current_edition


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Assign a course or path: first a look at whom it would concern, then the deed."""
    who = member_of(request)
    if not rules.can_keep(who) and not rules.leads(who):
        raise PermissionDenied
    chosen = request.GET.getlist("person")
    initial = {"what": request.GET.get("what", ""), "people": chosen}
    form = AssignForm(request.POST or None, who=who, chosen=chosen, initial=initial)
    values = {"form": form, "tabs": tabs_of(who, "team"), "preview": None, "error": None}
    if request.method == "POST" and form.is_valid():
        subject, key = form.subject()
        try:
            if request.POST.get("act") == "assign":
                n = handing.hand_out(
                    subject=subject, key=key, whom=form.to_whom(), due=form.cleaned_data["due"],
                    is_required=form.cleaned_data["is_required"], because=form.cleaned_data["because"], by=who,
                )  # fmt: skip
                said = ngettext("Assigned to %(n)d person.", "Assigned to %(n)d people.", n)
                messages.success(request, said % {"n": n})
                return redirect("learning:team")
            values["preview"] = handing.preview(subject=subject, key=key, whom=form.to_whom(), by=who)
        except TrellisError as error:
            values["error"] = error
    return render(
        request, "learning/assign.html", values, status=422 if form.errors or values["error"] else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exemption_new(request: HttpRequest, course: str) -> HttpResponse:
    """Ask that one need not take a course, with what one has learned before."""
    who, found = member_of(request), terms.course(course)
    if found is None or not current_edition().sees(found.path):
        raise Http404
    form = ExemptionForm(request.POST or None)
    error: TrellisError | None = None
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = exempting.ask(
                person=person_of(who), course=course, kind=clean["kind"], because=clean["because"], link=clean["link"],
                by=who,
            )  # fmt: skip
        except TrellisError as trouble:
            error = trouble
        else:
            messages.success(request, _("Your manager is asked. Add files that prove it here."))
            return redirect(exemption_address(made.pk))
    values = {"form": form, "course": found, "error": error, "course_url": course_address(course)}
    return render(request, "learning/exemption_new.html", values, status=422 if form.errors or error else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exemption(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody asks to count, with its evidence; whoever may decides."""
    who = member_of(request)
    found = (
        Exemption.objects.filter(pk=key)
        .select_related("person", "asked_by", "decided_by", "ended_by")
        .first()
    )
    if found is None or not rules.can_see_learning(who, found.person):
        raise Http404
    is_ending = request.POST.get("act") == "take-back"
    form = DecideForm(request.POST if request.method == "POST" and not is_ending else None)
    ending = TakeBackForm(request.POST if is_ending else None)
    error: TrellisError | None = None
    used: DecideForm | TakeBackForm = ending if is_ending else form
    if request.method == "POST" and used.is_valid():
        clean = used.cleaned_data
        try:
            if is_ending:
                exempting.take_back(exemption=found, because=clean["because"], by=who)
            else:
                exempting.decide(
                    exemption=found, grants=request.POST.get("act") == "grant", answer=clean["answer"],
                    until=clean["until"], by=who,
                )  # fmt: skip
        except TrellisError as trouble:
            error = trouble
        else:
            messages.success(request, _("Decided. They are told."))
            return redirect(exemption_address(key))
    decides = rules.can_decide(who, found.person)
    values = {
        "row": found, "title": terms.title_of("course", found.course), "form": form, "ending": ending, "error": error,
        "may_decide": decides and found.state == ExemptionState.ASKED,
        "may_take_back": decides and found.state == ExemptionState.GRANTED, "is_own": who.person_id == found.person_id,
    }  # fmt: skip
    status = 422 if used.errors or error else 200
    return render(request, "learning/exemption.html", values, status=status)
