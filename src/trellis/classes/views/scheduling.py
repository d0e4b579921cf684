"""Scheduling and changing a session: conflicts are shown before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.classes import authorising, rules
from trellis.classes.definitions.plans import Part, days_of, part_called, planned
from trellis.classes.forms import SessionForm, initial_of
from trellis.classes.looking import around, of_members, person_named, session_or_404
from trellis.classes.models import Cohort, Session
from trellis.classes.queries import cohorts, conflicts, proposing
from trellis.classes.services import scheduling
from trellis.classes.services.errors import ClassError
from trellis.classes.services.scheduling import ConflictsError, Plan
from trellis.core import calendars
from trellis.core.guarding import account_of
from trellis.core.rules import Account, Person
from trellis.handbook.errors import TrellisError
from trellis.work.queries import items

_FIELDS = {"meetings": "day", "leads": "leads", "part": "taught"}
"""Fields of the form that stand for those of a session."""
NINE = time(9)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Schedule a session."""
    who = account_of(request)
    place = _in_cohort(request, who)
    if place is None and not rules.can_host(who):
        raise Http404
    return _edit(request, None, place)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a session."""
    found = session_or_404(request, key)
    if not rules.can_change(account_of(request), found) or found.state in ("held", "cancelled"):
        raise Http404
    return _edit(request, found)


@dataclass(frozen=True, slots=True)
class _InCohort:
    """The class of the plan of a cohort that a new session is to be, and the first day of its week."""

    cohort: Cohort
    part: Part
    day: date


def _in_cohort(request: HttpRequest, who: Account) -> _InCohort | None:
    """The class that the address names; nothing where it names none. Raises Http404 for one that is not theirs."""
    try:
        key = UUID(request.GET["cohort"])
    except KeyError:
        return None
    except ValueError:
        raise Http404 from None
    found = cohorts.cohort_for(who, key)
    if found is None or not found.is_open or not rules.can_schedule_for(who, key):
        raise Http404
    for at, week in enumerate(planned(found.plan)):
        part = part_called([week], request.GET.get("part", ""))
        if part is not None and part.kind == "class":
            return _InCohort(found, part, days_of(found.starts_on, at)[0])
    raise Http404


def _initial(
    request: HttpRequest, found: Session | None, place: _InCohort | None, who: Account
) -> dict[str, Any]:
    zone = calendars.zone_of(who)
    initial = initial_of(found, begin=_next_morning(who, zone), zone=zone.key)
    if found is None:
        initial["leads"], initial["taught"] = who.email, request.GET.get("class", "")
    if place is not None:
        initial["title"] = "" if place.part.course else place.part.title
        initial["taught"] = f"{place.part.course}/{place.part.part}" if place.part.course else ""
        initial["day"] = max(place.day, initial["day"])
    return initial


def _edit(request: HttpRequest, found: Session | None, place: _InCohort | None = None) -> HttpResponse:
    who = account_of(request)
    initial = _initial(request, found, place, who)
    if found is not None:
        runs = [each for each in found.facilitators.all() if each.state != "declined"]
        initial["leads"] = ", ".join(_called(each.person) for each in runs if each.is_lead)
        initial["helpers"] = ", ".join(_called(each.person) for each in runs if not each.is_lead)
    form = SessionForm(request.POST or None, initial=initial)
    values: dict[str, Any] = {
        "form": form,
        "session": found,
        "people": items.partners_of(who),
        "place": place,
    }
    if request.method == "POST" and form.is_valid():
        try:
            plan = _plan(form, who, found, place)
            if "look" in request.POST:
                values |= _looked(plan, form, found)
            else:
                made = _keep(request, plan, form, found, who)
                messages.success(
                    request, _("The session is scheduled.") if found is None else _("The session is changed.")
                )
                return redirect("classes:session", made.pk)
        except ConflictsError as error:
            values |= _looked(plan, form, found)
            form.refuse(error, "leads")
        except TrellisError as error:
            field = getattr(error, "field", "")
            field = _FIELDS.get(field, field)
            form.refuse(error, field if field in form.fields else None)
    return render(
        request, "classes/form.html", {**around(who, "home"), **values}, status=422 if form.errors else 200
    )


def _keep(
    request: HttpRequest, plan: Plan, form: SessionForm, found: Session | None, who: Account
) -> Session:
    if found is None:
        is_open = "draft" not in request.POST
        return scheduling.schedule(key=form.cleaned_data["key"], plan=plan, is_open=is_open, by=who)
    return scheduling.change(session=found.pk, plan=plan, seen=form.cleaned_data["version"] or 0, by=who)


def _plan(form: SessionForm, who: Account, found: Session | None, place: _InCohort | None) -> Plan:
    said = form.cleaned_data
    course, part = form.course()
    leads, helpers = _people(said["leads"], who, "leads"), _people(said["helpers"], who, "helpers")
    anyway = {each.pk for each in (*leads, *helpers)} if said["anyway"] else set()
    facts = form.facts()
    if found is not None:
        facts["recording_link"] = found.recording_link
    return Plan(
        facts=facts, spans=said["spans"], course=course, part=part, room=said["room"], leads=leads, helpers=helpers,
        anyway=anyway, cohort=place.cohort.pk if place is not None else None,
        cohort_part=place.part.key if place is not None else "",
    )  # fmt: skip


def _looked(plan: Plan, form: SessionForm, found: Session | None) -> dict[str, Any]:
    """What stands against a plan, and who would be free."""
    but = found.pk if found is not None else None
    clashing = conflicts.of_people(plan.people, plan.spans, but=but)
    taken = conflicts.of_room(plan.room, plan.spans, but=but) if plan.room is not None else []
    free = proposing.proposals(
        plan.spans, course=plan.course, but=but, without=[each.pk for each in plan.people],
        travel_days=plan.facts.get("travel_days") or 0, zone=plan.facts["zone"],
    )  # fmt: skip
    leads = [each.pk for each in plan.leads]
    held = authorising.authorised(leads, plan.course) if authorising.asked_for(plan.course) else leads
    return {"has_looked": True, "conflicts": clashing, "taken": taken, "free": free, "spans": plan.spans,
        "not_authorised": [each for each in plan.leads if each.pk not in held],
    }  # fmt: skip


def _people(text: str, who: Account, field: str) -> list[Person]:
    try:
        return [person_named(each, who, field) for each in map(str.strip, text.split(",")) if each]
    except ClassError:
        raise
    except TrellisError as error:
        raise ClassError(error.message, hint=error.hint, field=field) from None


def _called(person: Person) -> str:
    return person.email or person.name


def _next_morning(who: Account, zone: ZoneInfo) -> datetime:
    """Nine o'clock on the next day on which whoever schedules works, by their clock."""
    today = timezone.now().astimezone(zone).date()
    return datetime.combine(calendars.add_working_days(today, 1, calendars.calendar_of(who)), NINE, zone)
