"""Whom the handbook enrolls gets a place in the next session by day where they are, or waits for one."""

import pytest
from django.utils import timezone

from trellis.classes import subscribers, teaching
from trellis.classes.models import Registration, Session
from trellis.classes.services import orienting, placing
from trellis.classes.tests.conftest import PART, of_course, registered, soon
from trellis.core.models import Account
from trellis.learning.events import Enrolled
from trellis.learning.services import enrolling

pytestmark = pytest.mark.django_db


def zone(cast, name, named):
    Account.objects.filter(pk=getattr(cast, name).pk).update(time_zone=named)
    return cast.fresh(name).person


def virtual(cast, **more):
    return of_course(cast, modality="virtual", link="https://meet.example.org/1", **more)


def places(cast, name):
    rows = Registration.objects.filter(person=getattr(cast, name).person).order_by("session__starts_at")
    return [(each.session, each.state) for each in rows]


def bring(person):
    return orienting.bring(person, PART.course, timezone.now())


def test_the_handbook_has_somebody_new_come_to_the_next_session(cast):
    later, first = virtual(cast, spans=[soon(4)]), virtual(cast, spans=[soon(2)])
    person = zone(cast, "ada", "Europe/Berlin")
    enrollment = enrolling.enroll(person, PART.course, reason=teaching.BY_RULE)

    for _twice in range(2):
        subscribers.enrolled(Enrolled(enrollment.pk, None, person.pk, PART.course, ""))

    assert places(cast, "ada") == [(first, "registered")]
    assert later.registrations.count() == 0


def test_who_enrolls_by_themselves_chooses_a_session_by_themselves(cast):
    virtual(cast)
    enrollment = enrolling.enroll(cast.ada.person, PART.course, by=cast.fresh("ada"))

    subscribers.enrolled(Enrolled(enrollment.pk, cast.ada.pk, cast.ada.person_id, PART.course, ""))

    assert places(cast, "ada") == []


def test_everybody_comes_to_a_session_by_day_where_they_are(cast):
    morning, evening = virtual(cast, spans=[soon(2, hour=8)]), virtual(cast, spans=[soon(3, hour=22)])

    bring(zone(cast, "ada", "Europe/Berlin"))
    bring(zone(cast, "ben", "America/Los_Angeles"))

    assert places(cast, "ada") == [(morning, "registered")]
    assert places(cast, "ben") == [(evening, "registered")]


def test_on_site_is_for_those_whose_clock_is_that_of_the_place(cast):
    session = of_course(cast, spans=[soon(2, hour=12)])

    bring(zone(cast, "ada", "Europe/Berlin"))
    bring(zone(cast, "ben", "Europe/Lisbon"))

    assert places(cast, "ada") == [(session, "registered")]
    assert places(cast, "ben") == []
    assert [each.name for each in teaching.who_waits(PART.course, PART.part)] == ["Ben"]


def test_where_there_is_none_yet_they_wait_and_what_is_full_comes_last(cast):
    person = zone(cast, "ada", "Europe/Berlin")
    bring(person)
    assert [each.name for each in teaching.who_waits(PART.course, PART.part)] == ["Ada"]

    full = virtual(cast, spans=[soon(2)], capacity=1)
    registered(cast, full, "ben")
    free = virtual(cast, spans=[soon(3)])
    bring(person)

    assert places(cast, "ada") == [(free, "registered")]


def test_what_is_for_others_is_no_place_for_them(cast):
    virtual(cast, audience={"departments": ["people"]})
    virtual(cast, needs_approval=True)
    draft = virtual(cast)
    Session.objects.filter(pk=draft.pk).update(state="draft")

    assert bring(zone(cast, "ada", "Europe/Berlin")) == []


def test_who_gave_a_place_back_is_not_brought_again(cast):
    session = virtual(cast, spans=[soon(2)])
    virtual(cast, spans=[soon(3)])
    person = zone(cast, "ada", "Europe/Berlin")
    bring(person)
    placing.withdraw(registration=session.registrations.get().pk, by=cast.fresh("ada"))

    assert bring(person) == []
    assert places(cast, "ada") == [(session, "withdrawn")]


def test_who_has_done_the_class_is_asked_no_more(cast):
    person = zone(cast, "ada", "Europe/Berlin")
    teaching.credit(person=person, course=PART.course, part=PART.part, session=virtual(cast).pk)

    assert teaching.classes_left(person.pk, PART.course) == []
    assert bring(person) == []
