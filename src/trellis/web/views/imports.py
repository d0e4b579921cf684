"""Imports: bringing a file, saying what its columns mean, the dry run, the import, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import import_jobs, import_lists, importing
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.guarding import Refused, account_of
from trellis.core.importing import Importer
from trellis.core.rules import Import, ImportState, ImportWay, can_export_everything
from trellis.core.services import imports as services
from trellis.handbook.errors import TrellisError
from trellis.web import imports as lists
from trellis.web.import_forms import ColumnsForm, FileForm
from trellis.web.jobs import progress_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def importing_people(view: View[P]) -> View[P]:
    """A page for those who may import something; which, the page asks."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not importing.offered_to(request.user):
            raise Refused(ADMINISTER.name)
        return view(request, *args, **kwargs)

    uncached: View[P] = never_cache(guarded)
    return uncached


@importing_people
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """What can be imported, and what was."""
    who = account_of(request)
    return render(
        request, "web/imports.html", {**lists.listing(request, who), "may_export": can_export_everything(who)}
    )


@importing_people
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring a file."""
    importer = _importer(request, kind)
    form = FileForm()
    if request.method == "POST":
        form = FileForm(request.POST, files=request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = services.begin(kind=kind, name=file.name, pieces=file.chunks(), by=account_of(request))
            except TrellisError as error:
                form.refuse(error, "file")
            else:
                return redirect("web:import-columns", made.pk)
    values = {"importer": importer, "form": form, "refused": form.is_bound}
    return render(request, "web/import_new.html", values, status=422 if form.is_bound else 200)


@importing_people
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A file to begin with."""
    return lists.template_file(_importer(request, kind))


@importing_people
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what the headings mean, and go on to the dry run."""
    found = _found(request, key)
    importer = _importer(request, found.kind)
    form = ColumnsForm(importer=importer, found=found)
    if request.method == "POST":
        form = ColumnsForm(request.POST, importer=importer, found=found)
        if form.is_valid():
            try:
                services.match(found=found, mapping=form.mapping(), by=account_of(request))
                services.look(found=found, by=account_of(request))
            except TrellisError as error:
                form.refuse(error)
            else:
                return redirect("web:import", key)
    values = {
        "found": found, "importer": importer, "form": form, "refused": form.is_bound,
        "sample": lists.sample_table(request, found), "more": max(len(found.headings) - lists.SAMPLED, 0),
    }  # fmt: skip
    return render(request, "web/import_columns.html", values, status=422 if form.is_bound else 200)


@importing_people
@require_safe
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far an import is, what became of its rows or would, and what can be done next."""
    found = _found(request, key)
    values: dict[str, Any] = {
        "found": found,
        "title": lists.title_of(found),
        "state": lists.state_of(found),
        "says": import_jobs.says(found),
        "before": import_lists.imported_before(found),
        "can_match": found.state in (ImportState.BROUGHT, ImportState.LOOKED) or _ended_early(found),
        "can_run": found.state == ImportState.LOOKED,
        "has_news": bool(found.looked.get("new", 0) + found.looked.get("changed", 0)),
    }
    if found.state in (ImportState.LOOKING, ImportState.RUNNING) and found.job is not None:
        values["progress"] = progress_of(found.job, account_of(request))
    if found.looked or found.made:
        values |= lists.rows_listing(request, found)
    return render(request, "web/import.html", values)


@importing_people
@require_POST
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin the import, or go on with one that was cancelled."""
    found = _found(request, key)
    way = request.POST.get("way", "")
    if way not in ImportWay.values:
        raise Http404
    try:
        services.run(found=found, way=ImportWay(way), by=account_of(request))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect("web:import", key)


@importing_people
@require_safe
def bad_rows(request: HttpRequest, key: UUID) -> HttpResponse:
    """The bad rows as a file, to be corrected and brought again."""
    found = _found(request, key)
    try:
        return lists.bad_rows_file(found)
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect("web:import", key)


def _ended_early(found: Import) -> bool:
    """Whether the dry run was cancelled or failed: then the columns can be said anew."""
    return found.state == ImportState.LOOKING and found.job is not None and found.job.is_finished


def _importer(request: HttpRequest, kind: str) -> Importer:
    found = importing.importer_named(kind)
    if found is None or not importing.may_import(request.user, kind):
        raise Http404
    return found


def _found(request: HttpRequest, key: UUID) -> Import:
    found = import_lists.import_for(request.user, key)
    if found is None:
        raise Http404
    return found
