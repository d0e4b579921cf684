"""Taking a quiz, and looking at an attempt afterwards: the same address, whatever state it is in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.assessments import papers, rules, showing
from trellis.assessments.addresses import attempt_address
from trellis.assessments.models import Answer, Attempt
from trellis.assessments.queries import attempts as queries
from trellis.assessments.queries import grading
from trellis.assessments.services import attempts as services
from trellis.assessments.services.closing import ANSWER, handed_in
from trellis.assessments.services.errors import AttemptError, NoAttemptError, OverError
from trellis.assessments.views.around import of_members, told
from trellis.core import attachments
from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError

ONE, NO_BACK = "one-at-a-time", "no-back"


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, key: UUID) -> HttpResponse:
    """The player while an attempt is open and mine, else what was asked and answered, as much as I may see."""
    who = account_of(request)
    found = _attempt_or_404(who, key)
    is_taker = found.person_id == who.person_id
    if request.method == "POST":
        if not is_taker:
            raise Http404
        return _act(request, who, found)
    found = services.close_if_late(found)
    if found.is_open and is_taker:
        return _player(request, who, found)
    return _looked_at(request, who, found)


@of_members
@require_POST
def save(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep one answer while it is typed; says when it was kept, that another window was newer, or that it is over."""
    who = account_of(request)
    found = _attempt_or_404(who, key)
    asked = papers.asked_by_key(found.paper, request.POST.get("key", ""))
    if asked is None:
        raise Http404
    post = request.POST
    try:
        saved = services.save_answer(
            key, asked.key, papers.from_form(asked, post), by=who, tab=post.get("tab", ""),
            number=_number(post.get("number")), seen=_number(post.get("seen")), held=post.get("held") == "1",
        )  # fmt: skip
    except NoAttemptError:
        raise Http404 from None
    except AttemptError as error:
        over = isinstance(error, OverError)
        return JsonResponse({"over": over, "says": f"{error.message} {error.hint or ''}".strip()}, status=409)
    says = _("Saved at %(time)s") % {"time": time_format(timezone.localtime())}
    if saved.elsewhere and saved.taken:
        says = _("Saved. Another window had answered this, too: what you wrote here counts now.")
    elif saved.elsewhere:
        says = _("Not saved: another window has answered this since. Load the page again to see it.")
    return JsonResponse(
        {
            "version": saved.version, "taken": saved.taken, "elsewhere": saved.elsewhere, "says": says,
            "left": queries.seconds_left(found),
        }
    )  # fmt: skip


@of_members
@require_safe
def now(request: HttpRequest, key: UUID) -> HttpResponse:
    """How an attempt stands at the server: the time that is left, and the version of each answer."""
    who = account_of(request)
    found = _attempt_or_404(who, key)
    if found.person_id != who.person_id:
        raise Http404
    versions = dict(found.answers.order_by().values_list("key", "version"))
    return JsonResponse({"open": found.is_open, "left": queries.seconds_left(found), "versions": versions})


def _act(request: HttpRequest, who: Account, found: Attempt) -> HttpResponse:
    """What a page without a script sends: all fields, and what was pressed."""
    act, _sign, about = request.POST.get("act", "keep").partition(":")
    try:
        return _done(request, who, found, act, about)
    except NoAttemptError:
        raise Http404 from None
    except TrellisError as error:
        told(request, error)
        return redirect(attempt_address(found.pk))


def _done(request: HttpRequest, who: Account, found: Attempt, act: str, about: str) -> HttpResponse:
    asked = papers.asked_in(found.paper)
    sent = [each for each in asked if f"{each.name}-here" in request.POST]
    values = {each.key: papers.from_form(each, request.POST) for each in sent}
    if act in ("submit", "submit-anyway"):
        return _submit(request, who, found, values, sure=act == "submit-anyway")
    services.save_answers(found.pk, values, by=who)
    for each in sent:
        for file in request.FILES.getlist(f"{each.name}-files"):
            services.add_file(found.pk, each.key, name=file.name or "", pieces=file.chunks(), by=who)
    at = next((each.at for each in asked if each.key == about), None)
    if act == "hint":
        services.take_hint(found.pk, about, by=who)
    elif act in ("flag", "unflag"):
        services.flag(found.pk, about, on=act == "flag", by=who)
    elif act == "check":
        services.check(found.pk, about, by=who)
    elif act == "go" and about.isdecimal() and 1 <= int(about) <= len(asked):
        at = int(about) - 1
        services.leave_behind(found.pk, at, by=who)
    elif act == "keep":
        messages.success(request, _("Saved. Hand it in when you are done."))
    return redirect(_place(found, at if at is not None else _number(request.POST.get("at"))))


