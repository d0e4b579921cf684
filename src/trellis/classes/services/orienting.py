"""Places for those whom the handbook enrolls: somebody new comes to the next orientation of their part of the world."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from trellis.classes import rules, teaching
from trellis.classes.models import Registration, Session
from trellis.classes.models.places import SEATED
from trellis.classes.services import placing
from trellis.classes.teaching import Taught
from trellis.core import calendars
from trellis.core.rules import Person

DAYTIME = range(7, 19)
"""The hours of somebody's own clock in which a session begins for them."""
MOST = 50
"""Sessions that are looked at."""


def bring(person: Person, course: str, now: datetime) -> list[Registration]:
    """Give somebody a place in the next session of each class of a course that begins by day where they are.

    One with free places is before one that is full. Where there is none they wait for one, and are told when it is
    scheduled. Who has a place, or gave one back, keeps that. Again it changes nothing.
    """
    found = []
    for taught in teaching.classes_left(person.pk, course):
        if Registration.objects.filter(
            person=person, session__course=course, session__part=taught.part
        ).exists():
            continue
        session = _next_for(person, taught, now)
        if session is not None:
            found += placing.bring_in(session=session.pk, people=[person], by=None)
        elif (account := getattr(person, "account", None)) is not None and rules.can_enter(account):
            teaching.wait_for(course=course, part=taught.part, by=account)
    return found


def _next_for(person: Person, taught: Taught, now: datetime) -> Session | None:
    account = getattr(person, "account", None)
    zone = calendars.zone_of(account)
    rows = Session.objects.filter(
        course=taught.course, part=taught.part, state=Session.State.OPEN, starts_at__gt=now, cohort=None,
        needs_approval=False,
    ).exclude(kind=Session.Kind.COACHING)  # fmt: skip
    rows = rows.annotate(taken=Count("registrations", filter=Q(registrations__state__in=SEATED)))
    fitting = [
        each
        for each in rows.order_by("starts_at", "pk")[:MOST]
        if _is_there(each, zone)
        and (rules.is_for(account, each) if account is not None else not each.audience)
    ]
    free = (each for each in fitting if each.capacity is None or each.taken < each.capacity)
    return next(free, fitting[0] if fitting else None)


def _is_there(session: Session, zone: ZoneInfo) -> bool:
    """Whether it is held by day where somebody is; on site only where the clock is the same."""
    begins = session.starts_at.astimezone(zone)
    if begins.hour not in DAYTIME:
        return False
    there = session.starts_at.astimezone(ZoneInfo(session.zone))
    return session.modality != Session.Modality.ON_SITE or begins.utcoffset() == there.utcoffset()
