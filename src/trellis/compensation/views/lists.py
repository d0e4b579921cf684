"""The list of what everybody is paid, for those who may see it. Each look is noted, and so is each file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.compensation import lists, rules
from trellis.compensation.looking import around, note, require
from trellis.compensation.queries.listed import rows
from trellis.compensation.queries.pay import median_ratio, over_band_percent
from trellis.core.guarding import account_of
from trellis.people.days import today
from trellis.web.exporting import file_response
from trellis.web.ordering import sorted_rows
from trellis.web.saving import opening_address
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody who is employed today, with pay and where it lies."""
    who = account_of(request)
    require(rules.can_see_list(who))
    opening = opening_address(request, lists.PAY)
    if opening:
        return redirect(opening)
    note(who, None, "list")
    listed = lists.listing(request, rows(who, today()))
    listed["median"] = median_ratio(each.ratio for each in listed["found"])
    listed["over"] = over_band_percent(listed["found"])
    return render(request, "compensation/list.html", {**listed, **around(request, who, "list")})


@members_only
@never_cache
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    who = account_of(request)
    require(rules.can_see_list(who))
    note(who, None, "export")
    found = lists.narrowed(rows(who, today()), request.GET)
    found = sorted_rows(lists.columns(), found, request.GET.get("sort", "name"))
    return file_response(form, "pay", lists.FILE, lists.exported(found))
