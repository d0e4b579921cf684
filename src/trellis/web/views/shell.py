"""The shell's own pages: search, theme, components."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from trellis.core.guarding import account_of
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import accounts
from trellis.handbook.errors import TrellisError
from trellis.web import actions, finding, queries, saving, searching
from trellis.web.design.samples import samples
from trellis.web.guarding import open_to_all, readers_only, visitors_too
from trellis.web.models import LONGEST_QUERY, SavedView
from trellis.web.narrowing import chips_of, filters_of
from trellis.web.paging import page_of, with_params
from trellis.web.rules import can_use_view
from trellis.web.services import saving as services
from trellis.web.theme import COOKIE, THEMES, YEAR_IN_SECONDS

HITS_ON_A_PAGE = 20
HITS_IN_THE_PALETTE = 12
RECORDS_IN_THE_PALETTE = 40


@visitors_too
def search(request: HttpRequest) -> HttpResponse:
    """Everything that can be found: a page of its own, the part that the palette shows as one types, or JSON."""
    wanted = _wanted(request)
    if request.headers.get("HX-Request") and not wanted.query:
        return render(request, "web/partials/opening.html", {"opening": _opening(request)})
    if request.headers.get("HX-Request"):
        found = searching.search(request, replace(wanted, records=RECORDS_IN_THE_PALETTE))
        context = {
            "query": wanted.query,
            "spelled": found.spelled,
            "asked": found.spelled or wanted.query,
            "sections": found.short(HITS_IN_THE_PALETTE),
            "more": len(found.entries) > HITS_IN_THE_PALETTE,
        }
        return render(request, "web/partials/sections.html", context)
    found = searching.search(request, wanted)
    paged = page_of(range(len(found.entries)), request, HITS_ON_A_PAGE)
    hits = found.hits(max(paged.first - 1, 0), paged.last)
    if request.GET.get("format") == "json":
        return JsonResponse(
            {
                "query": wanted.query,
                "spelled": found.spelled,
                "total": len(found.entries),
                "page": paged.number,
                "pages": paged.pages,
                "hits": [_plain(hit) for hit in hits],
            }
        )
    context = {
        "query": wanted.query,
        "spelled": found.spelled,
        "hits": hits,
        "paged": paged,
        "filters": filters_of(found, wanted),
        "chips": chips_of(request.GET, wanted),
        "clear_url": with_params(request.GET, kind=None, folder=None, days=None, page=None),
    }
    return render(request, "web/search.html", context)


def _wanted(request: HttpRequest) -> searching.Wanted:
    """What the address asks for; filters that there are not count as not set."""
    days = request.GET.get("days", "")
    kind = request.GET.get("kind", "")
    return searching.Wanted(
        query=request.GET.get("q", "").strip()[: finding.LONGEST_QUERY],
        group=kind if kind in finding.groups() else "",
        folder=request.GET.get("folder", "").strip("/")[:400],
        days=int(days) if days in {str(each) for each in searching.DAYS} else 0,
    )


def _opening(request: HttpRequest) -> list[tuple[object, list[finding.Candidate]]]:
    """What the palette shows before anything is typed."""
    return [*finding.openings_for(request), (_("Go to"), [*actions.actions(request)])]


@open_to_all
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """Where the colours are chosen without a script."""
    return render(request, "web/theme.html")


@open_to_all
@csrf_exempt  # changes nothing but this browser's own look
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or system, and go back to where the reader was."""
    theme = request.POST.get("theme", "system")
    wanted = request.POST.get("next", "/")
    local = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    response = HttpResponseRedirect(wanted if local else "/")
    response.set_cookie(
        COOKIE,
        theme if theme in THEMES else "system",
        max_age=YEAR_IN_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@open_to_all
@csrf_exempt  # changes nothing but the language that one is answered in
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the interface, and go back to where the reader was. An unknown one changes nothing."""
    response = set_language(request)
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None and isinstance(request.user, Account):
        accounts.speak(account=request.user, language=chosen.value)
    return response


@open_to_all
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers and feed readers that ask for it without having read a page."""
    return redirect(static("web/icon.svg"))


@readers_only
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "web/design.html", samples(request))


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save what a reader chose of a list, and show it."""
    place, query = request.POST.get("place", ""), request.POST.get("query", "")
    if not saving.is_place(place):
        raise Http404
    try:
        view = services.save_view(
            by=account_of(request),
            place=place,
            name=request.POST.get("name", ""),
            query=query,
            shared=request.POST.get("shared") == "yes",
        )
    except NotAllowedError as error:
        raise PermissionDenied from error
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect(saving.address_of(place, query[:LONGEST_QUERY]))
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(saving.address_of(place, view.query))


@require_POST
def delete_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Delete a view, and show the whole list."""
    view = _view_or_404(request, view_id)
    name, place = view.name, view.place
    try:
        services.delete_view(by=account_of(request), view=view)
    except NotAllowedError as error:
        raise PermissionDenied from error
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": name})
    return redirect(saving.everything_address(place))


@require_POST
def choose_first_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Let a list open with a view, or no longer."""
    view = _view_or_404(request, view_id)
    opens = services.toggle_first(by=account_of(request), view=view)
    told = (
        _("This list now opens with “%(name)s”.")
        if opens
        else _("This list no longer opens with “%(name)s”.")
    )
    messages.success(request, told % {"name": view.name})
    return redirect(saving.address_of(view.place, view.query))


def _view_or_404(request: HttpRequest, view_id: UUID) -> SavedView:
    """A view that the reader can use: another's is not there, so that nobody learns of it."""
    view = queries.view_by_id(view_id)
    if view is None or not saving.is_place(view.place) or not can_use_view(account_of(request), view):
        raise Http404
    return view


def _plain(hit: finding.Hit) -> dict[str, str]:
    return {
        "name": str(hit.name),
        "where": str(hit.where),
        "url": hit.url,
        "kind": str(hit.kind),
        "passage": str(hit.passage or ""),
    }
