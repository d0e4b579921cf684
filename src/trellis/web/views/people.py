"""The lists of people and of what was done with their access, for administrators. `core` has what a person is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trellis.core import directory, queries
from trellis.core.definitions.permissions import AUDIT
from trellis.core.guarding import account_of, administrators_only, permitted
from trellis.core.services.looking import WHOLE, record_access
from trellis.web import people as lists
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address


@administrators_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with search and filters."""
    opening = opening_address(request, lists.PEOPLE)
    if opening:
        return redirect(opening)
    wanted = lists.wanted_people(request)
    return render(request, "web/people.html", lists.people_listing(request, wanted))


@administrators_only
@require_safe
def people_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = queries.people(**lists.wanted_people(request)).accounts
    rows = ordered(lists.people_columns(), found, request.GET.get("sort", ""))
    return file_response(form, "people", lists.PEOPLE_FILE, lists.exported_people(rows[:MOST_ROWS]))


@permitted(AUDIT.name)
@require_safe
def access_changes(request: HttpRequest) -> HttpResponse:
    """What was done with access, the newest first."""
    opening = opening_address(request, lists.CHANGES)
    if opening:
        return redirect(opening)
    wanted = lists.wanted_changes(request)
    return render(request, "web/access_changes.html", lists.changes_listing(request, wanted))


@permitted(AUDIT.name)
@require_safe
def access_changes_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = queries.access_changes(**lists.wanted_changes(request))
    rows = ordered(lists.changes_columns(), found, request.GET.get("sort", ""))
    changes = rows[:MOST_ROWS].iterator()
    made = file_response(form, "access-changes", lists.CHANGES_FILE, lists.exported_changes(changes))
    record_access(
        account=account_of(request), about="access-changes", object=WHOLE, why=request.GET.urlencode()
    )
    return made


@administrators_only
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """Everybody the organisation knows, with an account or without."""
    opening = opening_address(request, lists.KNOWN)
    if opening:
        return redirect(opening)
    return render(request, "web/known.html", lists.known_listing(request, lists.wanted_known(request)))


@administrators_only
@require_safe
def known_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = directory.known(**lists.wanted_known(request)).people
    rows = ordered(lists.known_columns(), found, request.GET.get("sort", ""))
    return file_response(form, "known", lists.KNOWN_FILE, lists.exported_known(rows[:MOST_ROWS]))
