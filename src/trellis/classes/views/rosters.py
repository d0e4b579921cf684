"""For those who run a session: the roster, attendance by list, code and report, the run book, what people thought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.classes import lists, rules
from trellis.classes.definitions import reports
from trellis.classes.forms import AgendaForm, LinksForm, SomebodyForm
from trellis.classes.looking import around_session, of_members, person_named, session_or_404
from trellis.classes.models import Attendance, Meeting, Session
from trellis.classes.queries import agendas, results, rosters
from trellis.classes.queries import sessions as queries
from trellis.classes.services import attending, placing, running
from trellis.classes.services.attending import Said
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.core.guarding import account_of
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.web.exporting import file_response
from trellis.work.queries import items


@of_members
@require_safe
def roster(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everybody who wanted to come, and who was there."""
    who, found = account_of(request), session_or_404(request, key, to_run=True)
    meetings = list(found.meetings.all())
    rows = rosters.roster(found, meetings)
    held = [each for each in rows if each.registration.state == "registered"]
    values = {
        **around_session(who, found, "roster"), "rows": rows, "held": held, "meetings": meetings,
        "others": [each for each in rows if each.registration.state != "registered"],
        "counts": queries.counts_of(found), "changes": rosters.changes_of(found), "form": SomebodyForm(),
        "people": items.partners_of(who), "has_begun": found.starts_at - attending.EARLY <= timezone.now(),
        "planned": sum(each.minutes for each in meetings), "may_keep": rules.can_keep(who),
        "is_over": found.state == "held" or found.ends_at <= timezone.now(),
    }  # fmt: skip
    return render(request, "classes/roster.html", values)


@of_members
@require_safe
def roster_file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The roster as a file."""
    found = session_or_404(request, key, to_run=True)
    rows = rosters.roster(found, list(found.meetings.all()))
    return file_response(form, "roster", lists.ROSTER_FILE, lists.roster_exported(rows))


@of_members
@require_POST
def roster_do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Register somebody, take somebody off, write attendance down, or say that it is complete."""
    found = session_or_404(request, key, to_run=True)
    return _done(request, found, _ROSTER.get(deed), "classes:roster")


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Attendance from the report of a meeting: looked at first, then written down."""
    who, found = account_of(request), session_or_404(request, key, to_run=True)
    meetings = list(found.meetings.all())
    meeting = next((each for each in meetings if str(each.pk) == request.POST.get("meeting")), meetings[0])
    values: dict[str, Any] = {
        **around_session(who, found, "roster"), "meetings": meetings, "meeting": meeting, "trouble": "",
    }  # fmt: skip
    if request.method == "POST" and "keep" in request.POST:
        try:
            n = _take_over(request, found, meeting, who)
        except TrellisError as error:
            messages.error(request, " ".join(filter(None, (error.message, error.hint))))
        else:
            messages.success(request, _("%(n)s people were written down.") % {"n": n})
        return redirect("classes:roster", key)
    if request.method == "POST":
        try:
            people = _read(request)
        except reports.ReportError as error:
            values["trouble"] = _troubles().get(str(error), _troubles()["no-table"])
        else:
            values["matches"] = rosters.matches(found, people, meeting.minutes)
            values["held"] = [
                each for each in rosters.roster(found, meetings) if each.registration.state == "registered"
            ]
    return render(request, "classes/report.html", values, status=422 if values["trouble"] else 200)


@of_members
@require_safe
def code(request: HttpRequest, key: UUID) -> HttpResponse:
    """The code that people see on the screen."""
    found = session_or_404(request, key, to_run=True)
    now = timezone.now()
    given = attending.code_of(found, now)
    values = {
        "session": found, "code": given, "tabs": [],
        "address": settings.TRELLIS_ADDRESS.rstrip("/") + reverse("classes:check-in", args=[found.pk]),
        "here": found.registrations.filter(attendance__isnull=False).distinct().count(),
        "counts": queries.counts_of(found),
    }  # fmt: skip
    return render(request, "classes/code.html", values)


@of_members
@require_safe
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """The run book."""
    who, found = account_of(request), session_or_404(request, key, to_run=True)
    return render(request, "classes/run.html", _run_values(who, found))


@of_members
@require_POST
def run_do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Begin, end, tick off, write the agenda, log an issue."""
    found = session_or_404(request, key, to_run=True)
    if deed == "agenda":
        form = AgendaForm(request.POST)
        if not form.is_valid():
            values = {**_run_values(account_of(request), found), "agenda": form}
            return render(request, "classes/run.html", values, status=422)
    return _done(request, found, _RUN.get(deed), "classes:run")


@of_members
@require_safe
def feedback_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """What people thought of a session, for those who run it."""
    who, found = account_of(request), session_or_404(request, key, to_run=True)
    runs = [each for each in found.facilitators.all() if each.state == "set"]
    values = {
        **around_session(who, found, "results"), "results": results.results(found), "least": results.LEAST,
        "runs": runs,
        "may_observe": found.state in ("running", "held") and any(rules.can_observe(who, each) for each in runs),
        "me": rules.myself(who),
    }  # fmt: skip
    return render(request, "classes/results.html", values)


def _run_values(who: Account, found: Session) -> dict[str, Any]:
    blocks = list(found.blocks.order_by("order", "pk"))
    meetings = list(found.meetings.all())
    planned = sum(each.minutes for each in meetings)
    return {
        **around_session(who, found, "run"),
        "preparations": found.preparations.select_related("done_by").order_by("order"),
        "days": agendas.days(meetings, blocks) if blocks else [], "blocks": blocks,
        "agenda": AgendaForm(initial={"agenda": agendas.lines(meetings, blocks)}),
        "issues": found.issues.select_related("by").order_by("at"), "key": uuid7(), "planned": planned,
        "in_blocks": sum(each.minutes for each in blocks),
        "links": LinksForm(initial={"agenda_link": found.agenda_link, "recording_link": found.recording_link}),
        "late": _late(found), "is_ahead": found.is_ahead,
    }  # fmt: skip


