"""My meetings, a new series, one series with its agenda. Kept by no browser; every look is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core.guarding import account_of, only
from trellis.core.rules import Account
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.meetings import rules
from trellis.meetings.forms import (
    ActionForm,
    BeginForm,
    FinishForm,
    NotesForm,
    PlanForm,
    PrivateForm,
    TopicForm,
)
from trellis.meetings.kinds import SeriesKind, kind_named
from trellis.meetings.models import Series
from trellis.meetings.queries import meetings as queries
from trellis.meetings.services import agenda, series
from trellis.meetings.services.errors import MeetingError, NoSeriesError, StaleMeetingError
from trellis.people.days import today
from trellis.web.paging import QueryRows, page_of
from trellis.web.tabs import Tab

of_members = only(rules.can_enter)
"""A page for members who act for themselves."""


@of_members
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The series of somebody; those that are overdue first."""
    who = account_of(request)
    show = request.GET.get("show", "")
    lines = queries.lines_of(who, ended=show == "ended")
    late = [each for each in lines if each.is_late]
    here = reverse("meetings:mine")
    tabs = (
        Tab(_("Going on"), here, show not in ("late", "ended")),
        Tab(
            _("Overdue"), f"{here}?show=late", show == "late", len(late) or None if show != "ended" else None
        ),
        Tab(_("Ended"), f"{here}?show=ended", show == "ended"),
    )
    values = {
        "lines": late if show == "late" else lines, "tabs": tabs, "show": show, "kinds": queries.kinds_for(who),
    }  # fmt: skip
    return render(request, "meetings/mine.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a series."""
    who, found = account_of(request), kind_named(kind)
    if found is None or not found.can_host(who):
        raise Http404
    guests = list(found.suggested(who))
    form = BeginForm(guests, request.POST or None, initial=_usual(found, request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        guest = next(each for each in guests if str(each.pk) == said["guest"])
        try:
            made = series.begin(
                kind=kind, guest=guest, weeks=said["weeks"], first_on=said["first_on"], by=who
            )
        except MeetingError as error:
            form.refuse(error, {"next_on": "first_on"}.get(error.field, error.field) or None)
        else:
            return redirect("meetings:series", made.pk)
    return render(request, "meetings/new.html", {"form": form, "kind": found, "guests": guests})


def _usual(kind: SeriesKind, request: HttpRequest) -> dict[str, Any]:
    """What a new series usually begins with; with whom is said by whoever leads here."""
    first = kind.after(today()) if kind.after is not None else today()
    return {"weeks": kind.usual_weeks, "first_on": first, "guest": request.GET.get("guest", "")}


@of_members
@require_safe
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """A series: the next meeting with its agenda, notes and actions, and what was."""
    who, found = account_of(request), series_or_404(request, key)
    record_access(account=who, about="series", object=found.pk, why="")
    return render(request, "meetings/series.html", _values(request, found, who))


@of_members
@require_safe
def calendar(request: HttpRequest, key: UUID) -> HttpResponse:
    """The next meeting as a calendar file."""
    who, found = account_of(request), series_or_404(request, key)
    meeting = queries.next_of(found)
    if meeting is None:
        raise Http404
    content = queries.calendar_file(found, meeting, queries.other_of(found, who))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


@of_members
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a series; what does not work comes back with what was written."""
    who, found = account_of(request), series_or_404(request, key)
    act = _DEEDS.get(deed)
    if act is None:
        raise Http404
    values: dict[str, Any] = {}
    try:
        form = act(request, found, who)
    except NoSeriesError:
        raise Http404 from None
    except StaleMeetingError as error:
        messages.error(request, f"{error.message} {error.hint}")
        values = {"mine": request.POST.get("text", "")}
        form = None
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        form = None
    if form is not None:
        values = {deed: form}
    if values:
        record_access(account=who, about="series", object=found.pk, why="")
        return render(request, "meetings/series.html", {**_values(request, found, who), **values}, status=422)
    return redirect(f"{reverse('meetings:series', args=[key])}{_ANCHORS.get(deed, '')}")


def series_or_404(request: HttpRequest, key: UUID) -> Series:
    """A series of whoever asks. Raises Http404, for one that is not there as for one that is not theirs."""
    found = queries.series_for(account_of(request), key)
    if found is None:
        raise Http404
    return found


def _values(request: HttpRequest, found: Series, who: Account) -> dict[str, Any]:
    meeting = queries.next_of(found)
    topics = queries.topics_of(found, meeting)
    values: dict[str, Any] = {
        "series": found, "title": queries.title_of(found.kind), "other": queries.other_of(found, who), "who": who,
        "meeting": meeting, "waiting": [each for each in topics if each.covered_in_id is None],
        "covered": [each for each in topics if each.covered_in_id is not None] if meeting is not None else [],
        "actions": queries.actions_of(found), "past": page_of(QueryRows(queries.past_of(found)), request),
        "today": today(), "aside": queries.aside_of(found, who),
    }  # fmt: skip
    if meeting is not None:
        values |= {
            "themes": queries.themes_of(found.kind), "topic": TopicForm(), "action": ActionForm(),
            "notes": NotesForm(initial={"text": meeting.notes, "version": meeting.version}),
            "private": PrivateForm(initial={"text": queries.private_note(who, meeting)}),
            "plan": PlanForm(initial={"weeks": found.weeks, "next_on": max(meeting.planned_on, today())}),
            "finish": FinishForm(initial={"held_on": today()}),
        }  # fmt: skip
    return values


# -- deeds: each gives back the form that was not filled in right, or nothing


def _topic(request: HttpRequest, found: Series, who: Account) -> Any:
    form = TopicForm(request.POST)
    if not form.is_valid():
        return form
    agenda.add_topic(series=found.pk, by=who, **form.cleaned_data)
    return None


def _action(request: HttpRequest, found: Series, who: Account) -> Any:
    form = ActionForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    agenda.add_action(
        series=found.pk, key=said["key"], text=said["text"], is_mine=said["who"] == "me", due_on=said["due_on"],
        by=who,
    )  # fmt: skip
    return None


def _notes(request: HttpRequest, found: Series, who: Account) -> Any:
    form = NotesForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    agenda.write_notes(
        series=found.pk, meeting=_key(request, "meeting"), text=said["text"], seen=said["version"], by=who
    )
    return None


def _private(request: HttpRequest, found: Series, who: Account) -> Any:
    form = PrivateForm(request.POST)
    if not form.is_valid():
        return form
    agenda.write_private(
        series=found.pk, meeting=_key(request, "meeting"), text=form.cleaned_data["text"], by=who
    )
    return None


def _plan(request: HttpRequest, found: Series, who: Account) -> Any:
    form = PlanForm(request.POST)
    if not form.is_valid():
        return form
    series.plan(series=found.pk, by=who, **form.cleaned_data)
    return None


def _start(_request: HttpRequest, found: Series, who: Account) -> None:
    series.start(series=found.pk, by=who)


def _finish(request: HttpRequest, found: Series, who: Account) -> Any:
    form = FinishForm(request.POST)
    if not form.is_valid():
        return form
    series.finish(
        series=found.pk, meeting=_key(request, "meeting"), held_on=form.cleaned_data["held_on"], by=who
    )
    return None


def _skip(request: HttpRequest, found: Series, who: Account) -> None:
    series.skip(
        series=found.pk, meeting=_key(request, "meeting"), reason=request.POST.get("reason", ""), by=who
    )


def _end(_request: HttpRequest, found: Series, who: Account) -> None:
    series.end(series=found.pk, by=who)


def _topic_deed(request: HttpRequest, found: Series, who: Account) -> None:
    key, way = _key(request, "topic"), request.POST.get("way", "")
    if way in ("up", "down"):
        agenda.move_topic(series=found.pk, topic=key, up=way == "up", by=who)
    elif way in ("cover", "uncover"):
        agenda.cover_topic(series=found.pk, topic=key, covered=way == "cover", by=who)
    elif way == "drop":
        agenda.drop_topic(series=found.pk, topic=key, by=who)


def _action_deed(request: HttpRequest, found: Series, who: Account) -> None:
    agenda.finish_action(
        series=found.pk, action=_key(request, "action"), done=request.POST.get("way") != "undo", by=who
    )


def _key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise MeetingError(_("Choose one of those that are offered.")) from None


_DEEDS: dict[str, Callable[[HttpRequest, Series, Account], Any]] = {
    "topic": _topic, "topic-deed": _topic_deed, "action": _action, "action-deed": _action_deed, "notes": _notes,
    "private": _private, "plan": _plan, "start": _start, "finish": _finish, "skip": _skip, "end": _end,
}  # fmt: skip
_ANCHORS = {
    "topic": "#t-agenda", "topic-deed": "#t-agenda", "action": "#t-actions", "action-deed": "#t-actions",
    "notes": "#t-notes", "private": "#t-private",
}  # fmt: skip
