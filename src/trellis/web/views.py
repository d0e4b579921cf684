"""The shell's own pages: search, theme, components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from trellis.web import design, finding
from trellis.web.guarding import open_to_all, readers_only
from trellis.web.theme import COOKIE, THEMES, YEAR_IN_SECONDS

HITS_ON_A_PAGE = 40


@readers_only
def search(request: HttpRequest) -> HttpResponse:
    """Pages and roles by name: a page of its own, the part that the dialog shows as one types, or JSON."""
    query = request.GET.get("q", "").strip()[: finding.LONGEST_QUERY]
    if request.GET.get("format") == "json":
        return JsonResponse({"query": query, "hits": [_plain(hit) for hit in finding.find(request, query)]})
    if request.headers.get("HX-Request"):
        return render(
            request, "web/partials/hits.html", {"query": query, "hits": finding.find(request, query)}
        )
    hits = finding.find(request, query, limit=HITS_ON_A_PAGE)
    return render(request, "web/search.html", {"query": query, "hits": hits})


@open_to_all
@csrf_exempt  # changes nothing but this browser's own look
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or system, and go back to where the reader was."""
    theme = request.POST.get("theme", "system")
    wanted = request.POST.get("next", "/")
    local = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    response = redirect(wanted if local else "/")
    response.set_cookie(
        COOKIE,
        theme if theme in THEMES else "system",
        max_age=YEAR_IN_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@open_to_all
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers and feed readers that ask for it without having read a page."""
    return redirect(static("web/icon.svg"))


@readers_only
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "web/design.html", design.samples(request))


def _plain(hit: finding.Hit) -> dict[str, str]:
    return {"name": str(hit.name), "where": str(hit.where), "url": hit.url, "kind": str(hit.kind)}
