"""Appeals: making one, those that wait, answering one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.assessments import lists, papers, rules, showing
from trellis.assessments.addresses import appeal_address, attempt_address
from trellis.assessments.queries import grading as queries
from trellis.assessments.services import appeals as services
from trellis.assessments.services.errors import AttemptError, NoAttemptError
from trellis.assessments.views.around import grader_of, of_members, tabs_for, told
from trellis.core.guarding import account_of


@of_members
@require_POST
def make(request: HttpRequest, key: UUID) -> HttpResponse:
    """Appeal against a result of mine."""
    try:
        services.make(
            attempt=key, words=request.POST.get("words", ""), key=request.POST.get("question", ""),
            by=account_of(request),
        )  # fmt: skip
    except NoAttemptError:
        raise Http404 from None
    except AttemptError as error:
        told(request, error)
    else:
        messages.success(request, _("Sent. A person looks at it and answers you."))
    return redirect(attempt_address(key))


@of_members
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The appeals that I may answer."""
    who = grader_of(request)
    values = {
        "table": lists.table_of_appeals(request, queries.appeals_for(who)),
        "tabs": tabs_for(who, "appeals"),
    }
    return render(request, "assessments/appeals.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One appeal; sent, it is answered."""
    who = account_of(request)
    found = queries.appeal_for(who, key)
    if found is None:
        raise Http404
    can_decide = rules.can_decide(who, found)
    trouble: AttemptError | None = None
    if request.method == "POST":
        try:
            _decide(request, who, key)
        except NoAttemptError:
            raise Http404 from None
        except AttemptError as error:
            trouble = error
        else:
            messages.success(request, _("Answered. The learner is told."))
            return redirect(appeal_address(key))
    question = None
    if found.answer is not None:
        asked = papers.asked_in(found.attempt.paper)[found.answer.position]
        left = None if can_decide else 1
        seeing = showing.seeing_of(found.attempt, found.answer, is_taker=not can_decide, left=left)
        question = showing.shown(found.attempt, asked, found.answer, seeing)
    values = {
        "appeal": found, "attempt": found.attempt, "question": question, "can_decide": can_decide, "error": trouble,
        "said": {name: request.POST.get(name, "") for name in ("because", "points", "outcome")},
    }  # fmt: skip
    return render(request, "assessments/appeal.html", values, status=422 if trouble else 200)


def _decide(request: HttpRequest, who: rules.Account, key: UUID) -> None:
    outcome, points = request.POST.get("outcome", ""), None
    if outcome not in ("reject", "points", "again"):
        raise AttemptError(_("Choose what comes of it."), field="outcome")
    if outcome == "points":
        try:
            points = Decimal(request.POST.get("points", "").strip().replace(",", "."))
        except InvalidOperation:
            raise AttemptError(_("Say how many points it earns."), field="points") from None
    services.decide(
        appeal=key, because=request.POST.get("because", ""), points=points, again=outcome == "again", by=who
    )
