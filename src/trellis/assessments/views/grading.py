"""Grading by hand: the queue, one attempt, declaring an attempt void."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.assessments import lists, papers, showing
from trellis.assessments.addresses import attempt_address, grading_address, queue_address
from trellis.assessments.models import Answer, Attempt, Grading, Mark
from trellis.assessments.queries import grading as queries
from trellis.assessments.rules import NotAllowedError
from trellis.assessments.services import attempts
from trellis.assessments.services import grading as services
from trellis.assessments.services.closing import ANSWER, handed_in
from trellis.assessments.services.errors import AttemptError, NoAttemptError
from trellis.assessments.views.around import grader_of, of_members, tabs_for, told
from trellis.core import attachments
from trellis.core.guarding import account_of
from trellis.core.rules import Account


@of_members
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be graded."""
    who = grader_of(request)
    return render(
        request, "assessments/queue.html", {**lists.queue(request, who), "tabs": tabs_for(who, "queue")}
    )


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: HttpRequest, key: UUID) -> HttpResponse:
    """One attempt to grade; sent, what was given is kept, and finished if it is wanted."""
    who = account_of(request)
    found = queries.grading_for(who, key)
    if found is None:
        raise Http404
    trouble: AttemptError | None = None
    if request.method == "POST":
        try:
            return _act(request, who, found)
        except NoAttemptError as error:
            told(request, error)
            return redirect(queue_address())
        except AttemptError as error:
            trouble = error
    values = _values(request, who, found, trouble)
    return render(request, "assessments/grading.html", values, status=422 if trouble else 200)


@of_members
@require_POST
def void(request: HttpRequest, key: UUID) -> HttpResponse:
    """Declare an attempt void."""
    try:
        attempts.void(key, because=request.POST.get("because", ""), by=account_of(request))
    except NoAttemptError:
        raise Http404 from None
    except NotAllowedError as error:
        raise PermissionDenied from error
    except AttemptError as error:
        told(request, error)
    else:
        messages.success(request, _("The attempt is void. Another one may be taken in its place."))
    return redirect(attempt_address(key))


def _act(request: HttpRequest, who: Account, found: Grading) -> HttpResponse:
    act = request.POST.get("act", "keep")
    if act == "take":
        services.take(grading=found.pk, by=who)
        return redirect(grading_address(found.pk))
    if act == "give-back":
        services.give_back(grading=found.pk, by=who)
        messages.success(request, _("It is in the queue again."))
        return redirect(queue_address())
    services.mark(grading=found.pk, marks=_marks(request, found), by=who)
    if act != "finish":
        messages.success(request, _("Kept. The learner sees nothing of it until you finish."))
        return redirect(grading_address(found.pk))
    services.finish(grading=found.pk, by=who)
    messages.success(request, _("Graded."))
    after = queries.queue_for(who, quiz=found.attempt.quiz).exclude(pk=found.pk).first()
    return redirect(grading_address(after.pk) if after is not None else queue_address())


def _marks(request: HttpRequest, found: Grading) -> dict[str, dict[str, Any]]:
    sent = {}
    for each in papers.asked_in(found.attempt.paper):
        if f"{each.name}-here" in request.POST:
            rubric = getattr(each.question, "rubric", None)
            criteria = rubric.criteria if rubric is not None else ()
            sent[each.key] = {
                "points": request.POST.get(f"{each.name}-points", ""),
                "comment": request.POST.get(f"{each.name}-comment", ""),
                "bands": {one.key: request.POST.get(f"{each.name}-band-{one.key}", "") for one in criteria},
            }
    return sent


def _values(
    request: HttpRequest, who: Account, found: Grading, trouble: AttemptError | None
) -> dict[str, Any]:
    attempt = found.attempt
    asked = papers.asked_in(attempt.paper)
    marks, others = queries.marks_of(found), queries.others_marks(found)
    lacking = trouble.keys if isinstance(trouble, services.UnmarkedError) else []
    sent = _marks(request, found) if trouble is not None else {}
    rows = []
    for each in services.to_mark(attempt):
        row = _row(who, attempt, asked[each.position], each, marks.get(each.pk), sent.get(each.key))
        row["others"] = [one for one in others if one.answer_id == each.pk]
        row["lacks"] = each.key in lacking
        rows.append(row)
    is_open = found.finished_at is None and attempt.state == Attempt.State.HANDED_IN
    return {
        "grading": found, "attempt": attempt, "rows": rows, "error": trouble, "blind": bool(attempt.rule("blind")),
        "is_mine": found.grader_id == who.person_id and is_open, "is_open": is_open,
        "can_take": found.grader_id is None and is_open, "tabs": tabs_for(who, "queue"),
    }  # fmt: skip


def _row(
    who: Account,
    attempt: Attempt,
    asked: papers.Asked,
    answer: Answer,
    mark: Mark | None,
    sent: dict[str, Any] | None,
) -> dict[str, Any]:
    shown = showing.shown(attempt, asked, answer, showing.Seeing.ALL)
    bands = sent["bands"] if sent else mark.bands if mark else {}
    criteria = shown.rubric.criteria if shown.rubric is not None else ()
    headings = shown.rubric.bands if shown.rubric is not None else ()
    points = sent["points"] if sent else mark.points if mark and mark.points is not None else ""
    return {
        "question": shown, "points": points, "comment": sent["comment"] if sent else mark.comment if mark else "",
        "criteria": [
            {
                "one": each, "points": bands.get(each.key, ""),
                "bands": [one for one in zip_longest(headings, each.bands, fillvalue="") if one[1]],
            }
            for each in criteria
        ],
        "files": handed_in(attachments.shown(who, ANSWER, answer.pk, may_add=False), answer)
        if answer.type == "file"
        else [],
    }  # fmt: skip
