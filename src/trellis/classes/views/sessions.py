"""What is on, one session, and what people do there: register, withdraw, confirm, ask."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.classes import lists, rules, teaching
from trellis.classes.definitions import ical
from trellis.classes.forms import CheckInForm, LinksForm, QuestionForm, WithdrawForm
from trellis.classes.looking import around, around_session, of_members, person_named, session_or_404
from trellis.classes.models import Registration, Session
from trellis.classes.queries import agendas, results, rosters
from trellis.classes.queries import sessions as queries
from trellis.classes.services import attending, inviting, placing, running, scheduling
from trellis.classes.services.errors import ClassError, NotThereError
from trellis.core.guarding import account_of
from trellis.core.rules import Account, NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.people.days import today
from trellis.web.calendars import Event, asked_month, month_of
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address


@of_members
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What I am registered for, then everything that is on."""
    opening = opening_address(request, lists.SESSIONS)
    if opening:
        return redirect(opening)
    who = account_of(request)
    seen = rules.seen_by(who)
    found = queries.counted(seen)
    waits = results.waiting_of(who)
    values = {
        **around(who, "home"), **lists.listing(request, seen, found), "mine": queries.mine(who),
        "may_schedule": rules.can_host(who), "waits": [(each, teaching.courses().get(each, each)) for each in waits],
        "course": request.GET.get("course", ""), "is_waiting": request.GET.get("course", "") in waits,
        "course_title": teaching.courses().get(request.GET.get("course", ""), ""),
    }  # fmt: skip
    return render(request, "classes/home.html", values)


@of_members
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file."""
    found = lists.narrowed(queries.found_by(account_of(request)), request.GET)
    rows = ordered(lists.columns(), found.order_by("starts_at", "pk"), request.GET.get("sort", ""))
    return file_response(form, "sessions", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@of_members
@require_safe
def session(request: HttpRequest, key: UUID) -> HttpResponse:
    """One session: when and where, who runs it, my place, questions."""
    return _page(request, session_or_404(request, key))


@of_members
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a session; what does not work is said on its page."""
    who, act = account_of(request), _DEEDS.get(deed)
    if act is None:
        raise Http404
    found = session_or_404(request, key)
    try:
        told = act(request, found, who)
    except (NotThereError, NotAllowedError):
        raise Http404 from None
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
    else:
        if told:
            messages.success(request, told)
    return redirect("classes:session", key)


@of_members
@require_safe
def join(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go to the meeting: the address stays, wherever it takes place."""
    try:
        return redirect(running.join(session=key, by=account_of(request)))
    except NotThereError:
        raise Http404 from None
    except NotAllowedError:
        raise Http404 from None
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
        return redirect("classes:session", key)


@of_members
@require_safe
def invitation(request: HttpRequest, key: UUID) -> HttpResponse:
    """The meetings of a session as a file for a calendar, which takes it for what the invitation said, or newer."""
    found = session_or_404(request, key)
    known = queries.meetings_for(found, account_of(request).person_id)
    events = [inviting.event_of(meeting, sequence=number) for meeting, number in known]
    answer = HttpResponse(ical.calendar(events, ical.PUBLISH), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="session.ics"'
    return answer


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say by the code on the screen that I am here: a page for the phone."""
    who, found = account_of(request), session_or_404(request, key)
    place = queries.place_of(who, found)
    if place is None or place.state != "registered":
        messages.error(request, _("You have no place in this session. Ask whoever runs it."))
        return redirect("classes:session", key)
    form = CheckInForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            attending.check_in(session=key, code=form.cleaned_data["code"], by=who)
        except NotThereError:
            raise Http404 from None
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or None)
        else:
            messages.success(request, _("You are here. Thank you."))
            return redirect("classes:session", key)
    values = {"session": found, "form": form, "tabs": []}
    return render(request, "classes/check_in.html", values, status=422 if form.errors else 200)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Somebody wants to take part: approve it or not."""
    who, row = account_of(request), rosters.registration_for(account_of(request), key)
    if row is None or not rules.can_approve(who, row):
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "approve":
                placing.approve(registration=key, by=who)
            else:
                placing.refuse(registration=key, reason=request.POST.get("reason", ""), by=who)
        except TrellisError as error:
            messages.error(request, " ".join(filter(None, (error.message, error.hint))))
        return redirect("classes:decide", key)
    counts = queries.counts_of(row.session)
    values = {**around(who, "home"), "row": row, "session": row.session, "counts": counts}
    return render(request, "classes/decide.html", values)


@of_members
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The sessions of a month as a calendar."""
    who = account_of(request)
    first = asked_month(request.GET.get("month", ""), today())
    rows = rules.seen_by(who).exclude(state=Session.State.CANCELLED)
    rows = rows.filter(starts_at__year__lte=first.year, ends_at__year__gte=first.year)
    me = {each.session.pk for each in queries.mine(who)}
    events = [
        Event(
            each.title, localtime(each.starts_at).date(), localtime(each.ends_at).date(), _address(each),
            "good" if each.pk in me else "",
        )
        for each in rows.order_by("starts_at")[:500]
    ]  # fmt: skip
    return render(
        request,
        "classes/month.html",
        {**around(who, "home"), "month": month_of("t-month", first, today(), events)},
    )


