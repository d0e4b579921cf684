"""A discussion as it is drawn: on the page of an object, alone, and again after each act."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from trellis.core.rules import Account
from trellis.discussions.models import Comment, Following
from trellis.discussions.queries import threads
from trellis.discussions.queries.places import Place
from trellis.discussions.queries.threads import Wanted
from trellis.discussions.services import watching
from trellis.discussions.wording import html_of

__all__ = ["address_of", "answer", "context_of", "html_of", "wanted_by"]
MOST_PAGES = 10_000


def context_of(request: HttpRequest, place: Place, who: Account, **more: Any) -> dict[str, Any]:
    """What the template of a discussion needs. What is shown is known from then on, but marked as new this once."""
    found = threads.discussion(place, who, wanted_by(request))
    if found.newest is not None and (found.seen_until is None or found.seen_until < found.newest):
        watching.know(account=who, kind=place.kind, key=place.key, until=found.newest)
    return {
        "discussion": found,
        "place": place,
        "states": Following.State,
        "csrf_token": get_token(request),
        "told": "",
        "trouble": "",
        "preview": None,
        "previewed": "",
        "answers": None,
        "stale": None,
        **more,
    }


def answer(
    request: HttpRequest, context: dict[str, Any], status: int = 200, *, whole: bool = False
) -> HttpResponse:
    """The part alone where HTMX asks for it (`whole` with the files of the object), else a page that holds it."""
    part = "discussions/parts/whole.html" if whole else "discussions/parts/discussion.html"
    name = part if request.headers.get("HX-Request") else "discussions/discussion.html"
    made = render(request, name, context, status=status)
    made["Vary"] = "HX-Request, Cookie"
    return made


def wanted_by(request: HttpRequest) -> Wanted:
    """Which part a request asks for, by its query; what makes no sense is left out."""
    page = request.GET.get("talk", "")
    return Wanted(
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
        thread=_key(request.GET.get("thread", "")),
        quote=_key(request.GET.get("quote", "")),
    )


def address_of(place: Place, comment: Comment) -> str:
    """Where a comment stands on the page of its object."""
    page, _mark, _anchor = place.address.partition("#")
    query = urlencode({"thread": str(comment.thread_id)})
    return f"{page}{'&' if '?' in page else '?'}{query}#c-{comment.pk}"


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
