"""Pages of the handbook. Each view reads the address, asks one question, and renders."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.pages import visiting
from trellis.pages.addresses import page_address
from trellis.pages.formed import form_of
from trellis.pages.queries import files, paper, printing, reading, redirects, sources, visits
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.tree import COOKIE, open_ids_of, tree_of, twigs
from trellis.pages.rules import can_propose
from trellis.pages.services import visits as services
from trellis.pages.services.identities import identity_of
from trellis.web.documents.pdf import DocumentError
from trellis.web.guarding import visitors_too

FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For files of the handbook: whatever is in them, nothing runs and nothing loads."""


@visitors_too
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
        **_for_reader(request, edition, found),
        "page": found,
        "home": tree_of(edition)[""],
        "twigs": _twigs(request, edition, found.url),
        "may_propose": can_propose(request.user),
        "form": form_of(edition.handbook, found.path),
    }
    return render(request, "pages/page.html", context)


def _for_reader(request: HttpRequest, edition: Edition, found: reading.PageView) -> dict[str, object]:
    """What a page shows to those who have an account; that it was read is remembered."""
    who = request.user if isinstance(request.user, Account) else None
    kept: dict[str, object] = {
        "may_star": who is not None and bool(found.path),
        "starred": bool(found.path) and visits.is_starred(who, found.path),
        "starred_pages": None,
        "recent_pages": None,
        "identity": identity_of(found.path) if who is not None and found.path else None,
    }
    if who is not None and not found.url:
        kept["starred_pages"] = visits.linked(visits.starred_pages(edition, who))
        kept["recent_pages"] = visits.linked(visits.recent_pages(edition, who))
    if found.path and request.method == "GET":
        # The start page itself is where the list of recent pages stands.
        visiting.visited(found.path, timezone.now(), who.pk if who is not None and found.url else None)
    return kept


@visitors_too
def printed(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page with everything below it in the tree, as one text to print."""
    found = printing.printed(current_edition(), path, request.GET.get("pages") == "all")
    if found is None:
        raise Http404
    return render(request, "pages/print.html", {"printed": found, "trouble": None})


@visitors_too
def printed_as_pdf(request: HttpRequest, path: str = "") -> HttpResponse:
    """The same as a PDF."""
    edition = current_edition()
    found = printing.printed(edition, path, request.GET.get("pages") == "all")
    if found is None or not found.pages:
        raise Http404
    try:
        made = paper.pdf(edition, found)
    except DocumentError as error:
        return render(request, "pages/print.html", {"printed": found, "trouble": error}, status=422)
    name = path.strip("/").rpartition("/")[2] or "handbook"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.pdf") or ""
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@require_POST
def star(request: HttpRequest, path: str) -> HttpResponse:
    """Put a star on a page, or take it off, and go back to the page."""
    edition = current_edition()
    who = request.user
    if not isinstance(who, Account):
        raise PermissionDenied
    page = edition.handbook.pages.get(path)
    if page is None:
        services.unstar(account=who, path=path)
        raise Http404
    if request.POST.get("star") == "off":
        services.unstar(account=who, path=path)
    else:
        try:
            services.star(edition, account=who, path=path)
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint}")
    return HttpResponseRedirect(page_address(page.url))


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget which pages somebody has read."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    services.forget_recent(account=request.user)
    return HttpResponseRedirect(page_address(""))


@visitors_too
def branch(request: HttpRequest) -> HttpResponse:
    """What stands below one node of the tree, for a reader who opens it."""
    edition = current_edition()
    below = twigs(edition, "", frozenset(), request.GET.get("below", ""))
    return render(request, "pages/parts/twigs.html", {"twigs": below})


@visitors_too
def source(request: HttpRequest, path: str) -> HttpResponse:
    """The text of a file, with what the compiler says about its lines."""
    found = sources.source_of(current_edition(), path)
    if found is None:
        raise Http404
    return render(request, "pages/source.html", {"source": found, "may_propose": can_propose(request.user)})


@visitors_too
def file(request: HttpRequest, path: str) -> HttpResponse:
    """A picture, or another file to save."""
    found = files.file_of(current_edition(), path)
    if found is None:
        raise Http404
    return file_answer(found, request.headers.get("Range", ""))


def file_answer(found: files.HandbookFile, wanted: str = "") -> HttpResponse:
    """A file as an answer in which nothing runs and nothing loads; of it the part that `Range` asks for."""
    response = _part_answer(found, wanted)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = _disposition(found)
    patch_cache_control(response, private=True, max_age=60)
    return response


def _part_answer(found: files.HandbookFile, wanted: str) -> HttpResponse:
    size = len(found.data)
    try:
        part = files.part_of(wanted, size) if wanted else None
    except files.NoSuchPartError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return HttpResponse(found.data, content_type=found.content_type)
    first, last = part
    headers = {"Content-Range": f"bytes {first}-{last}/{size}"}
    return HttpResponse(
        found.data[first : last + 1], status=206, content_type=found.content_type, headers=headers
    )


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