def _address(session: Session) -> str:
    return f"/classes/{session.pk}/"


def _page(request: HttpRequest, found: Session) -> HttpResponse:
    who, now = account_of(request), timezone.now()
    place = queries.place_of(who, found)
    counts = queries.counts_of(found)
    runs = [each for each in found.facilitators.all() if each.state != "declined"]
    me = rules.myself(who)
    is_open = queries.is_registration_open(found, now)
    has_place = place is not None and place.is_open
    own = next((each for each in runs if each.person_id == me), None)
    may_give = place is not None and place.state == "registered" and found.state in ("running", "held")
    reads = found.kind in rules.PUBLISHED or _has_place(place) or rules.can_run(who, found)
    meetings = list(found.meetings.all())
    values = {
        **around_session(who, found, "session", reads=reads), "reads": reads,
        "place": place, "counts": counts, "runs": runs, "own": own,
        "meetings": meetings, "days": agendas.agenda_of(found, meetings), "is_open": is_open, "has_place": has_place,
        "may_register": is_open and not has_place and own is None and rules.is_for(who, found),
        "is_full": found.capacity is not None and (counts.taken >= found.capacity or counts.waiting),
        "before": queries.before_in_line(place) if place is not None and place.state == "waiting" else 0,
        "others": queries.others_of(who, found) if _needs_others(found, place) else [],
        "questions": queries.questions_of(found, who), "ask": QuestionForm(), "me": me,
        "withdraw": WithdrawForm(), "may_change": rules.can_change(who, found), "may_keep": rules.can_keep(who),
        "may_join": bool(found.link) and found.is_ahead and (_has_place(place) or rules.can_run(who, found)),
        "materials": agendas.materials_of(found) if reads else [],
        "may_rate": may_give and place.outcome not in ("missed", "excused"),  # type: ignore[union-attr]
        "taught": teaching.part_of(found.course, found.part) if found.course else None,
        "is_waiting": bool(found.course) and results.is_waiting(who, found.course),
        "line": rosters.line_in(who, found) if _registers_others(who, found, is_open=is_open) else None,
        "sees_cohort": found.cohort is not None and rules.can_see_cohort(who, found.cohort),
        "free": None if found.capacity is None else max(0, found.capacity - counts.taken),
    }  # fmt: skip
    return render(request, "classes/session.html", values)


def _has_place(place: Registration | None) -> bool:
    return place is not None and place.state == Registration.State.REGISTERED


def _registers_others(who: Account, found: Session, *, is_open: bool) -> bool:
    """Whether the page is where somebody registers people of their line; those who run it have the roster for that."""
    return is_open and found.is_ahead and not rules.can_keep(who)


def _needs_others(found: Session, place: object) -> bool:
    state, outcome = getattr(place, "state", ""), getattr(place, "outcome", "")
    return (
        found.state in ("cancelled", "held")
        or state in ("withdrawn", "lapsed", "waiting")
        or outcome == "missed"
    )


# -- deeds: each gives back what is said when it is done


def _register(_request: HttpRequest, found: Session, who: Account) -> str:
    row = placing.register(session=found.pk, by=who)
    return {
        "registered": _("You have a place."), "waiting": _("It is full: you are on the wait-list."),
        "asked": _("Your manager is asked."), "offered": _("A place is held for you: confirm it."),
    }[row.state]  # fmt: skip


def _own(found: Session, who: Account) -> UUID:
    row = queries.place_of(who, found)
    if row is None:
        raise NotThereError
    return row.pk


