"""Helping somebody by acting as them: asking, answering, beginning and ending it; and who is locked out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.core import auditing, queries
from trellis.core.guarding import account_of, administrators_only
from trellis.core.middleware import ACTING
from trellis.core.models import LockOut, SupportVisit
from trellis.core.services import locks, support
from trellis.core.views.entering import fresh_only
from trellis.handbook.errors import TrellisError

MOST_VISITS = 50


@never_cache
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Who asked to act as oneself, what one said to it, and what they did."""
    found = list(support.visits_of(account_of(request))[:MOST_VISITS])
    shown = next((each for each in found if str(each.pk) == request.GET.get("visit")), None)
    done = []
    if shown is not None and shown.began_at is not None and shown.until is not None:
        ended = shown.ended_at or min(timezone.now(), shown.until)
        done = auditing.done_on_behalf(shown.account_id, shown.by_id, shown.began_at, ended)
    return render(request, "core/support.html", {"visits": found, "shown": shown, "done": done})


@never_cache
@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Agree that somebody acts as oneself. Refusing is ending."""
    visit = _visit(key, request)
    try:
        support.agree(visit=visit, by=account_of(request))
        messages.success(
            request, _("%(name)s may act as you now, for half an hour at most.") % {"name": visit.by.name}
        )
    except TrellisError as error:
        messages.error(request, error.message)
    return redirect("core:support")


@never_cache
@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End or refuse a visit, from either side; who acted is themselves again."""
    acting: SupportVisit | None = request.visit  # type: ignore[attr-defined]
    visit = acting if acting is not None and acting.pk == key else _visit(key, request)
    by = visit.by if visit is acting else account_of(request)
    support.end(visit=visit, by=by)
    if visit is acting:
        del request.session[ACTING]
        messages.success(request, _("You are yourself again."))
    else:
        messages.success(request, _("This is over."))
    return (
        redirect("core:support") if by.pk == visit.account_id else redirect("core:person", visit.account_id)
    )


@administrators_only
@require_POST
def ask(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Ask somebody whether one may act as them."""
    account = queries.account_of(identifier)
    if account is None:
        raise Http404
    try:
        support.ask(account=account, reason=request.POST.get("reason", "")[:1000], by=account_of(request))
        messages.success(
            request, _("%(name)s is asked. You are told when they answer.") % {"name": account.name}
        )
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
    return redirect("core:person", account.pk)


@administrators_only
@require_POST
@fresh_only
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin to act as somebody who has agreed."""
    visit = _visit(key, request)
    try:
        support.begin(visit=visit, by=account_of(request))
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
        return redirect("core:person", visit.account_id)
    request.session[ACTING] = str(visit.pk)
    return redirect("/")


@administrators_only
@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """Which accounts and networks are locked out now."""
    return render(request, "core/locks.html", {"locks": locks.open_locks()[:200]})


@administrators_only
@require_POST
def lift(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let an account or network try again at once."""
    lock = LockOut.objects.filter(pk=key).first()
    if lock is None:
        raise Http404
    try:
        locks.lift(lock=lock, by=account_of(request))
        messages.success(request, _("They can try again now."))
    except TrellisError as error:
        messages.error(request, error.message)
    return redirect("core:locks")


def _visit(key: UUID, request: HttpRequest) -> SupportVisit:
    """A visit that whoever asks is part of; others are told of none."""
    visit = support.visit_of(key)
    if visit is None or account_of(request).pk not in {visit.account_id, visit.by_id}:
        raise Http404
    return visit
