"""Questions of communities: asking, reading with the answers, accepting one, reporting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core.guarding import member_of
from trellis.discussions import moderating
from trellis.discussions.queries import threads
from trellis.handbook.errors import TrellisError
from trellis.learning import rules
from trellis.learning.community_forms import QuestionForm
from trellis.learning.models import Question
from trellis.learning.queries import communities as queries
from trellis.learning.services import asking
from trellis.learning.views.guarding import trouble

MOST_CHOICES = 50
"""Answers from which the accepted one is chosen."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask something in a community."""
    who = member_of(request)
    found = queries.community_for(who, key)
    if found is None or not rules.can_ask(who, *found):
        raise Http404
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.ask(community=found[0], by=who, **form.cleaned_data)
            return redirect("learning:question", made.pk)
        except TrellisError as error:
            _blame(form, error)
    return render(request, "learning/ask.html", {"form": form, "community": found[0], "question": None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: UUID) -> HttpResponse:
    """A question with its answers, the accepted one first."""
    who = member_of(request)
    found = queries.question_for(who, key)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            _act(request, found)
        except TrellisError as error:
            trouble(request, error)
        return redirect("learning:question", key)
    moderates = moderating.moderates(
        who, queries.QUESTION, found.pk
    )  # the discussion asks the same, and it is kept
    decides = moderates or found.author_id == who.pk
    # What is chosen of the answers is asked for on its own: the page itself has the discussion.
    deed = request.GET.get("do", "")
    deed = deed if deed == "report" or (deed == "accept" and decides) else ""
    values = {
        "question": found, "decides": decides, "moderates": moderates, "is_own": found.author_id == who.pk,
        "deed": deed,
        "answers": list(threads.readable_threads(queries.QUESTION, found.pk)[:MOST_CHOICES]) if deed else [],
        "accepted": found.accepted if found.accepted is not None and found.accepted.is_readable else None,
    }  # fmt: skip
    return render(request, "learning/question.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask in other words."""
    who = member_of(request)
    found = queries.question_for(who, key)
    if found is None or found.author_id != who.pk:
        raise Http404
    form = QuestionForm(request.POST or None, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            asking.edit(question=found, by=who, **form.cleaned_data)
            return redirect("learning:question", key)
        except TrellisError as error:
            _blame(form, error)
    return render(
        request, "learning/ask.html", {"form": form, "community": found.community, "question": found}
    )


def _act(request: HttpRequest, found: Question) -> None:
    who, post = member_of(request), request.POST
    match post.get("act"):
        case "accept":
            asking.accept(question=found, comment=_key(post.get("answer", "")), by=who)
            messages.success(request, _("Saved."))
        case "report":
            answer = _key(post.get("answer", ""))
            asking.report(question=found, why=post.get("why", ""), comment=answer, by=who)
            messages.success(request, _("The moderators look at it. They are told that it was you."))
        case "hide":
            asking.hide(question=found, why=post.get("why", ""), by=who)
        case "show":
            asking.show(question=found, by=who)
        case _:
            raise Http404


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def _blame(form: QuestionForm, error: TrellisError) -> None:
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, f"{error.message} {error.hint or ''}".strip())
