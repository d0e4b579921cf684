"""Who of a team learns what."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.learning import lists, rules, sheets
from trellis.learning.rules import Account
from trellis.learning.views.guarding import tabs_of
from trellis.web.exporting import file_response
from trellis.web.saving import opening_address

MOST_CHOSEN = 200


def leader_of(request: HttpRequest) -> Account:
    """Whoever asks, who has a team or sees everybody. Raises PermissionDenied."""
    who = member_of(request)
    if not rules.can_see_team(who):
        raise PermissionDenied
    return who


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """The people below the reader, or everybody: what is overdue, to do, in progress, completed."""
    who = leader_of(request)
    if request.method == "POST":
        chosen = request.POST.getlist("row")[:MOST_CHOSEN]
        if not chosen:
            messages.error(request, _("Choose people first."))
            return redirect("learning:team")
        return redirect(f"{reverse('learning:assign')}?{urlencode([('person', each) for each in chosen])}")
    opening = opening_address(request, lists.TEAM)
    if opening:
        return redirect(opening)
    values = {
        **lists.listing_of_team(request, who), "tabs": tabs_of(who, "team"),
        "can_assign": rules.can_keep(who) or rules.leads(who),
    }  # fmt: skip
    return render(request, "learning/team.html", values)


@never_cache
@require_safe
def team_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    made = sheets.of_team(leader_of(request), request.GET)
    return file_response(form, made.name, made.columns, made.rows)
