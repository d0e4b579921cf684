"""What is kept of people, what goes when, who looked at what is confidential: for those who protect data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trellis.core import personal
from trellis.core.definitions.permissions import PRIVACY
from trellis.core.guarding import account_of, administrators_only, permitted
from trellis.core.rules import can_administer
from trellis.core.services.looking import WHOLE, record_access
from trellis.web import privacy as lists
from trellis.web.exporting import file_response
from trellis.web.ordering import sorted_rows
from trellis.web.saving import opening_address


@permitted(PRIVACY.name)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every model, with whose data it holds, what for and how long."""
    opening = opening_address(request, lists.CATALOGUE)
    if opening:
        return redirect(opening)
    values = lists.catalogue_listing(request, lists.wanted_models(request))
    return render(
        request, "web/data_catalogue.html", {**values, "may_administer": can_administer(request.user)}
    )


@permitted(PRIVACY.name)
@require_safe
def catalogue_file(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue as a file."""
    found = lists.models_for(lists.wanted_models(request))
    rows = sorted_rows(lists.catalogue_columns(), found, request.GET.get("sort", ""))
    return file_response(form, "data-catalogue", lists.CATALOGUE_FILE, lists.exported_models(rows))


@permitted(PRIVACY.name)
@require_safe
def model(request: HttpRequest, label: str) -> HttpResponse:
    """One model, field by field."""
    declaration = personal.declaration_of(label)
    if declaration is None:
        raise Http404
    values = {
        "each": declaration,
        "fate": lists.fate_of(declaration),
        "kept": lists.kept_of(declaration),
        "basis": personal.Basis(declaration.basis).label,
        "data": personal.Data(declaration.data).label,
        "fields": lists.fields_of(declaration),
    }
    return render(request, "web/data_model.html", values)


@permitted(PRIVACY.name)
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What would go tonight; nothing is changed by looking."""
    return render(request, "web/retention.html", lists.due_listing(request))


@permitted(PRIVACY.name)
@require_safe
def looked_at(request: HttpRequest) -> HttpResponse:
    """Who looked at what is confidential, the newest first."""
    opening = opening_address(request, lists.LOOKED_AT)
    if opening:
        return redirect(opening)
    return render(request, "web/access_log.html", lists.looks_listing(request, lists.wanted_looks(request)))


@permitted(PRIVACY.name)
@require_safe
def looked_at_file(request: HttpRequest, form: str) -> HttpResponse:
    """The access log as a file, which is a look by itself."""
    made = file_response(
        form, "access-log", lists.LOOKED_AT_FILE, lists.exported_looks(lists.wanted_looks(request))
    )
    record_access(account=account_of(request), about="access-log", object=WHOLE, why=request.GET.urlencode())
    return made


@administrators_only
@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    """Who was or is to be erased."""
    return render(request, "web/erasures.html", lists.erasures_listing(request))
