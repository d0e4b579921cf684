"""What somebody was told, how they want to be told, and the outbox of mails for administrators."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import calendars, notifying, queries
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import How
from trellis.core.services import notices, outbox
from trellis.core.telling_forms import QuietForm
from trellis.core.views import entering
from trellis.core.views.entering import context, secret
from trellis.handbook.errors import TrellisError

SHOWN = 2 * 50
"""Notices that are looked at before a page of them is drawn: those of the next move up where some go."""


@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """One's own notices, the newest first: the unread ones unless something else is asked for."""
    account, get = account_of(request), request.GET
    state = get.get("state", "unread")
    kind = get.get("kind", "")
    kinds = notifying.kinds()
    found = queries.notices_of(account, state=state, kind=kind)
    # Of what they may no longer see they read nothing: before the list is counted and drawn.
    start = (int(get["page"]) - 1) * SHOWN if get.get("page", "").isdecimal() and len(get["page"]) < 6 else 0
    notices.forget_unseen(account=account, rows=list(found[max(start, 0) : max(start, 0) + SHOWN]))
    request.unread = queries.unread_count(account)  # type: ignore[attr-defined]  # the side bar shows it as well
    values = {
        "notices": found,
        "unread": request.unread,  # type: ignore[attr-defined]
        "state": state,
        "kind": kind,
        "kinds": kinds,
        "titles": {each.name: each.title for each in kinds},
        "asked": get.urlencode(),
    }
    return render(request, "core/notices.html", values)


@never_cache
@require_safe
def follow(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go where a notice leads; it is read then."""
    account = account_of(request)
    found = notices.read(account=account, key=key)
    if found is None or not notices.forget_unseen(account=account, rows=[found]):
        raise Http404
    return HttpResponseRedirect(entering.local(request, found.address))


@require_POST
def mark(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Mark one notice as read or as unread."""
    if act not in {"read", "unread"}:
        raise Http404
    if notices.read(account=account_of(request), key=key, is_read=act == "read") is None:
        raise Http404
    return _back(request)


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    n = notices.read_all(account=account_of(request))
    messages.success(request, ngettext("%(n)d notice is read.", "%(n)d notices are read.", n) % {"n": n})
    return _back(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """In which way somebody is told of each kind."""
    account = account_of(request)
    times = queries.quiet_hours_of(account)
    initial = {"quiet_from": time(20), "quiet_until": time(20), "on_weekends": False}
    if times is not None:
        initial = {name: getattr(times, name) for name in initial}
    form = QuietForm(request.POST if "quiet_from" in request.POST else None, initial=initial)
    if form.is_bound:
        if form.is_valid():
            notices.keep_quiet(account=account, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("core:notice-wishes")
    elif request.method == "POST":
        try:
            for kind in notifying.kinds():
                if kind.name in request.POST:
                    notices.wish(account=account, kind=kind.name, how=request.POST[kind.name])
            messages.success(request, _("Saved."))
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect("core:notice-wishes")
    own = queries.wishes_of(account)
    rows = [
        (
            kind,
            own.get(kind.name, kind.usual),
            [how for how in How.choices if not kind.mandatory or how[0] != How.NONE],
        )
        for kind in notifying.kinds()
    ]
    zone = calendars.zone_of(account).key
    return render(request, "core/notice_wishes.html", context(rows=rows, form=form, zone=zone))


@csrf_exempt  # a mail program sends it (RFC 8058); the address itself is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of one kind by the link in one of them: at once when sent, asked for when opened."""
    found = notices.unsubscribe(token=token) if request.method == "POST" else notices.subscription(token)
    kind = notifying.kind_named(found[1]) if found is not None else None
    values = {"found": found, "kind": kind, "done": request.method == "POST"}
    return secret(render(request, "core/unsubscribe.html", values, status=200 if found else 404))


@administrators_only
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that wait, failed, or were sent."""
    state = request.GET.get("state", "")
    values = {
        "mails": queries.mails(state=state),
        "counts": queries.mail_counts(),
        "state": state,
        "configured": settings.MAIL_IS_CONFIGURED,
    }
    return render(request, "core/outbox.html", values)


@administrators_only
@require_POST
def try_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a mail that failed in the next round."""
    outbox.try_again(key=key, by=account_of(request))
    messages.success(request, _("It is tried again now."))
    return redirect("core:outbox")


def _back(request: HttpRequest) -> HttpResponse:
    query = request.GET.urlencode()
    answer = redirect("core:notices")
    if query:
        answer["Location"] += f"?{query}"
    return answer
