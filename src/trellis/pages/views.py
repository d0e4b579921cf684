"""Pages of the handbook. Each view reads the address, asks one question, and renders."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from trellis.pages.codes import code_named
from trellis.pages.queries import files, reading, redirects, sources
from trellis.pages.queries import health as health_queries
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.tree import COOKIE, open_ids_of, tree_of, twigs
from trellis.web.exporting import csv_response, json_response
from trellis.web.guarding import readers_only
from trellis.web.paging import page_of

FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For files of the handbook: whatever is in them, nothing runs and nothing loads."""


@readers_only
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page, or a folder without a page of its own."""
    edition = current_edition()
    found = reading.page_at(edition, path)
    if found is None or not found.path:
        elsewhere = redirects.moved_to(edition, path)
        if elsewhere is not None:
            return HttpResponseRedirect(_with_query(elsewhere, request))
    if found is None:
        raise Http404
    context = {"page": found, "home": tree_of(edition)[""], "twigs": _twigs(request, edition, found.url)}
    return render(request, "pages/page.html", context)


@readers_only
def branch(request: HttpRequest) -> HttpResponse:
    """What stands below one node of the tree, for a reader who opens it."""
    edition = current_edition()
    below = twigs(edition, "", frozenset(), request.GET.get("below", ""))
    return render(request, "pages/parts/twigs.html", {"twigs": below})


@readers_only
def source(request: HttpRequest, path: str) -> HttpResponse:
    """The text of a file, with what the compiler says about its lines."""
    found = sources.source_of(current_edition(), path)
    if found is None:
        raise Http404
    return render(request, "pages/source.html", {"source": found})


@readers_only
def file(request: HttpRequest, path: str) -> HttpResponse:
    """A picture, or another file to save."""
    found = files.file_of(current_edition(), path)
    if found is None:
        raise Http404
    response = HttpResponse(found.data, content_type=found.content_type)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = _disposition(found)
    patch_cache_control(response, private=True, max_age=60)
    return response


@readers_only
def health(request: HttpRequest) -> HttpResponse:
    """Everything that the compiler says about the handbook."""
    edition = current_edition()
    wanted = _wanted(request)
    report = health_queries.report_for(edition, wanted, request.GET)
    paged = page_of(report.entries, request)
    groups = health_queries.grouped(edition, paged.rows, wanted.group)
    return render(
        request, "pages/health.html", {"report": report, "paged": paged, "groups": groups, "wanted": wanted}
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


def _with_query(address: str, request: HttpRequest) -> str:
    """An address with what the reader asked for besides the page; an anchor stays at the end."""
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return address
    place, mark, anchor = address.partition("#")
    return f"{place}{'&' if '?' in place else '?'}{query}{mark}{anchor}"


def _twigs(request: HttpRequest, edition: Edition, here: str) -> tuple[object, ...]:
    return twigs(edition, here, open_ids_of(request.COOKIES.get(COOKIE, "")))


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


def _disposition(found: files.HandbookFile) -> str:
    return content_disposition_header(not found.shown, found.name) or "attachment"
