"""The history of a page: its revisions, what each changed, the page as it was, and who wrote which passage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.handbook.git import GitError
from trellis.pages.addresses import page_address, source_address
from trellis.pages.queries import authorship, differences, past_list, past_pages, revisions
from trellis.pages.queries.current import Edition, current_edition
from trellis.pages.queries.revisions import Past
from trellis.web.exporting import file_response
from trellis.web.guarding import readers_only
from trellis.web.tabs import Tab

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Past, P], HttpResponse]


def of_a_past(view: View[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """A page about the past of a file, for readers: its `path` becomes the past, or an answer that there is none."""

    @readers_only
    @wraps(view)
    def answered(request: HttpRequest, path: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        edition = current_edition()
        try:
            past = revisions.past_of(edition, path)
        except GitError as error:
            if path not in edition.handbook.pages and path not in edition.handbook.data:
                raise Http404 from error
            return render(request, "pages/no_history.html", {**_head(edition, path), "error": error})
        if past is None:
            raise Http404
        return view(request, past, *args, **kwargs)

    return answered


@of_a_past
def history(request: HttpRequest, past: Past) -> HttpResponse:
    """The commits that touched a page; with `?on=`, on to the page as it was that day."""
    day, error = _day(request)
    if day is not None:
        last = past_pages.last_page_on(past, day)
        return HttpResponseRedirect(_at(past, last.id, day)) if last else _not_there(request, past, day=day)
    found = past_list.history_list(request, past)
    if found is None:
        raise Http404
    context = {**_head(past.edition, past.path), "found": found, "day_error": error}
    return render(request, "pages/history.html", context)


@of_a_past
def history_file(request: HttpRequest, past: Past, form: str) -> HttpResponse:
    """The commits that touched a page as a file."""
    wanted = past_list.wanted_by(request)
    rows = list(past_list.exported(past, wanted))
    if not rows and not wanted.is_narrowed:
        raise Http404
    return file_response(form, "history", past_list.EXPORT_COLUMNS, rows)


@of_a_past
def change(request: HttpRequest, past: Past, commit: str) -> HttpResponse:
    """What a commit changed on a page, or what changed since another one (`?from=`)."""
    difference = differences.difference_of(past, commit, request.GET.get("from", ""))
    if difference is None:
        raise Http404
    view = _view(request, difference)
    context = {
        **_head(past.edition, past.path),
        "difference": difference,
        "view": view,
        "tabs": _tabs(request, difference, view),
        "offered": differences.offered(past, difference),
    }
    return render(request, "pages/change.html", context)


@of_a_past
def then(request: HttpRequest, past: Past, commit: str) -> HttpResponse:
    """A page as it was at a commit, or on a day (`?on=`)."""
    found = past.commit(commit)
    day, error = _day(request)
    if found is None:
        raise Http404
    if day is not None:
        last = past_pages.last_page_on(past, day)
        if last is None:
            return _not_there(request, past, day=day)
        if last.id != found.id:
            return HttpResponseRedirect(_at(past, last.id, day))
    page = past_pages.page_at(past, found)
    if page is None:
        return _not_there(request, past, day=day)
    context = {**_head(past.edition, past.path), "page": page, "day": day, "day_error": error}
    return render(request, "pages/then.html", context)


@of_a_past
def blame(request: HttpRequest, past: Past) -> HttpResponse:
    """Who wrote each passage of a page."""
    found = authorship.passages_of(past)
    if found is None:
        raise Http404
    return render(request, "pages/blame.html", {**_head(past.edition, past.path), "passages": found})


# -- how


def _head(edition: Edition, path: str) -> dict[str, Any]:
    """What stands above each of these pages: the page's title, and where it is read now."""
    page = edition.handbook.pages.get(path)
    is_there = page is not None or path in edition.handbook.data
    return {
        "path": path,
        "title": page.title if page is not None else path.rpartition("/")[2],
        "page_url": page_address(page.url) if page is not None else "",
        "source_url": source_address(path) if is_there else "",
    }


def _tabs(request: HttpRequest, difference: differences.Difference, view: str) -> tuple[Tab, ...]:
    titles = {"rendered": _("As readers see it"), "source": _("As text"), "meaning": _("What it means")}
    first = next(iter(_views(difference)))

    def url(name: str) -> str:
        query = request.GET.copy()
        query.pop("view", None)
        if name != first:
            query["view"] = name
        return f"{request.path}?{query.urlencode()}" if query else request.path

    return tuple(Tab(titles[name], url(name), name == view) for name in _views(difference))


def _views(difference: differences.Difference) -> tuple[str, ...]:
    return ("rendered", "source", "meaning") if difference.is_page else ("source", "meaning")


def _view(request: HttpRequest, difference: differences.Difference) -> str:
    wanted = request.GET.get("view", "")
    views = _views(difference)
    return wanted if wanted in views else views[0]


def _not_there(request: HttpRequest, past: Past, *, day: date | None) -> HttpResponse:
    context = {**_head(past.edition, past.path), "day": day}
    return render(request, "pages/not_then.html", context, status=404)


def _at(past: Past, commit: str, day: date) -> str:
    return f"{reverse('pages:then', args=[commit, past.path])}?on={day.isoformat()}"


def _day(request: HttpRequest) -> tuple[date | None, str]:
    """The day that `?on=` names, and what is wrong with it."""
    text = request.GET.get("on", "").strip()
    if not text:
        return None, ""
    try:
        return date.fromisoformat(text[:20]), ""
    except ValueError:
        return None, _("“%(text)s” is no date. Write it as 2026-03-01.") % {"text": text[:20]}
