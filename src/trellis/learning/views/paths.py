"""Paths: beginning one, how far one is, and milestones."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import rules, terms
from trellis.learning.models import PathEnrollment, PathState, Step
from trellis.learning.queries import paths as queries
from trellis.learning.services import pathing
from trellis.learning.views.guarding import person_of, trouble
from trellis.pages.queries.current import current_edition


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, path_key: str) -> HttpResponse:
    """A path before it is begun; sent, it begins. Who takes it already is led to where they are."""
    who, found = member_of(request), terms.path(path_key)
    if found is None or not current_edition().sees(found.path):
        raise Http404
    taken = PathEnrollment.objects.filter(
        person=person_of(who), path=path_key, state=PathState.ACTIVE
    ).first()
    if taken is not None:
        return redirect("learning:path", taken.pk)
    if request.method == "POST":
        try:
            return redirect("learning:path", pathing.begin(person_of(who), path_key, by=who).pk)
        except TrellisError as error:
            trouble(request, error)
            return redirect("learning:home")
    return render(request, "learning/path_begin.html", {"path": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def path(request: HttpRequest, key: UUID) -> HttpResponse:
    """A path that somebody takes, part by part; milestones are asked for and confirmed here."""
    who = member_of(request)
    found = PathEnrollment.objects.filter(pk=key).select_related("person").first()
    if found is None or not rules.can_see_learning(who, found.person):
        raise Http404
    if request.method == "POST":
        try:
            _act(request, found)
        except TrellisError as error:
            trouble(request, error)
        return redirect("learning:path", key)
    now = terms.path(found.path)
    values = {
        "row": found, "path": now, "progress": queries.progress_of(found, now) if now is not None else None,
        "is_own": who.person_id == found.person_id, "decides": rules.can_decide(who, found.person),
    }  # fmt: skip
    return render(request, "learning/path.html", values)


def _act(request: HttpRequest, found: PathEnrollment) -> None:
    who, post = member_of(request), request.POST
    match post.get("act"):
        case "reached":
            pathing.reached(
                enrollment=found, milestone=post.get("milestone", ""), said=post.get("said", ""), by=who
            )
            messages.success(request, _("Your manager is asked to confirm it."))
        case "confirm" | "refuse":
            step = Step.objects.filter(path=found, milestone=post.get("milestone", "")).first()
            if step is None:
                raise Http404
            agrees = post["act"] == "confirm"
            pathing.confirm(step=step, agrees=agrees, answer=post.get("answer", ""), by=who)
            messages.success(
                request, _("Confirmed.") if agrees else _("They are told that it is not confirmed yet.")
            )
        case "withdraw":
            pathing.withdraw(enrollment=found, by=who)
            messages.success(request, _("This path is not under way any more."))
        case _:
            raise Http404
