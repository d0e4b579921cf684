"""Courses that are to be looked at: which, why, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.courses.rules import can_preview
from trellis.handbook.errors import TrellisError
from trellis.intake import updatelists
from trellis.intake.around import tabs
from trellis.intake.forms import LookedForm
from trellis.intake.queries import updates as queries
from trellis.intake.services import updating
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.work.guarding import members_only


def _carer(request: HttpRequest) -> Account:
    """Whoever asks, who looks after a course. Raises PermissionDenied."""
    who = account_of(request)
    if not queries.has_any(who):
        raise PermissionDenied(_("This is for those who look after courses."))
    return who


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The courses that are to be looked at, those first that are due first."""
    who = _carer(request)
    values = {**updatelists.listing(request, who), **tabs("updates", who)}
    return render(request, "intake/updates.html", values)


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = updatelists.wanted(_carer(request), request.GET)
    rows = ordered(updatelists.columns(), found, request.GET.get("sort", ""))
    return file_response(form, "content-updates", updatelists.FILE, updatelists.exported(rows[:MOST_ROWS]))


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, key: UUID) -> HttpResponse:
    """One course that is to be looked at: why, what of it, until when; and that it stays as it is, for a reason."""
    who = account_of(request)
    row = queries.update_for(who, key)
    if row is None:
        raise Http404
    form = LookedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            updating.review(update=row, reason=form.cleaned_data["reason"], by=who)
        except TrellisError as error:
            form.add_error("reason", f"{error.message} {error.hint or ''}".strip())
        else:
            messages.success(request, _("Noted: it stays as it is."))
            return redirect("intake:updates")
    handbook = current_edition().handbook
    source = handbook.pages.get(row.source)
    values = {
        **tabs("updates", who), "row": row, "form": form, "today": today(), "may_write": can_preview(who),
        "source_url": page_address(source.url) if source is not None else "",
        "parts": [
            (title, page_address(handbook.pages[path].url) if path in handbook.pages else "", path)
            for path, title in row.parts
        ],
    }  # fmt: skip
    return render(request, "intake/update.html", values, status=409 if form.errors else 200)