def _submit(
    request: HttpRequest, who: Account, found: Attempt, values: dict[str, Any], *, sure: bool
) -> HttpResponse:
    if found.is_open and not sure:
        services.save_answers(found.pk, values, by=who)
    lacking = [each.position + 1 for each in found.answers.order_by("position") if not each.is_given]
    if found.is_open and lacking and not sure:
        return redirect(f"{attempt_address(found.pk)}?sure=1")
    row = services.save_answers(found.pk, values, by=who, submit=True)
    messages.success(
        request, _("The time was up: what was saved before counts.") if row.by_time else _("Handed in.")
    )
    return redirect(attempt_address(found.pk))


def _player(request: HttpRequest, who: Account, found: Attempt) -> HttpResponse:
    answers = queries.answers_of(found)
    asked = papers.asked_in(found.paper)
    integrity = found.rule("integrity", [])
    one = ONE in integrity or NO_BACK in integrity
    sure = request.GET.get("sure") == "1"
    at = _at(request, answers, no_back=NO_BACK in integrity)
    here = [answers[at]] if one and not sure else answers if not sure else []
    values = {
        "attempt": found, "questions": [_shown(who, found, asked[each.position], each) for each in here],
        "answers": answers, "standing": showing.standing_of(answers), "one": one, "at": at + 1, "before": at,
        "after": at + 2 if at + 1 < len(answers) else 0, "no_back": NO_BACK in integrity, "sure": sure,
        "left": queries.seconds_left(found), "checks": found.rule("review") == "answer",
        "place": _place(found, at) if one else attempt_address(found.pk),
    }  # fmt: skip
    return render(request, "assessments/player.html", values)


def _shown(who: Account, found: Attempt, asked: papers.Asked, answer: Answer) -> dict[str, Any]:
    seeing = showing.seeing_of(found, answer, is_taker=True, left=None)
    return {
        "question": showing.shown(found, asked, answer, seeing),
        "files": attachments.shown(who, ANSWER, answer.pk, may_add=True) if answer.type == "file" else [],
    }


def _looked_at(request: HttpRequest, who: Account, found: Attempt) -> HttpResponse:
    is_taker = found.person_id == who.person_id
    left = queries.attempts_left(found) if is_taker else None
    answers = queries.answers_of(found)
    shown = showing.shown_all(found, answers, is_taker=is_taker, left=left)
    files = {
        each.pk: handed_in(attachments.shown(who, ANSWER, each.pk, may_add=False), each)
        for each in answers
        if each.type == "file"
    }
    can_grade = rules.can_grade(who, found)
    values = {
        "attempt": found, "questions": [{"question": each, "files": files.get(each.answer.pk, [])} for each in shown],
        "is_taker": is_taker, "left": left, "can_grade": can_grade, "blind": rules.is_blind_to(who, found),
        "seeing": min((each.seeing for each in shown), default=showing.Seeing.ALL),
        "standing": showing.standing_of(answers),
        "appeals": grading.appeals_of(found), "gradings": grading.rounds_of(found) if can_grade else [],
        "changes": list(found.changes.select_related("regrade", "appeal").order_by("at")),
        "can_appeal": is_taker and found.state == Attempt.State.GRADED, "pass_percent": found.rule("pass"),
        "back_to": found.back_to if is_taker else "", "again": _again(found) if is_taker else "",
        "wrong": sum(each.state in ("wrong", "partly") for each in shown),
    }  # fmt: skip
    return render(request, "assessments/attempt.html", values)


def _again(found: Attempt) -> str:
    """Where another attempt is begun, of a quiz that is taken by itself."""
    return reverse("assessments:quiz", args=[found.quiz]) if found.subject == f"quiz:{found.quiz}" else ""


def _at(request: HttpRequest, answers: list[Answer], *, no_back: bool) -> int:
    """The question that is shown where there is one at a time."""
    open_ones = [each.position for each in answers if each.checked_at is None]
    if no_back:
        return open_ones[0] if open_ones else len(answers) - 1
    wanted = _number(request.GET.get("at"))
    return wanted - 1 if 1 <= wanted <= len(answers) else 0


def _place(found: Attempt, at: int | None) -> str:
    integrity = found.rule("integrity", [])
    address = attempt_address(found.pk)
    if at is None or at < 0:
        return address
    return f"{address}?at={at + 1}" if ONE in integrity or NO_BACK in integrity else f"{address}#q{at + 1}"


def _attempt_or_404(who: Account, key: UUID) -> Attempt:
    found = queries.attempt_for(who, key)
    if found is None:
        raise Http404
    return found


def _number(said: str | None) -> int:
    return int(said) if said is not None and said.isdecimal() and len(said) < 10 else 0
