"""Asking for a course, and saying better what is asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.intake import rules
from trellis.intake.around import request_or_404, tabs
from trellis.intake.forms import WishForm
from trellis.intake.queries import requests as queries
from trellis.intake.services import asking as services
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a course. What says the same is shown first, once: sent again, it is asked for."""
    who = account_of(request)
    start = {name: request.GET.get(name, "")[:300] for name in ("title", "pages") if request.GET.get(name)}
    form = WishForm(request.POST or None, initial=start)
    near: list[Any] = []
    if request.method == "POST" and form.is_valid():
        wish = form.wish
        near = [] if request.POST.get("anyway") else queries.alike(f"{wish.title} {wish.need}")
        near = [each for each in near if each.pk != form.cleaned_data["key"]]
        if not near:
            try:
                made = services.ask(wish=wish, by=who, key=form.cleaned_data["key"])
            except TrellisError as error:
                form.add_error(getattr(error, "field", "") or None, f"{error.message} {error.hint}".strip())
            else:
                messages.success(request, _("Asked. You are told what comes of it."))
                return redirect("intake:request", made.pk)
    values = {**tabs("board", account_of(request)), "form": form, "near": near, "row": None}
    return render(request, "intake/ask.html", values, status=409 if form.errors or near else 200)


@members_only
@never_cache
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Requests that say nearly the same as what is being typed: a piece of the page."""
    text = f"{request.GET.get('title', '')} {request.GET.get('need', '')}"[:2000]
    return render(request, "intake/parts/similar.html", {"near": queries.alike(text)})


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say better what is asked for."""
    who = account_of(request)
    found = request_or_404(who, key)
    if not rules.can_change(who, found):
        raise PermissionDenied
    names = ("title", "need", "audience", "people", "wanted_by", "otherwise", "kind", "pages", "links")
    initial = {**{name: getattr(found, name) for name in names}, "key": found.pk, "seen": found.version}
    form = WishForm(request.POST or None, initial=initial)
    form.fields["title"].widget.attrs = {"class": "input", "autocomplete": "off"}
    if request.method == "POST" and form.is_valid():
        try:
            services.change(request=found, wish=form.wish, by=who, seen=form.cleaned_data["seen"])
        except TrellisError as error:
            form.add_error(getattr(error, "field", "") or None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("Saved."))
            return redirect("intake:request", found.pk)
    values = {**tabs("board", account_of(request)), "form": form, "row": found, "near": []}
    return render(request, "intake/ask.html", values, status=409 if form.errors else 200)
