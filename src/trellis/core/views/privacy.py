"""Copies of one's own data, and what administrators do for the privacy of others: copies, holds, erasure."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import directory, privacy
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import Account, Person, PersonExport
from trellis.core.services import erasing, exports, files, holds
from trellis.core.views.entering import fresh_only
from trellis.core.views.files import answer_with
from trellis.handbook.errors import TrellisError

MOST_EXPORTS = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_only
def own_data(request: HttpRequest) -> HttpResponse:
    """What is kept of oneself, and copies of it."""
    own = account_of(request)
    person = own.person
    if person is None:
        raise Http404
    if request.method == "POST":
        job = exports.ask(person=person, by=own)
        return redirect("web:job", job.pk)
    values = {"parts": privacy.parts_of(privacy.subject_of(person)), "copies": _copies(person, own)}
    return render(request, "core/own_data.html", values)


@never_cache
@require_safe
@fresh_only
def export_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file of a copy, for whom it was made; each look is written down."""
    who = account_of(request)
    found = privacy.linked(token, who)
    if found is None:
        raise Http404
    if request.method == "GET":
        files.note_reading(attachment=found, by=who.pk)
    return answer_with(request, found)


@administrators_only
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is kept of somebody, what erasure would make of it, and what was done for their privacy."""
    found = _person(key)
    by = account_of(request)
    erasure = privacy.open_erasure(found)
    values = {
        "person": found,
        "is_self": by.person_id == found.pk,
        "parts": privacy.parts_of(privacy.subject_of(found)),
        "hold": privacy.hold_of(found),
        "erasure": erasure,
        "may_agree": erasure is not None and erasure.asked_by_id != by.pk,
        "copies": _copies(found, by),
    }
    return render(request, "core/person_privacy.html", values)


@administrators_only
@require_POST
@fresh_only
def do(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One of the things that are done here by a button."""
    found = _person(key)
    if act not in _DEEDS:
        raise Http404
    try:
        return _DEEDS[act](request, found) or redirect("core:person-privacy", found.pk)
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
    return redirect("core:person-privacy", found.pk)


def _copy(request: HttpRequest, person: Person) -> HttpResponse:
    job = exports.ask(person=person, by=account_of(request), reason=_reason(request))
    return redirect("web:job", job.pk)


def _hold(request: HttpRequest, person: Person) -> None:
    holds.place(person=person, reason=_reason(request), by=account_of(request))
    messages.success(request, _("Nothing of them is taken away while the hold lasts."))


def _release(request: HttpRequest, person: Person) -> None:
    holds.end(person=person, by=account_of(request))
    messages.success(request, _("The hold has ended."))


def _erase(request: HttpRequest, person: Person) -> None:
    erasing.ask(person=person, reason=_reason(request), by=account_of(request))
    messages.success(request, _("A second administrator has to agree now."))


def _agree(request: HttpRequest, person: Person) -> None:
    erasure = privacy.open_erasure(person)
    if erasure is not None:
        erasing.agree(erasure=erasure, by=account_of(request))
        messages.success(request, _("They are being erased."))


def _refuse(request: HttpRequest, person: Person) -> None:
    erasure = privacy.open_erasure(person)
    if erasure is not None:
        erasing.refuse(erasure=erasure, by=account_of(request))
        messages.success(request, _("They are not erased."))


_DEEDS: dict[str, Callable[[HttpRequest, Person], HttpResponse | None]] = {
    "copy": _copy,
    "hold": _hold,
    "release": _release,
    "erase": _erase,
    "agree": _agree,
    "refuse": _refuse,
}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000]


def _person(key: UUID) -> Person:
    found = directory.person_of(key)
    if found is None or found.merged_into_id is not None:
        raise Http404
    return found


def _copies(person: Person, who: Account) -> list[tuple[PersonExport, str]]:
    """The newest copies, each with its link for those who may have it."""
    now = timezone.now()
    return [
        (
            each,
            privacy.link_to(each)
            if each.can_be_had_at(now) and (who.person_id == person.pk or each.asked_by_id == who.pk)
            else "",
        )
        for each in privacy.exports_of(person)[:MOST_EXPORTS]
    ]
