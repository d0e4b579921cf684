"""The directory: who works here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import member_of
from trellis.people import lists, rules, tabs
from trellis.people.queries import directory as queries
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address


@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody who works here; for those who see records, on any day."""
    who = member_of(request)
    opening = opening_address(request, lists.DIRECTORY)
    if opening:
        return redirect(opening)
    values = {
        **lists.listing(request, who),
        "may_hire": rules.can_keep(who),
        "tabs": tabs.tabs_for(who, "people:directory"),
    }
    return render(request, "people/directory.html", values)


@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered directory as a file."""
    who = member_of(request)
    with_records = lists.sees_records(who)
    found = queries.found(lists.wanted_of(request, who))
    rows = ordered(lists.columns(with_records), found, request.GET.get("sort", "name"))
    names = (*lists.FILE, *(lists.FILE_OF_RECORDS if with_records else ()))
    return file_response(form, "people", names, lists.exported(rows[:MOST_ROWS], with_records=with_records))
