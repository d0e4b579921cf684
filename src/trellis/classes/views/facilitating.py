"""What somebody runs, rooms, updates, feedback and observations, who waits, and feeds for calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.classes import rules, teaching
from trellis.classes.afterforms import FeedbackForm, ObservationForm, UpdateForm
from trellis.classes.definitions import ical
from trellis.classes.forms import RoomForm
from trellis.classes.looking import around, of_members, session_or_404
from trellis.classes.models import Feed
from trellis.classes.queries import conflicts, results
from trellis.classes.queries import sessions as queries
from trellis.classes.services import inviting, keeping, reflecting
from trellis.classes.services.errors import NotThereError
from trellis.core import calendars
from trellis.core.devices import network_of
from trellis.core.guarding import account_of
from trellis.core.rules import ActingError, NotAllowedError
from trellis.core.services.looking import record_access
from trellis.core.speaking import speaking_to
from trellis.core.throttling import Throttle
from trellis.core.views.entering import QUARTER, too_many
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.calendars import Event, asked_month, month_of

READS = Throttle("class calendar", limit=600, seconds=QUARTER)
"""Readings from one network: the calendars of a whole office fit in, a program that tries addresses does not."""


@of_members
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I run: this month, what lacks attendance, my load of the quarter, what was seen of me."""
    who = account_of(request)
    me = rules.myself(who)
    first = asked_month(request.GET.get("month", ""), today())
    meetings = queries.facilitating(who)
    events = [
        Event(
            f"{localtime(each.starts_at):%H:%M} {each.session.title}", localtime(each.starts_at).date(),
            localtime(each.ends_at).date(), reverse("classes:session", args=[each.session_id]),
        )
        for each in meetings
    ]  # fmt: skip
    load = conflicts.load_of([me], today()).get(me) if me is not None else None
    values = {
        **around(who, "mine"), "month": month_of("t-mine", first, today(), events),
        "ahead": [each for each in meetings if each.ends_at > timezone.now()][:20],
        "to_enter": queries.to_enter(who)[:20], "hours": round(load.total_seconds() / 3600, 1) if load else 0,
        "observations": results.observations_of(me) if me is not None else [],
        "feed": Feed.objects.filter(person=me).first() if me is not None else None,
        "secret": request.session.pop("class-feed", ""), "may_schedule": rules.can_host(who),
    }  # fmt: skip
    if values["secret"]:
        values["secret"] = settings.TRELLIS_ADDRESS.rstrip("/") + reverse(
            "classes:feed", args=[values["secret"]]
        )
    return render(request, "classes/mine.html", values)


@of_members
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Make an address for my calendar, or have none any more."""
    who = account_of(request)
    try:
        if request.POST.get("deed") == "end":
            keeping.end_calendar(by=who)
            messages.success(request, _("The address leads nowhere any more."))
        else:
            request.session["class-feed"] = keeping.share_calendar(by=who)
    except ActingError:
        raise
    except (NotThereError, NotAllowedError):
        raise Http404 from None
    return redirect("classes:mine")


@login_not_required
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar program reads, for whom the address was made; nothing tells a wrong one from an old one."""
    if not READS.allows(network_of(request)):
        return _hidden(too_many(request))
    row = Feed.objects.select_related("person__account").filter(digest=keeping.digest_of(secret)).first()
    account = getattr(row.person, "account", None) if row is not None else None
    if row is None or account is None or not rules.can_enter(account):
        raise Http404
    with speaking_to(account):
        found = queries.feed_of(row.person_id, timezone.now())
        events = [inviting.event_of(meeting, sequence=number) for meeting, number in found]
        content = ical.calendar(events, ical.PUBLISH, name=_("Classes"))
    return _hidden(HttpResponse(content, content_type="text/calendar; charset=utf-8"))


