"""The one-to-ones of a team, those of everybody in numbers, and one person's conversations."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trellis.conversations import lists, rules
from trellis.conversations.looking import around, of_members
from trellis.conversations.one_to_one_names import CAREER, ONE_TO_ONE
from trellis.conversations.queries import career, feedback, teams
from trellis.core.guarding import account_of
from trellis.meetings.queries.standing import standings
from trellis.people.queries.directory import person_for
from trellis.people.views.person import head_of
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import sorted_rows
from trellis.web.paging import QueryRows, page_of
from trellis.web.saving import opening_address


@of_members
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My team's one-to-ones, what is overdue first, and those with my own manager."""
    who = account_of(request)
    values = {**around(who, "home"), "team": teams.team_of(who)}
    return render(request, "conversations/home.html", values)


@of_members
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How the one-to-ones of all managers stand: counts and days, for who oversees them."""
    who = account_of(request)
    if not rules.can_oversee(who):
        raise Http404
    opening = opening_address(request, lists.OVERVIEW)
    if opening:
        return redirect(opening)
    rows = teams.overview()
    values = {
        **around(who, "overview"), **lists.listing(request, rows), "managers": len(rows),
        "late": sum(each.late for each in rows), "going": sum(each.going for each in rows),
        "without": sum(each.without for each in rows),
    }  # fmt: skip
    return render(request, "conversations/overview.html", values)


@of_members
@require_safe
def overview_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    if not rules.can_oversee(account_of(request)):
        raise Http404
    found = lists.narrowed(teams.overview(), request.GET)
    rows = sorted_rows(lists.columns(), found, request.GET.get("sort", ""))
    return file_response(form, "one-to-ones", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@of_members
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """What whoever asks has to do with a person: meetings of the two, feedback shared with them, what may come next."""
    who, found = account_of(request), person_for(key)
    if found is None:
        raise Http404
    head = head_of(who, found, "conversations:person")
    if not rules.can_see_of(who, found):
        raise Http404
    is_self = who.person_id == found.pk
    rows = feedback.received_by(who) if is_self else feedback.shared_with(who, found)
    paged = page_of(QueryRows(rows), request)
    kinds = (ONE_TO_ONE, CAREER)
    held = [each for each in standings(kinds, guests=[found.pk]) if who.person_id in (each.host, each.guest)]
    position = head["position"]
    values = {
        **head, "is_self": is_self, "paged": paged, "cards": feedback.cards(paged.rows, who),
        "meetings": {each.kind: each for each in held}, "ahead": career.ahead_of(found),
        "may_begin": position is not None and position.manager_id == who.person_id,
    }  # fmt: skip
    return render(request, "conversations/person.html", values)