def _late(found: Session) -> int | None:
    """Minutes by which it began late."""
    if found.began_at is None:
        return None
    return max(0, int((found.began_at - found.starts_at).total_seconds() // 60))


Deed = Callable[[HttpRequest, Session, Account], str]


def _done(request: HttpRequest, found: Session, act: Deed | None, back: str) -> HttpResponse:
    if act is None:
        raise Http404
    try:
        told = act(request, found, account_of(request))
    except (NotThereError, NotAllowedError):
        raise Http404 from None
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
    else:
        if told:
            messages.success(request, told)
    return redirect(back, found.pk)


def _add(request: HttpRequest, found: Session, who: Account) -> str:
    form = SomebodyForm(request.POST)
    if not form.is_valid():
        raise ClassError(_("Say whom."))
    person = person_named(form.cleaned_data["person"], who, "person")
    try:
        row = placing.register(session=found.pk, person=person, by=who)
    except NotAllowedError as error:
        raise ClassError(error.message) from None
    return _("%(name)s: %(state)s") % {"name": person.name, "state": row.get_state_display()}


def _is_number(text: str) -> bool:
    """Whether a text is a whole number: `isdigit` alone takes ², which is none for `int`."""
    return text.isascii() and text.isdigit()


def _key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotThereError from None


def _remove(request: HttpRequest, _found: Session, who: Account) -> str:
    placing.withdraw(
        registration=_key(request, "registration"), reason=request.POST.get("reason", ""), by=who
    )
    return _("They are off the session, and were told.")


def _attendance(request: HttpRequest, found: Session, who: Account) -> str:
    said = []
    meetings = list(found.meetings.all())
    rows = found.registrations.filter(state="registered").values_list("pk", flat=True)
    for key in rows:
        minutes = {}
        for meeting in meetings:
            text = request.POST.get(f"m-{key}-{meeting.pk}", "").strip()
            if text:
                if not _is_number(text):
                    raise ClassError(_("Minutes are whole numbers."))
                minutes[meeting.pk] = int(text[:5])
        excused = f"x-{key}" in request.POST
        if minutes or excused:
            said.append(Said(key, minutes, excused, request.POST.get("reason", "")))
    attending.record(session=found.pk, said=said, by=who)
    return _("Attendance is written down.")


def _settle(_request: HttpRequest, found: Session, who: Account) -> str:
    attending.settle(session=found.pk, by=who)
    return _("Attendance is complete.")


def _read(request: HttpRequest) -> list[reports.Presence]:
    sent = request.FILES.get("report")
    if sent is None:
        raise reports.ReportError("empty")
    if (sent.size or 0) > reports.LARGEST:
        raise reports.ReportError("large")
    return reports.read(sent.read())


def _take_over(request: HttpRequest, found: Session, meeting: Meeting, who: Account) -> int:
    """Write down what was looked at; of rows that name the same person, the minutes are put together."""
    total: dict[UUID, int] = {}
    rows = request.POST.get("rows", "")
    for at in range(min(2000, int(rows[:5]) if _is_number(rows) else 0)):
        whose, minutes = request.POST.get(f"who-{at}", ""), request.POST.get(f"minutes-{at}", "")
        if whose and _is_number(minutes):
            try:
                key = UUID(whose)
            except ValueError:
                raise NotThereError from None
            total[key] = min(meeting.minutes, total.get(key, 0) + int(minutes[:5]))
    said = [Said(key, {meeting.pk: minutes}) for key, minutes in total.items()]
    attending.record(session=found.pk, said=said, way=Attendance.Way.REPORT, by=who)
    return len(said)


def _troubles() -> dict[str, str]:
    return {
        "large": _("The report is too large."), "empty": _("Choose the report as a CSV file."),
        "no-table": _("No table of people is in this file. Take the attendance report of Zoom or Teams as CSV."),
    }  # fmt: skip


def _begin(_request: HttpRequest, found: Session, who: Account) -> str:
    running.begin(session=found.pk, by=who)
    return ""


def _finish(_request: HttpRequest, found: Session, who: Account) -> str:
    running.finish(session=found.pk, by=who)
    return ""


def _prepare(request: HttpRequest, found: Session, who: Account) -> str:
    running.add_preparation(session=found.pk, title=request.POST.get("title", ""), by=who)
    return ""


def _tick(request: HttpRequest, _found: Session, who: Account) -> str:
    running.tick(preparation=_key(request, "preparation"), is_done=request.POST.get("done") == "1", by=who)
    return ""


def _agenda(request: HttpRequest, found: Session, who: Account) -> str:
    form = AgendaForm(request.POST)
    form.is_valid()
    running.write_agenda(session=found.pk, blocks=form.cleaned_data["agenda"], by=who)
    return _("The agenda is kept.")


def _issue(request: HttpRequest, found: Session, who: Account) -> str:
    running.log_issue(session=found.pk, key=_key(request, "key"), text=request.POST.get("text", ""), by=who)
    return ""


def _mend(request: HttpRequest, _found: Session, who: Account) -> str:
    running.settle_issue(issue=_key(request, "issue"), by=who)
    return ""


_ROSTER: dict[str, Deed] = {"add": _add, "remove": _remove, "attendance": _attendance, "settle": _settle}
_RUN: dict[str, Deed] = {
    "begin": _begin, "finish": _finish, "prepare": _prepare, "tick": _tick, "agenda": _agenda, "issue": _issue,
    "mend": _mend,
}  # fmt: skip
