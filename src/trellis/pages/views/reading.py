"""Pages of the handbook. Each view reads the address, asks one question, and renders."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from trellis.pages.queries import files, reading, redirects, sources
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.tree import COOKIE, open_ids_of, tree_of, twigs
from trellis.pages.rules import can_propose
from trellis.web.guarding import readers_only

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
    context = {
        "page": found,
        "home": tree_of(edition)[""],
        "twigs": _twigs(request, edition, found.url),
        "may_propose": can_propose(request.user),
    }
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
    return render(request, "pages/source.html", {"source": found, "may_propose": can_propose(request.user)})


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


def _with_query(address: str, request: HttpRequest) -> str:
    """An address with what the reader asked for besides the page; an anchor stays at the end."""
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return address
    place, mark, anchor = address.partition("#")
    return f"{place}{'&' if '?' in place else '?'}{query}{mark}{anchor}"


def _twigs(request: HttpRequest, edition: Edition, here: str) -> tuple[object, ...]:
    return twigs(edition, here, open_ids_of(request.COOKIES.get(COOKIE, "")))


def _disposition(found: files.HandbookFile) -> str:
    return content_disposition_header(not found.shown, found.name) or "attachment"
