"""One person: what everybody sees, and the record behind it for those who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core import auditing
from trellis.core.auditing import Entry
from trellis.core.guarding import member_of
from trellis.core.rules import Account, Person
from trellis.core.services.looking import record_access
from trellis.people import fitting, histories, person_tabs, photos, relating, rules, terms, wording
from trellis.people.days import today
from trellis.people.models import Position, Profile
from trellis.people.queries import directory as queries
from trellis.people.queries import records
from trellis.people.queries.directory import Place
from trellis.people.rules import Standing
from trellis.roles.addresses import role_address
from trellis.web.happenings import Moment
from trellis.web.tabs import Tab
from trellis.work.queries.items import stand_ins_of

DAYS = ("effective_on", "starts_on", "ends_on")


def person_or_404(key: UUID) -> Person:
    """Somebody who is or was employed here. Raises Http404."""
    found = queries.person_for(key)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who somebody is, whom they report to and who reports to them."""
    who, found = member_of(request), person_or_404(key)
    place = _place(found)
    standing = rules.standing(who, found, place)
    if place.position is None and not standing.record:
        raise Http404  # who has left, and who is to come, is not in the directory
    values = {**about(found, who, standing, place.position, "people:person"), **_away(found, standing)}
    if place.position is not None:
        values |= _around(place, place.position)
    values["planned"] = _planned(place) if standing.record else None
    return render(request, "people/person.html", values)


@never_cache
@require_safe
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """The record: employments, what was so when, what is planned, what was said; on any day."""
    who, found = member_of(request), person_or_404(key)
    place, day = _place(found), _day(request)
    standing = _seen(who, place)
    absences = histories.absences_of(found, today(), health=standing.private)
    if absences and not standing.is_self:
        record_access(account=who, about="person", object=found.pk, why="leave")
    chapters = histories.chapters_of(found, today())
    positions = [step.position for chapter in chapters for step in chapter.steps]
    then = _held_on(positions, day) if day is not None else None
    values = {
        **about(found, who, standing, _held_on(positions, today()), "people:record"),
        "chapters": chapters, "absences": absences, "day": day, "then": then,
        "then_facts": wording.facts_of(then) if then is not None else [], "done": _done(request, found, standing),
    }  # fmt: skip
    return render(request, "people/record.html", values)


@never_cache
@require_safe
def private(request: HttpRequest, key: UUID) -> HttpResponse:
    """How to reach somebody at home and whom to call. Each look is noted."""
    who, found = member_of(request), person_or_404(key)
    place = _place(found)
    standing = _seen(who, place)
    if not standing.private:
        raise PermissionDenied
    record_access(account=who, about="person", object=found.pk, why="private")
    values = about(found, who, standing, place.position, "people:private")
    values |= {
        "contacts": records.contacts_of(found),
        "fields": _custom(values["profile"], standing, everything=True),
    }
    return render(request, "people/private.html", values)


@never_cache
@require_safe
def activity(request: HttpRequest, key: UUID) -> HttpResponse:
    """What happened to the record of somebody, the newest first."""
    who, found = member_of(request), person_or_404(key)
    place = _place(found)
    values = about(found, who, _seen(who, place), place.position, "people:activity")
    values["moments"] = [_moment(each) for each in auditing.feed("person", found.pk, room="people")]
    return render(request, "people/activity.html", values)


def head_of(who: Account, found: Person, current: str) -> dict[str, Any]:
    """What a page of a room above needs for the head and the tabs of a person; `current` names its own address.

    Its template includes `people/parts/head.html`, and `people/people.css` among its styles. Whether somebody sees
    the page, the room has asked by then: best after this, which knows who is above the person and asks for it once.
    """
    place = _place(found)
    return about(found, who, rules.standing(who, found, place), place.position, current)


def about(
    found: Person, who: Account, standing: Standing, position: Position | None, current: str
) -> dict[str, Any]:
    """What the head of every page of a person shows; `current` is the name of the address of the page."""
    profile = getattr(found, "profile", None) or Profile(person=found)
    employment = position.employment if position is not None else records.employment_of(found)
    is_ahead = employment is not None and employment.starts_on > today()
    return {
        "person": found,
        "profile": profile,
        "photo": photos.address_of(profile),
        "custom": _custom(profile, standing),
        "position": position,
        "employment": employment,
        "begins_on": employment.starts_on if employment is not None and is_ahead else None,
        "standing": standing,
        "there": _there(profile),
        "tabs": _tabs(found, who, standing, current, is_here=position is not None),
    }


def _place(found: Person) -> Place:
    """Where somebody stands today; they know it from then on, so that the rooms that are asked for tabs do not ask."""
    place = Place(found, today())
    relating.know(found, place)
    return place


