"""Transcripts: one's own, and those of people whom one looks after."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core import defined
from trellis.core.guarding import member_of
from trellis.learning import paper, rules
from trellis.learning.queries import goals, history, made
from trellis.learning.rules import Person
from trellis.learning.views.guarding import person_of, seen_person_or_404, tabs_of
from trellis.people.queries.directory import person_for
from trellis.people.views.person import head_of
from trellis.web.exporting import file_response


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one has learned."""
    who = member_of(request)
    values = {
        "transcript": history.transcript(person_of(who)),
        "tabs": tabs_of(who, "transcript"),
        "is_own": True,
    }
    return render(request, "learning/transcript.html", values)


@never_cache
@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """One's own transcript as a file."""
    return _file(person_of(member_of(request)), form)


@never_cache
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody learns and has learned, on their page."""
    who, found = member_of(request), person_for(key)
    if found is None:
        raise Http404
    head = head_of(who, found, "learning:person")
    if not rules.can_see_learning(who, found):
        raise Http404
    values = {
        **head, "transcript": history.transcript(found), "is_own": who.person_id == found.pk,
        "can_assign": rules.can_assign(who, found),
        "goals": goals.shown(who, list(goals.shared_of(found))) if rules.shared_goals_seen(who, found) else [],
        "made": made.views(found.pk, list(made.of_person(found.pk))),
    }  # fmt: skip
    return render(request, "learning/person.html", values)


@never_cache
@require_safe
def person_file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The transcript of somebody as a file."""
    return _file(seen_person_or_404(member_of(request), key), form)


def _file(found: Person, form: str) -> HttpResponse:
    made = history.transcript(found)
    if form == "pdf":
        content = paper.pdf(made, defined.edition().handbook.settings)
        return HttpResponse(
            content, content_type="application/pdf",
            headers={"Content-Disposition": 'attachment; filename="transcript.pdf"'},
        )  # fmt: skip
    return file_response(form, "transcript", history.FILE, history.rows_of(made))
