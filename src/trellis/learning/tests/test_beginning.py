"""Orientation begins on the first day: a rule that says `begin` enrolls whoever it assigns, once, and never again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.learning import subscribers
from trellis.learning.models import Enrollment, PathEnrollment
from trellis.learning.services import beginning, enrolling, pathing
from trellis.learning.tests.conftest import COURSES, FEEDBACK, SAFETY
from trellis.people.days import today
from trellis.people.events import PositionBegan
from trellis.people.tests.conftest import person

NOBODY = UUID(int=0)
ORIENTATION = """\
---
title: New here
path:
  owner: People Generalist
  assign:
    - {audience: {departments: [it]}, required: true, due: 30 days after hire, begin: true}
---

## Parts

1. [Giving feedback](/courses/giving-feedback/course.md)
2. [Safety](/courses/safety/course.md)
"""
AT_ONCE = COURSES["courses/safety/course.md"].replace("required: true", "required: true, begin: true", 1)


def began():
    """Who takes which course or path, and why."""
    rows = (*Enrollment.objects.select_related("person"), *PathEnrollment.objects.select_related("person"))
    return {(each.person.name, getattr(each, "course", "") or each.path, each.reason) for each in rows}


@pytest.fixture
def orientation(school):
    """A handbook whose orientation begins for everybody of IT."""
    school.publish({"paths/new-here.md": ORIENTATION})
    return school


def test_whoever_is_assigned_an_orientation_takes_it_from_that_day(orientation):
    assert beginning.begin_assigned() > 0
    assert beginning.begin_assigned() == 0

    assert ("Ada", "new-here", "rule") in began()
    assert ("Pia", "new-here", "rule") not in began()


def test_somebody_new_takes_it_on_their_first_day_and_not_before(orientation):
    cast = orientation.cast
    beginning.begin_assigned()
    nora, tom = person("Nora"), person("Tom")
    cast.hire(nora, "IT Analyst", cast.mia, on=today(), by=cast.pia)
    cast.hire(tom, "IT Analyst", cast.mia, on=today() + timedelta(days=3), by=cast.pia)

    subscribers.positions_began(
        [
            PositionBegan(each.person_id, None, NOBODY, "IT Analyst", "it", None, today(), first=True)
            for each in (nora, tom)
        ]
    )

    assert {name for name, _key, _reason in began()} & {"Nora", "Tom"} == {"Nora"}


def test_a_course_begins_as_a_path_does(school):
    school.publish({"courses/safety/course.md": AT_ONCE})

    beginning.begin_assigned()

    assert ("Ada", SAFETY, "rule") in began()
    assert {key for _name, key, _reason in began()} == {SAFETY}


def test_what_somebody_gave_up_is_not_begun_for_them_again(orientation):
    orientation.publish({"courses/safety/course.md": AT_ONCE})
    beginning.begin_assigned()
    ada = orientation.cast.ada
    pathing.withdraw(enrollment=PathEnrollment.objects.get(person=ada.person), by=ada)
    enrolling.withdraw(enrollment=Enrollment.objects.get(person=ada.person), by=ada)

    assert beginning.begin_assigned() == 0


def test_who_takes_it_or_has_it_already_goes_on_with_that(orientation):
    orientation.publish({"courses/safety/course.md": AT_ONCE})
    orientation.finish("ada", SAFETY)
    orientation.enroll("ben", SAFETY)

    beginning.begin_assigned()

    reasons = {(name, reason) for name, key, reason in began() if key == SAFETY}
    assert {("Ada", "assigned"), ("Ben", "assigned")} <= reasons
    assert not {("Ada", "rule"), ("Ben", "rule")} & reasons


def test_what_comes_before_is_completed_first_and_holds_up_nobody_else(school):
    first = AT_ONCE.replace("course:\n", f"course:\n  prerequisites: [{FEEDBACK}]\n", 1)
    school.publish({"courses/safety/course.md": first})
    school.finish("ben", FEEDBACK)

    beginning.begin_assigned()

    assert {name for name, key, _reason in began() if key == SAFETY} == {"Ben"}


def test_without_such_a_rule_nothing_is_asked_of_the_database(school):
    with CaptureQueriesContext(connection) as found:
        assert beginning.begin_assigned() == 0
    assert len(found) == 0


def test_where_everything_has_begun_it_is_one_query(orientation):
    beginning.begin_assigned()

    with CaptureQueriesContext(connection) as found:
        assert beginning.begin_assigned() == 0
    assert len(found) == 1
