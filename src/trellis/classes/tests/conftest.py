"""The cast of people: Pia, a generalist, keeps classes; Mia, who manages Ada and Ben, may hold sessions of her own.

There is a course “Giving feedback” with a class in it.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from trellis.classes import teaching
from trellis.classes.definitions.spans import Span
from trellis.classes.models import Registration, Session
from trellis.classes.services import placing, scheduling
from trellis.classes.services.scheduling import Plan
from trellis.core import kept
from trellis.core.models import Account, Event, Person
from trellis.core.services import events
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.tests import conftest as people

__all__ = ["serve"]

FILES = {
    **people.FILES,
    "classes.yml": "hold: 24\nattendance: 80\nremind: [24, 1]\npreparation: [Check the room]\n"
    "observation: [Begins on time, Gets everybody to take part]\n",
    "courses/giving-feedback/course.md": """\
---
title: Giving feedback
description: Say what you saw.
course:
  owner: People Generalist
---

## Outline

1. [Why feedback fails](01-why.md)
2. Practice in a group (class, 60 minutes) {#practice}
""",
    "courses/giving-feedback/01-why.md": "---\ntitle: Why feedback fails\n---\n\nIt judges.\n",
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, classes]}\n"
    '  - {to: {roles: ["Manager, IT"]}, permissions: [classes.host]}\n',
}
PART = teaching.Taught("giving-feedback", "Giving feedback", "practice", "Practice in a group", 60)


class Cast(people.Cast):
    """As people's."""

    def fresh(self, name):
        """Somebody as a new request finds them."""
        return Account.objects.get(pk=getattr(self, name).pk)

    def opened(self, name, address, data=None):
        """What somebody is answered."""
        client = Client()
        client.force_login(self.fresh(name))
        return client.get(address) if data is None else client.post(address, data)

    def read(self, name, address):
        """The page that somebody reads."""
        return self.opened(name, address).content.decode()


@pytest.fixture
def handbook(serve):
    """Serves the handbook of the cast."""
    return serve(FILES)


@pytest.fixture
def cast(db, handbook):
    kept.forget_everything()
    return remembered((Cast, FILES["classes.yml"], whole_edition().handbook), Cast)


def credited():
    """Who has which part of which course done, after all that events owe."""
    events.deliver(timezone.now() + timedelta(seconds=1))
    rows = Event.objects.filter(name="learning.part-completed").order_by("pk")
    names = dict(Person.objects.values_list("pk", "name"))
    said = [json.loads(each.data) if isinstance(each.data, str) else each.data for each in rows]
    return [(names[UUID(str(each["person"]))], each["course"], each["part"]) for each in said]


def soon(days=2, hour=9, minutes=60):
    """Working hours on a Tuesday some weeks ahead, or, with `days` of 0, the present half of the hour."""
    now = timezone.now()
    if not days:
        begin = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0) - timedelta(minutes=15)
        return Span(begin, begin + timedelta(minutes=minutes))
    ahead = (1 - now.weekday()) % 7 + 7 * days
    day = (now + timedelta(days=ahead)).date()
    begin = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Span(begin, begin + timedelta(minutes=minutes))


def plan(cast, *, spans=None, lead="pia", anyway=(), **facts):
    """A session of a title of its own, run by Pia."""
    course, part = facts.pop("course", ""), facts.pop("part", "")
    room = facts.pop("room", None)
    leads = [getattr(cast, lead).person]
    usual = {"title": "Group conversation", "zone": "Europe/Berlin", "hold_hours": 24}
    return Plan(
        facts={**usual, **facts},
        spans=spans or [soon()],
        course=course,
        part=part,
        room=room,
        leads=leads,
        anyway=anyway,
    )


def scheduled(cast, by="pia", **facts):
    """A session that is open."""
    anyway = facts.pop("anyway", None)
    made = plan(cast, **facts)
    people = {each.pk for each in made.people} if anyway is None else anyway
    return scheduling.schedule(key=uuid4(), plan=replace(made, anyway=people), by=cast.fresh(by))


def of_course(cast, **facts):
    """A session of the class of the course."""
    return scheduled(cast, title="", course=PART.course, part=PART.part, **facts)


def registered(cast, session, *names):
    """People who registered one after the other."""
    return [placing.register(session=session.pk, by=cast.fresh(name)) for name in names]


def begun(session):
    """The same session as if it had begun."""
    span = soon(0)
    Session.objects.filter(pk=session.pk).update(starts_at=span.begin, ends_at=span.end)
    session.meetings.update(starts_at=span.begin, ends_at=span.end)
    session.refresh_from_db()
    return session


def states(session):
    """Where everybody stands, by name."""
    rows = Registration.objects.filter(session=session).select_related("person")
    return {each.person.name: each.state for each in rows}
