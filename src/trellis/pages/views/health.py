"""The health of the handbook: everything that the compiler says about it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.pages.codes import code_named
from trellis.pages.queries import health as health_queries
from trellis.pages.queries.current import current_edition
from trellis.pages.rules import can_propose
from trellis.web.exporting import csv_response, json_response
from trellis.web.guarding import readers_only
from trellis.web.paging import page_of


@readers_only
def health(request: HttpRequest) -> HttpResponse:
    """Everything that the compiler says about the handbook."""
    edition = current_edition()
    wanted = _wanted(request)
    report = health_queries.report_for(edition, wanted, request.GET)
    paged = page_of(report.entries, request)
    groups = health_queries.grouped(edition, paged.rows, wanted.group)
    return render(
        request,
        "pages/health.html",
        {
            "report": report,
            "paged": paged,
            "groups": groups,
            "wanted": wanted,
            "may_propose": can_propose(request.user),
        },
    )


@readers_only
def health_csv(request: HttpRequest) -> HttpResponse:
    """The filtered diagnostics for a spreadsheet."""
    entries = health_queries.entries_for(current_edition(), _wanted(request))
    return csv_response("health", health_queries.EXPORT_COLUMNS, health_queries.exported(entries))


@readers_only
def health_json(request: HttpRequest) -> HttpResponse:
    """The filtered diagnostics for a program."""
    entries = health_queries.entries_for(current_edition(), _wanted(request))
    return json_response("health", health_queries.exported(entries))


@readers_only
def code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code means, why it matters, what to do."""
    found = code_named(code)
    if found is None:
        raise Http404
    wanted = health_queries.Wanted(code=code)
    count = len(health_queries.entries_for(current_edition(), wanted))
    return render(request, "pages/code.html", {"code": found, "count": count})


def _wanted(request: HttpRequest) -> health_queries.Wanted:
    get = request.GET.get
    group = get("group", "page")
    return health_queries.Wanted(
        severity=get("severity", ""),
        code=get("code", ""),
        folder=get("folder", ""),
        file=get("file", ""),
        text=get("q", "").strip(),
        group=group if group in health_queries.GROUPS else "page",
    )
