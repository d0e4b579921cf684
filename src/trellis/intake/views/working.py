"""What is done to a request: one address for each deed, which leads back to the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.intake.around import request_or_404, tabs
from trellis.intake.forms import somebody
from trellis.intake.models import CourseRequest
from trellis.intake.panels import Panel, form_for
from trellis.intake.queries import requests as queries
from trellis.intake.services import asking, deciding, staging
from trellis.work.guarding import members_only

Deed = Callable[[CourseRequest, dict[str, Any], str, Account], object]


@members_only
@never_cache
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do something to a request; a form with faults comes back with them. From the board it leads back there."""
    who = account_of(request)
    row = request_or_404(who, key)
    if deed not in _DEEDS and deed != "withdraw":
        raise Http404
    to_board = request.POST.get("from") == "board"
    if deed == "move" and row.stage == request.POST.get("to"):
        return redirect("intake:board" if to_board else "intake:request", *(() if to_board else (row.pk,)))
    form = form_for(deed, who, row, request.POST)
    act = request.POST.get("act", "")
    if deed == "withdraw" or act == "back" or (form is not None and form.is_valid()):
        try:
            _do(deed, row, form.cleaned_data if form is not None and form.is_valid() else {}, act, who)
        except TrellisError as error:
            said, field = f"{error.message} {error.hint}".strip(), getattr(error, "field", "")
            if to_board or form is None:
                messages.error(request, said)
                return redirect("intake:board") if to_board else redirect("intake:request", row.pk)
            form.add_error(field if field in form.fields else None, said)
        else:
            messages.success(request, _("Done."))
            return redirect("intake:board") if to_board else redirect("intake:request", row.pk)
    if form is None:
        raise Http404
    buttons = (("good", _("It can go on")), ("missing", _("Something is missing")))
    panel = Panel(deed, row.title, form, buttons if deed == "review" else (("", _("Save")),), True)
    values = {**tabs("board", account_of(request)), "row": row, "panel": panel}
    return render(request, "intake/deed.html", values, status=409)


def _do(deed: str, row: CourseRequest, values: dict[str, Any], act: str, who: Account) -> None:
    if deed == "withdraw":
        asking.withdraw(request=row, by=who)
    elif deed == "vote" and act == "back":
        asking.take_vote_back(request=row, by=who)
    else:
        _DEEDS[deed](row, values, act, who)


def _accept(row: CourseRequest, said: dict[str, Any], _act: str, who: Account) -> object:
    return deciding.accept(
        request=row, impact=int(said["impact"]), effort=int(said["effort"]), owner=somebody(said["owner"], who),
        due_on=said["due_on"], by=who,
    )  # fmt: skip


def _merge(row: CourseRequest, said: dict[str, Any], _act: str, who: Account) -> object:
    into = queries.seen(who, UUID(said["into"]))
    if into is None:
        raise Http404
    return deciding.merge(request=row, into=into, text=said["text"], by=who)


def _move(row: CourseRequest, said: dict[str, Any], _act: str, who: Account) -> object:
    return staging.move(
        request=row, to=said["to"], text=said["text"], owner=somebody(said["owner"], who), due_on=said["due_on"],
        by=who,
    )  # fmt: skip


def _hand_on(row: CourseRequest, said: dict[str, Any], _act: str, who: Account) -> object:
    owner = somebody(said["owner"], who)
    return staging.hand_on(request=row, owner=owner or who, by=who)


def _reviewers(row: CourseRequest, said: dict[str, Any], _act: str, who: Account) -> object:
    found = [somebody(line, who, "reviewers") for line in said["reviewers"].splitlines()]
    return staging.name_reviewers(request=row, people=[each for each in found if each is not None], by=who)


_DEEDS: dict[str, Deed] = {
    "vote": lambda row, said, _act, who: asking.vote(request=row, by=who, **said),
    "answer": lambda row, said, _act, who: asking.answer(request=row, text=said["text"], by=who),
    "mark": lambda row, said, _act, who: deciding.mark(
        request=row, impact=int(said["impact"]), effort=int(said["effort"]), by=who
    ),
    "accept": _accept,
    "ask-back": lambda row, said, _act, who: deciding.ask_back(request=row, text=said["text"], by=who),
    "merge": _merge,
    "decline": lambda row, said, _act, who: deciding.decline(
        request=row, reason=said["reason"], instead=said["instead"], by=who
    ),
    "move": _move,
    "replan": lambda row, said, _act, who: staging.replan(
        request=row, due_on=said["due_on"], reason=said["reason"], by=who
    ),
    "hand-on": _hand_on,
    "scope": lambda row, said, _act, who: staging.describe(request=row, scope=staging.Scope(**said), by=who),
    "link": lambda row, said, _act, who: staging.link(
        request=row, course=said["course"], proposal=said["proposal"], by=who
    ),
    "reviewers": _reviewers,
    "review": lambda row, said, act, who: staging.review(
        request=row, good=act == "good", text=said["text"], by=who
    ),
}
