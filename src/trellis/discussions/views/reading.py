"""Reading a discussion: as a part of any page, as a page of its own, and at one comment."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.discussions import showing
from trellis.discussions.queries import naming, threads, watching
from trellis.discussions.views.guarding import account_of, found_comment, found_place


@never_cache
@require_safe
def discussion(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """What was said about an object: the part of its page that HTMX asks for, else a page with nothing else.

    `?whole` asks for the files of the object too.
    """
    place = found_place(request, kind, key)
    context = showing.context_of(request, place, account_of(request))
    return showing.answer(request, context, whole="whole" in request.GET)


@never_cache
@require_safe
def comment(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go to a comment where it stands on the page of its object, with its thread alone."""
    found, place = found_comment(request, key)
    return HttpResponseRedirect(showing.address_of(place, found))


@never_cache
@require_safe
def history(request: HttpRequest, key: UUID) -> HttpResponse:
    """The words of a comment as they were before; of one that cannot be read there are none."""
    found, place = found_comment(request, key)
    if not found.is_readable:
        raise Http404
    context = {
        "comment": found,
        "place": place,
        "past": threads.history_of(found),
        "now": showing.html_of(found.text),
    }
    return render(request, "discussions/history.html", context)


@never_cache
@require_safe
def people(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """The people whose name begins with what is typed, of those who may see the object."""
    place = found_place(request, kind, key)
    found = naming.nameable(place, account_of(request), request.GET.get("q", ""))
    return render(request, "discussions/parts/people.html", {"people": found})


@never_cache
@require_safe
def watched(request: HttpRequest) -> HttpResponse:
    """What somebody watches or has muted."""
    return render(request, "discussions/watched.html", {"watched": watching.watched_by(account_of(request))})
