"""Somebody's own work: the lists, and what is done from them."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.web.filters import chips_for, filter_of
from trellis.web.paging import QueryRows, page_of
from trellis.web.tabs import Tab as TabLink
from trellis.work import dues, kinds
from trellis.work.forms import HandOnForm
from trellis.work.guarding import members_only
from trellis.work.queries import items as queries
from trellis.work.queries.items import Tab
from trellis.work.services import items, tasks

MOST_KEPT = 500  # characters of an address to come back to


@members_only
@never_cache
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Everything that waits on whoever asks, by when it is due; or what they put off, asked of others, or have done."""
    who, now, get = account_of(request), timezone.now(), request.GET.get
    tab = Tab(get("tab", "open")) if get("tab", "open") in set(Tab) else Tab.OPEN
    titles = {kind.key: str(kind.title) for kind in kinds.kinds()}
    kind = get("kind", "") if get("kind", "") in titles else ""
    text = get("q", "").strip()[:200]
    paged = page_of(QueryRows(queries.listed(who, tab, kind=kind, text=text, now=now)), request)
    shown = queries.shown(who, list(paged.rows), now)
    counts = queries.counts(who, now)
    kinds_here = counts.by_kind if tab is Tab.OPEN else queries.counts_by_kind(who, tab, now)
    values = {
        "tab": tab.value,
        "tabs": _tabs(tab, counts),
        "groups": queries.grouped(shown) if tab is Tab.OPEN else (),
        "items": shown,
        "paged": paged,
        "counts": counts,
        "filters": (filter_of("kind", _("Kind"), kinds_here, kind, titles),),
        "chips": chips_for(request.GET, (("q", _("Text"), text), ("kind", _("Kind"), titles.get(kind, "")))),
        "text": text,
        "kept": [("tab", tab.value)] if tab is not Tab.OPEN else [],
        "here": _without_did(request),
        "did": _did(request),
        "snoozes": snoozes(dues.today(who, now)),
        "partners": queries.partners_of(who),
        "zone": dues.zone_of(who),
    }
    return render(request, "work/my_work.html", values)


@members_only
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Finish, put off or hand on what was chosen."""
    who, deed = account_of(request), _deed(request)
    try:
        keys = _keys(request)
        if deed == "done":
            undo = items.finish(keys, by=who)
        elif deed == "snooze":
            undo = items.snooze(keys, until=dues.start_of(_until(request), who), by=who)
        elif deed == "delegate":
            return _hand_on(request, keys, who)
        else:
            raise items.WorkError(_("Choose what is to be done."))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect(_back(request))
    return redirect(_back(request, did=str(undo.pk)))


def _hand_on(request: HttpRequest, keys: list[UUID], who: Account) -> HttpResponse:
    """Hand on what was chosen; where that is not possible as it stands, ask again with what was written."""
    form = HandOnForm(request.POST)
    if form.is_valid():
        try:
            to = tasks.somebody_named(form.cleaned_data["who"], by=who)
        except TrellisError as error:
            form.add_error("who", f"{error.message} {error.hint}".strip())
        else:
            try:
                undo = items.delegate(keys, to=to, because=form.cleaned_data["because"], by=who)
            except TrellisError as error:
                form.add_error(None, f"{error.message} {error.hint}".strip())
            else:
                return redirect(_back(request, did=str(undo.pk)))
    values = {
        "form": form,
        "items": queries.shown(who, queries.reachable(who, keys[: items.MOST_AT_ONCE]), timezone.now()),
        "here": _without_did(request),
        "back": _back(request),
        "partners": queries.partners_of(who),
    }
    return render(request, "work/hand_on.html", values, status=422)


@members_only
@require_POST
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back what was done a moment ago."""
    try:
        n = items.undo(key, by=account_of(request))
        messages.success(
            request, ngettext("%(n)d thing is as it was.", "%(n)d things are as they were.", n) % {"n": n}
        )
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect(_back(request))


def snoozes(today: date) -> list[tuple[date, str]]:
    """Days until which people often put things off."""
    monday = today + timedelta(days=7 - today.weekday())
    return [
        (today + timedelta(days=1), _("Tomorrow")),
        (monday, _("Next Monday")),
        (today + timedelta(days=14), _("In two weeks")),
    ]


def _tabs(current: Tab, counts: queries.Counts) -> tuple[TabLink, ...]:
    here = reverse("work:my-work")
    labels = (
        (Tab.OPEN, _("Waiting"), counts.open),
        (Tab.SNOOZED, _("Put off"), counts.snoozed),
        (Tab.ASKED, _("With others"), None),
        (Tab.DONE, _("Done"), None),
    )
    own = tuple(
        TabLink(title, here if tab is Tab.OPEN else f"{here}?tab={tab.value}", tab is current, count)
        for tab, title, count in labels
    )
    return (*own, TabLink(_("Approvals"), reverse("work:approvals"), current=False, count=None))


def _deed(request: HttpRequest) -> str:
    """What is to be done; where a field was sent by Enter, what the field is for."""
    sent = request.POST
    filled = {
        "delegate": sent.get("who") or sent.get("because"),
        "snooze": sent.get("until") or sent.get("day"),
    }
    return sent.get("deed") or next((deed for deed, value in filled.items() if value), "")


def _keys(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(each) for each in request.POST.getlist("row")[: items.MOST_AT_ONCE + 1]]
    except ValueError:
        raise Http404 from None


def _until(request: HttpRequest) -> date:
    chosen = request.POST.get("until", "") or request.POST.get("day", "")
    try:
        return date.fromisoformat(chosen)
    except ValueError:
        raise items.WorkError(_("Choose the day on which you want to see it again.")) from None


def _did(request: HttpRequest) -> dict[str, object] | None:
    """What was just done, with the way back."""
    try:
        key = UUID(request.GET.get("did", ""))
    except ValueError:
        return None
    found = queries.undo_of(account_of(request), key, timezone.now())
    if found is None:
        return None
    n = len(found.before)
    said = {
        "done": ngettext("%(n)d thing is done.", "%(n)d things are done.", n),
        "snoozed": ngettext("%(n)d thing is put off.", "%(n)d things are put off.", n),
        "delegated": ngettext("%(n)d thing is handed on.", "%(n)d things are handed on.", n),
    }
    return {"key": found.pk, "text": said[found.deed] % {"n": n}}


def _without_did(request: HttpRequest) -> str:
    params = request.GET.copy()
    params.pop("did", None)
    return params.urlencode()[:MOST_KEPT]


def _back(request: HttpRequest, did: str = "") -> str:
    """The list that somebody came from, or the task."""
    params = request.GET.copy()
    params.pop("did", None)
    query = params.urlencode()[:MOST_KEPT]
    here = reverse("work:my-work")
    if did:
        query = f"{query}&{urlencode({'did': did})}" if query else urlencode({"did": did})
    return f"{here}?{query}" if query else here