def _tabs(found: Person, who: Account, standing: Standing, current: str, *, is_here: bool) -> tuple[Tab, ...]:
    own = [
        (_("Overview"), "people:person", is_here or standing.record),
        (_("Record"), "people:record", standing.record),
        (_("Private"), "people:private", standing.private),
    ]
    own += [(str(each.title), each.url_name, True) for each in person_tabs.tabs_for(who, found)]
    own.append((_("Activity"), "people:activity", standing.record))
    shown = [(title, name) for title, name, is_shown in own if is_shown]
    if len(shown) < 2:
        return ()
    return tuple(Tab(title, reverse(name, args=[found.pk]), name == current) for title, name in shown)


def _around(place: Place, position: Position) -> dict[str, Any]:
    """Where somebody stands: role, department with who looks after it, the line above and those below."""
    role = terms.role_titled(position.title)
    instead = fitting.expected_instead(position.title, place.line[0].title) if place.line else ()
    return {
        "department": terms.all_departments().title_of(position.department),
        "partners": place.people_partners,
        "role_url": role_address(role) if role is not None else "",
        "grade": role.grade if role is not None else None,
        "line": list(reversed(place.line)),
        "instead": " / ".join(instead),
        "reports": queries.reports_on(place.person, today()),
    }


def _away(found: Person, standing: Standing) -> dict[str, Any]:
    """Whether somebody is away today, until when for those who see the record; who stands in."""
    leave, account = records.is_away(found, today()), getattr(found, "account", None)
    stand_in = stand_ins_of([account.pk]).get(account.pk) if account is not None else None
    until = leave.ends_on if leave is not None and standing.record else None
    return {"is_away": leave is not None, "away_until": until, "stand_in": stand_in}


def _planned(place: Place) -> dict[str, Any] | None:
    if place.ahead is None:
        return None
    changes = wording.differences(place.position, place.ahead) if place.position is not None else []
    return {"position": place.ahead, "changed": changes}


def _held_on(positions: Iterable[Position], day: date) -> Position | None:
    for each in positions:
        if each.starts_on <= day and (each.ends_on is None or day <= each.ends_on):
            return each
    return None


def _custom(profile: Profile, standing: Standing, *, everything: bool = False) -> list[tuple[str, str]]:
    """The fields of the handbook that somebody sees of a person; those of everybody, or `everything` they may see."""
    sees = {"everybody": True, "managers": standing.record, "people": standing.private}
    return [
        (each.title, profile.custom[name])
        for name, each in terms.person_fields().items()
        if profile.custom.get(name) and sees[each.visible] and (everything or each.visible != "people")
    ]


def _there(profile: Profile) -> str:
    """What time it is where somebody is; empty where they have not said."""
    with suppress(ValueError, KeyError, OSError):
        if profile.time_zone:
            return time_format(timezone.now().astimezone(ZoneInfo(profile.time_zone)).time(), "TIME_FORMAT")
    return ""


def _seen(who: Account, place: Place) -> Standing:
    """How somebody stands to a person whose record they see. Raises Http404 of who is not here, else denies."""
    standing = rules.standing(who, place.person, place)
    if not standing.record:
        if place.position is None:
            raise Http404
        raise PermissionDenied
    return standing


def _day(request: HttpRequest) -> date | None:
    with suppress(ValueError):
        return parse_date(request.GET.get("on", ""))
    return None


def _done(request: HttpRequest, found: Person, standing: Standing) -> dict[str, Any] | None:
    """What was just done and can be taken back: a change of position, or the end of an employment."""
    what, _colon, key = request.GET.get("done", "").partition(":")
    if not standing.keep:
        return None
    with suppress(ValueError):
        if what == "change":
            change = records.change_for(UUID(key))
            if change is not None and change.employment.person_id == found.pk and change.withdrawn_at is None:
                said = _("Written down. It counts from %(day)s.") % {"day": date_format(change.effective_on)}
                first = records.is_first(change)
                return {"text": said, "undo": "" if first else reverse("people:withdraw", args=[change.pk])}
        if what == "end":
            employment = records.employment_for(UUID(key))
            if employment is not None and employment.person_id == found.pk and employment.ends_on is not None:
                said = _("Written down. The last day is %(day)s.") % {"day": date_format(employment.ends_on)}
                return {"text": said, "undo": reverse("people:take-back-end", args=[employment.pk])}
    return None


def _moment(entry: Entry) -> Moment:
    values = dict(entry.values)
    days = [parse_date(values[name]) for name in DAYS if values.get(name)]
    told = ", ".join(date_format(day) for day in days if day is not None)
    return Moment(
        when=entry.at, title=f"{entry.actor or 'Trellis'} {entry.says}", text=told, icon_name="person"
    )
