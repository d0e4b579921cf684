"""What people must take: by rule, by hand; due, done, reminded, withdrawn; and who need not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.core.calendars import add_working_days, default_calendar
from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.learning.models import Assignment, Enrollment, ExemptionState
from trellis.learning.queries import standing
from trellis.learning.services import assigning, ending, exempting, handing, pathing
from trellis.learning.services.errors import LearningError
from trellis.learning.services.handing import Whom
from trellis.learning.tests.conftest import COURSES, FEEDBACK, SAFETY
from trellis.people.days import today
from trellis.work.models import WorkItem


def test_whoever_is_of_the_audience_is_assigned_once_with_a_day_and_it_waits_in_their_work(school):
    assert school.round() > 0
    assert school.round() == 0

    rows = Assignment.objects.filter(key=SAFETY)
    assert {each.person.name for each in rows} == {"Mia", "Ada", "Ben"}
    row = school.row("ada")
    assert row.due_on == add_working_days(today(), 10, default_calendar())
    assert (
        WorkItem.objects.filter(kind="learning_assignment", assignee=school.cast.ada, state="open").count()
        == 1
    )


def test_many_are_assigned_in_as_many_queries_as_few(school, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        school.round()


def test_people_whose_positions_began_are_assigned_in_as_many_queries_as_one(school):
    people = {each.person_id for each in (school.cast.ada, school.cast.ben, school.cast.mia, school.cast.pia)}

    def queries_for(some):
        Assignment.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            assigning.assign_people(some, timezone.now())
        assert {each.person_id for each in Assignment.objects.filter(key=SAFETY)} <= some
        return len(captured)

    few = queries_for({school.cast.ada.person_id})

    assert queries_for(people) <= few + 8  # what only others are asked for


def test_who_completes_is_done_and_who_leaves_the_audience_is_asked_no_more(school):
    school.round()

    school.finish("ada")
    row = school.row("ada")
    assert (row.state, row.done_on) == ("done", today())
    assert not WorkItem.objects.filter(
        kind="learning_assignment", assignee=school.cast.ada, state="open"
    ).exists()
    course = f"courses/{SAFETY}/course.md"
    school.publish({course: COURSES[course].replace("[it]", "[people]")})
    assert school.row("ben").state == "withdrawn"
    assert school.row("ada").state == "done"
    assert school.row("pia").state == "open"


def test_what_ends_is_asked_again_before_it_does(school):
    school.round()
    found = school.finish("ada")
    Enrollment.objects.filter(pk=found.pk).update(
        completed_on=today() - timedelta(days=350), valid_until=today() + timedelta(days=15)
    )

    school.round()
    row = school.row("ada")
    assert (row.state, row.due_on) == ("open", today() + timedelta(days=15))
    assert Assignment.objects.filter(person=school.cast.ada.person, key=SAFETY).count() == 2
    assert ending.expire(today() + timedelta(days=16)) == 1
    assert ending.expire(today() + timedelta(days=16)) == 0


def test_reminders_come_ahead_on_the_day_and_after_and_then_the_manager_hears(school):
    school.round()
    Assignment.objects.exclude(person=school.cast.ada.person).update(waits=False)
    row = school.row("ada")

    def told(days):
        Assignment.objects.filter(pk=row.pk).update(
            due_on=today() - timedelta(days=days), due_at=timezone.now()
        )
        return ending.remind_by_the_clock(timezone.now())

    assert [told(-5), told(-5), told(0), told(1), told(2), told(9)] == [1, 0, 1, 1, 0, 1]
    assert Notice.objects.filter(account=school.cast.mia, kind="learning-team").count() == 1


def test_a_manager_assigns_to_those_below_and_learning_to_an_audience(school):
    due, mia, pia = today() + timedelta(days=20), school.cast.mia, school.cast.pia
    ada = Whom(people=(str(school.cast.ada.person_id),))

    assert handing.preview(subject="course", key=FEEDBACK, whom=ada, by=mia).fresh == 1
    handing.hand_out(
        subject="course", key=FEEDBACK, whom=ada, due=due, is_required=True, because="Now", by=mia
    )
    assert (school.row("ada", FEEDBACK).due_on, school.row("ada", FEEDBACK).because) == (due, "Now")
    with pytest.raises(NotAllowedError):
        handing.hand_out(
            subject="course", key=FEEDBACK, whom=Whom(people=(str(school.cast.pia.person_id),)), due=due,
            is_required=True, by=mia,
        )  # fmt: skip
    with pytest.raises(NotAllowedError):
        handing.hand_out(
            subject="course", key=FEEDBACK, whom=Whom(everybody=True), due=due, is_required=True, by=mia
        )
    assert handing.hand_out(
        subject="course", key=FEEDBACK, whom=Whom(everybody=True), due=due, is_required=False, by=pia
    ) == 6  # fmt: skip
    assert handing.hand_out(
        subject="course", key=SAFETY, whom=Whom(team="direct"), due=due, is_required=True, by=mia
    ) == 2  # fmt: skip
    with pytest.raises(LearningError):
        handing.hand_out(subject="course", key=FEEDBACK, whom=ada, due=today(), is_required=True, by=mia)


def test_what_was_learned_before_counts_once_the_manager_says_so(school):
    school.round()
    ada = school.cast.ada
    asked = exempting.ask(person=ada.person, course=SAFETY, kind="prior", because="At my last job", by=ada)

    with pytest.raises(NotAllowedError):
        exempting.decide(exemption=asked, grants=True, by=ada)
    with pytest.raises(LearningError):
        exempting.decide(exemption=asked, grants=False, by=school.cast.mia)
    row = exempting.decide(exemption=asked, grants=True, by=school.cast.mia)

    assert row.state == ExemptionState.GRANTED
    assert school.row("ada").state == "done"
    assert standing.completed(ada.person, SAFETY, today()).exemption == row.pk


def test_who_left_is_asked_nothing(school):
    school.round()

    assert ending.person_left(school.cast.ben.person_id) == 1
    assert school.row("ben").state == "withdrawn"


def test_a_path_is_complete_by_its_courses_and_milestones(school):
    ada, mia = school.cast.ada, school.cast.mia
    found = pathing.begin(ada.person, "lead", by=ada)
    assert pathing.begin(ada.person, "lead", by=ada).pk == found.pk
    handing.hand_out(
        subject="path", key="lead", whom=Whom(people=(str(ada.person_id),)), due=today() + timedelta(days=9),
        is_required=True, by=mia,
    )  # fmt: skip

    school.finish("ada", FEEDBACK)
    step = pathing.reached(enrollment=found, milestone="first-meeting", said="Yesterday", by=ada)
    with pytest.raises(NotAllowedError):
        pathing.confirm(step=step, agrees=True, by=ada)
    pathing.confirm(step=step, agrees=True, by=mia)

    found.refresh_from_db()
    assert (found.state, found.completed_on) == ("completed", today())
    assert school.row("ada", "lead").state == "done"


DEEDS = ("round", "finish", "hand", "exempt", "expire", "leave", "join")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=6))
def test_whatever_happens_in_whatever_order_one_row_says_how_it_stands(school, deeds):
    ada, mia, course = school.cast.ada, school.cast.mia, f"courses/{SAFETY}/course.md"
    Assignment.objects.all().delete()
    Enrollment.objects.update(state="withdrawn")
    standing_before = standing.completed(ada.person, SAFETY, today())
    school.publish({course: COURSES[course]})

    for deed in deeds:
        match deed:
            case "round":
                school.round()
            case "finish":
                school.finish("ada")
            case "hand":
                handing.hand_out(
                    subject="course", key=SAFETY, whom=Whom(people=(str(ada.person_id),)),
                    due=today() + timedelta(days=9), is_required=True, by=mia,
                )  # fmt: skip
            case "exempt":
                row = exempting.ask(person=ada.person, course=SAFETY, kind="exempt", because="x", by=ada)
                exempting.decide(exemption=row, grants=True, by=mia)
            case "expire":
                Enrollment.objects.filter(state="completed").update(
                    completed_on=today() - timedelta(days=400), valid_until=today() - timedelta(days=30)
                )
            case "leave":
                school.publish({course: COURSES[course].replace("[it]", "[people]")})
            case "join":
                school.publish({course: COURSES[course]})
    assigning.assign_all(timezone.now())

    current = Assignment.objects.filter(person=ada.person, key=SAFETY, is_current=True)
    assert current.count() <= 1
    assert assigning.assign_all(timezone.now()) == 0
    covered = standing.completed(ada.person, SAFETY, today()) is not None
    is_for = "[it]" in school.files[course]
    row = current.first()
    if row is not None and row.state == "open":
        assert not covered
    if is_for:
        assert row is not None
        assert (row.state in ("done", "exempt")) == covered
    assert standing_before is None or covered