def _withdraw(request: HttpRequest, found: Session, who: Account) -> str:
    form = WithdrawForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    had = _has_place(queries.place_of(who, found))
    placing.withdraw(
        registration=_own(found, who), reason=said.get("reason", ""),
        wants_make_up=bool(said.get("wants_make_up")), by=who,
    )  # fmt: skip
    if said.get("wants_make_up") and found.course:
        teaching.wait_for(course=found.course, part=found.part, by=who)
    return _("Your place is free for somebody else now.") if had else _("You ask for no place any more.")


def _add(request: HttpRequest, found: Session, who: Account) -> str:
    """Register somebody of one's line."""
    person = person_named(request.POST.get("person", "")[:200], who, "person")
    if not rules.can_register_others(who, person):
        raise ClassError(_("Managers register those who report to them, and those who keep classes all."))
    row = placing.register(session=found.pk, person=person, by=who)
    said = {
        "registered": _("%(name)s has a place, and is told."),
        "waiting": _("It is full: %(name)s is on the wait-list, and is told."),
    }.get(row.state, _("%(name)s is registered, and is told."))  # fmt: skip
    return said % {"name": person.name}


def _take_off(request: HttpRequest, found: Session, who: Account) -> str:
    """Give the place of somebody of one's line back."""
    try:
        row = rosters.registration_for(who, UUID(request.POST.get("registration", "")))
    except ValueError:
        raise NotThereError from None
    if row is None or row.session_id != found.pk:
        raise NotThereError
    placing.withdraw(registration=row.pk, reason=request.POST.get("reason", ""), by=who)
    return _("%(name)s is taken off, and is told.") % {"name": row.person.name}


def _confirm(_request: HttpRequest, found: Session, who: Account) -> str:
    placing.confirm(registration=_own(found, who), by=who)
    return _("You have a place.")


def _ask(request: HttpRequest, found: Session, who: Account) -> str:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write something first."))
        return ""
    running.ask(session=found.pk, key=form.cleaned_data["key"], text=form.cleaned_data["text"], by=who)
    return ""


def _question(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("question", ""))
    except ValueError:
        raise NotThereError from None


def _vote(request: HttpRequest, _found: Session, who: Account) -> str:
    running.vote(question=_question(request), wants=request.POST.get("wants") == "1", by=who)
    return ""


def _answer(request: HttpRequest, _found: Session, who: Account) -> str:
    running.write_answer(question=_question(request), text=request.POST.get("answer", ""), by=who)
    return ""


def _drop(request: HttpRequest, _found: Session, who: Account) -> str:
    running.take_back(question=_question(request), by=who)
    return _("The question is gone.")


def _open(_request: HttpRequest, found: Session, who: Account) -> str:
    scheduling.open_up(session=found.pk, by=who)
    return _("People can register now.")


def _cancel(request: HttpRequest, found: Session, who: Account) -> str:
    scheduling.cancel(session=found.pk, because=request.POST.get("because", ""), by=who)
    return _("The session is cancelled, and everybody was told.")


def _newest(_request: HttpRequest, found: Session, who: Account) -> str:
    scheduling.move_to_newest(session=found.pk, by=who)
    return _("It is taught from the newest text.")


def _accept(_request: HttpRequest, found: Session, who: Account) -> str:
    scheduling.answer(session=found.pk, accepts=True, by=who)
    return _("You run this session.")


def _decline(request: HttpRequest, found: Session, who: Account) -> str:
    scheduling.answer(session=found.pk, accepts=False, reason=request.POST.get("reason", ""), by=who)
    return _("Whoever scheduled it is told.")


def _links(request: HttpRequest, found: Session, who: Account) -> str:
    form = LinksForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A link begins with https://."))
        return ""
    said = form.cleaned_data
    scheduling.keep_links(
        session=found.pk, recording=said["recording_link"], agenda=said["agenda_link"], by=who
    )
    return _("The links are kept.")


_DEEDS: dict[str, Callable[[HttpRequest, Session, Account], str]] = {
    "register": _register, "withdraw": _withdraw, "confirm": _confirm, "ask": _ask, "vote": _vote,
    "answer": _answer, "drop": _drop, "open": _open, "cancel": _cancel, "newest": _newest, "accept": _accept,
    "decline": _decline, "links": _links, "add": _add, "take-off": _take_off,
}  # fmt: skip
