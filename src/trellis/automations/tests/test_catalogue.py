"""The compiler knows the events that the site has: what is written down is made of what rooms declare."""

from __future__ import annotations

from trellis.automations import days
from trellis.automations.definitions import actions, catalogue
from trellis.automations.definitions.known_events import EVENTS
from trellis.automations.events_known import event_fields


def test_the_events_that_are_written_down_are_those_of_all_rooms():
    assert dict(EVENTS) == event_fields(), "run tools/automations/generate.py"


def test_what_actions_say_to_come_of_them_are_events():
    said = {event for kind in actions.kinds().values() for event in kind.emits}

    assert said <= set(EVENTS)


def test_every_day_that_can_be_named_can_be_found(db, django_assert_num_queries):
    from django.utils import timezone  # noqa: PLC0415

    now = timezone.now()
    with django_assert_num_queries(len(catalogue.days())):
        assert [days.between(each.name, now, now) for each in catalogue.days()] == [[], []]
