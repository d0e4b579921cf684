"""The talent of a team, and the reviews of one person as a tab of theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.core.guarding import account_of
from trellis.core.services.looking import WHOLE, record_access
from trellis.people import terms as people_terms
from trellis.people.queries.directory import person_for
from trellis.people.views.person import head_of
from trellis.reviews import rules
from trellis.reviews.definitions.talent import box_of
from trellis.reviews.models import Review
from trellis.reviews.queries import papers, results
from trellis.reviews.views.around import of_members, tabs_for
from trellis.web.paging import page_of


@of_members
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Everybody in the line below the reader, with the box of their last shared review."""
    who = account_of(request)
    if not rules.is_manager(who):
        raise PermissionDenied
    record_access(account=who, about="review", object=WHOLE, why="team")
    members = results.team_of(who)
    shown = page_of(members, request)
    departments = people_terms.all_departments()
    strengths = papers.strengths_of(who, [each.person for each in shown.rows])
    values: dict[str, Any] = {
        "members": [
            (each, departments.title_of(each.department), strengths.get(each.person, "")) for each in shown.rows
        ],
        "paged": shown, "tabs": tabs_for(who, "team"),
        "placed": sum(each.result is not None and each.result.box is not None for each in members),
    }  # fmt: skip
    return render(request, "reviews/team.html", values)


@of_members
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """The reviews of somebody, for themselves and those above."""
    who, found = account_of(request), person_for(key)
    if found is None:
        raise Http404
    head = head_of(who, found, "reviews:person")
    if not rules.can_see_person(who, found):
        raise Http404
    if who.person_id != found.pk:
        record_access(account=who, about="person", object=found.pk, why="reviews")
    rows = [(each, _box(who.person_id, each)) for each in papers.history_of(who, found.pk)]
    return render(request, "reviews/person.html", {**head, "rows": rows})


def _box(reader: UUID | None, row: Review) -> tuple[int | None, str]:
    """The box of a review that was shared, with its name; for the person where the cycle shows it to them."""
    talent = row.cycle.talent or {}
    seen = row.state in (Review.State.SHARED, Review.State.SIGNED)
    if not seen or (row.person_id == reader and not talent.get("shown")):
        return None, ""
    box = box_of(row.performance, row.growth)
    return box, talent.get("boxes", {}).get(str(box), "")