def _hidden(answer: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and nobody learns its address from where it leads: whoever has that reads it."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@of_members
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms for sessions; whoever keeps classes sees those that are closed as well."""
    who = account_of(request)
    may = rules.can_keep(who)
    values = {**around(who, "rooms"), "rooms": queries.rooms(closed=may), "may_keep": may}
    return render(request, "classes/rooms.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Add or change a room; what takes place there."""
    who = account_of(request)
    found = queries.room_for(key) if key is not None else None
    if not rules.can_keep(who) or (key is not None and found is None):
        raise Http404
    initial: dict[str, Any] = {"zone": calendars.zone_of(who).key, "is_open": True}
    if found is not None:
        names = ("name", "address", "zone", "capacity", "equipment", "is_open")
        initial = {"key": found.pk, **{name: getattr(found, name) for name in names}}
    form = RoomForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["key"] = found.pk if found is not None else said["key"]
        try:
            keeping.keep_room(by=who, **said)
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or None)
        else:
            messages.success(request, _("The room is kept."))
            return redirect("classes:rooms")
    now = timezone.now()
    taken = queries.taken_of(who, found, now, now + timedelta(days=60)) if found is not None else []
    values = {**around(who, "rooms"), "form": form, "room": found, "taken": taken}
    return render(request, "classes/room.html", values, status=422 if form.errors else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def updates(request: HttpRequest) -> HttpResponse:
    """What facilitators must know; who keeps classes writes it."""
    who = account_of(request)
    may = rules.can_keep(who)
    form = UpdateForm(request.POST if "title" in request.POST else None)
    if request.method == "POST" and "update" in request.POST:
        try:
            reflecting.read_update(update=UUID(request.POST["update"]), by=who)
        except (NotThereError, ValueError):
            raise Http404 from None
        return redirect("classes:updates")
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            try:
                reflecting.tell(by=who, **form.cleaned_data)
            except TrellisError as error:
                form.refuse(error, getattr(error, "field", "") or None)
            else:
                messages.success(request, _("Facilitators are told."))
                return redirect("classes:updates")
    values = {**around(who, "updates"), "told": results.updates(who), "form": form, "may_keep": may}
    return render(request, "classes/updates.html", values, status=422 if form.errors else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say how a session was."""
    who, found = account_of(request), session_or_404(request, key)
    place = queries.place_of(who, found)
    if place is None or place.state != "registered" or found.state not in ("running", "held"):
        raise Http404
    own = results.own_feedback(who, found)
    initial = (
        {
            "content": str(own.content), "facilitation": str(own.facilitation), "value": str(own.value),
            "words": own.words,
        }
        if own is not None
        else None
    )  # fmt: skip
    form = FeedbackForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reflecting.rate(session=key, by=who, **form.cleaned_data)
        except NotThereError:
            raise Http404 from None
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or None)
        else:
            messages.success(
                request, _("Thank you. It is shown together with what others say, from five on.")
            )
            return redirect("classes:session", key)
    values = {"session": found, "form": form, "tabs": [], "least": results.LEAST}
    return render(request, "classes/feedback.html", values, status=422 if form.errors else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down what I saw of a facilitator."""
    who, row = account_of(request), results.facilitator_for(key)
    if row is None or not rules.can_observe(who, row) or row.session.state not in ("running", "held"):
        raise Http404
    form = ObservationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = reflecting.observe(
                facilitator=key, grades=form.grades(), words=said["words"], is_ready=said["is_ready"], by=who
            )
        except TrellisError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s reads it now.") % {"name": row.person.name})
            return redirect("classes:observation", made.pk)
    values = {**around(who, "mine"), "form": form, "row": row}
    return render(request, "classes/observe.html", values, status=422 if form.errors else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def observation(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was seen of a facilitator, for the two. Every look is noted."""
    who, row = account_of(request), results.observation_for(account_of(request), key)
    if row is None:
        raise Http404
    is_mine = row.facilitator.person_id == rules.myself(who)
    if request.method == "POST":
        try:
            reflecting.read_observation(observation=key, by=who)
        except NotThereError:
            raise Http404 from None
        return redirect("classes:observation", key)
    record_access(account=who, about="observation", object=row.pk, why="")
    values = {**around(who, "mine"), "row": row, "is_mine": is_mine, "grades": list(row.grades.items())}
    return render(request, "classes/observation.html", values)


@of_members
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """How many people wait for sessions of which course."""
    who = account_of(request)
    if not rules.can_keep(who):
        raise Http404
    titles = teaching.courses()
    parts = {each.course: each.key for each in reversed(list(teaching.parts()))}
    rows = [(key, titles.get(key, key), n, parts.get(key, "")) for key, n in teaching.waiting()]
    return render(request, "classes/waiting.html", {**around(who, "waiting"), "rows": rows})


@of_members
@require_POST
def want(request: HttpRequest) -> HttpResponse:
    """Wait for a session of a course, or wait no more."""
    who, course = account_of(request), request.POST.get("course", "")[:200]
    try:
        if request.POST.get("deed") == "end":
            me = rules.myself(who)
            teaching.wait_no_more(course=course, people=[me] if me is not None else [])
        else:
            teaching.wait_for(course=course, part=request.POST.get("part", "")[:100], by=who)
            messages.success(request, _("You are told when there is a session."))
    except NotAllowedError:
        raise Http404 from None
    except TrellisError as error:
        messages.error(request, error.message)
    back = request.POST.get("back", "")
    local = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if local else reverse("classes:home"))
