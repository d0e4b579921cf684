"""Attendance that is corrected gives the credit or takes it back, with all that hangs on it."""

from datetime import timedelta

from django.utils import timezone

from trellis.classes.models import Session
from trellis.classes.services import attending
from trellis.classes.services.attending import Said
from trellis.classes.tests.conftest import PART, begun, of_course, registered
from trellis.core.models import Event, Notice
from trellis.core.services import events
from trellis.learning.models import Assignment, Enrollment
from trellis.learning.queries import standing
from trellis.learning.services import handing
from trellis.learning.services.enrolling import enroll
from trellis.learning.services.progress import complete_part
from trellis.people.days import today
from trellis.work.models import WorkItem


def write(cast, session, minutes, name="Ada", **more):
    """Have Pia write down for how long somebody was there, and all that follows happen."""
    row = session.registrations.get(person__name=name)
    said = Said(row.pk, {session.meetings.get().pk: minutes}, **more)
    attending.record(session=session.pk, said=[said], by=cast.fresh("pia"))
    events.deliver(timezone.now() + timedelta(seconds=1))


def attended(cast, minutes=60, name="ada"):
    session = of_course(cast)
    registered(cast, session, name)
    write(cast, begun(session), minutes, name.title())
    return session


def part(enrollment):
    enrollment.refresh_from_db()
    return enrollment.state, enrollment.done, enrollment.parts.get(part=PART.part).state


def test_a_correction_takes_the_credit_back_and_gives_it_again(cast):
    enrollment = enroll(cast.ada.person, PART.course)
    session = attended(cast)
    assert part(enrollment) == ("active", 1, "done")
    write(cast, session, 10, reason="Left early")
    assert part(enrollment) == ("active", 0, "opened")
    assert Notice.objects.filter(account=cast.ada, subject__contains="was corrected").count() == 1
    write(cast, session, 60)
    assert part(enrollment) == ("active", 1, "done")
    assert Event.objects.filter(name="learning.part-taken-back").count() == 1


def test_a_course_that_was_completed_by_it_goes_on_and_is_asked_of_who_was_to_take_it(cast):
    enrollment = enroll(cast.ada.person, PART.course)
    due = today() + timedelta(days=9)
    whom = handing.Whom(people=(str(cast.ada.person_id),))
    handing.hand_out(
        subject="course",
        key=PART.course,
        whom=whom,
        due=due,
        is_required=True,
        because="",
        by=cast.fresh("mia"),
    )
    complete_part(enrollment, "why", evidence="read")
    session = attended(cast)
    assert part(enrollment) == ("completed", 2, "done")
    assert Assignment.objects.get().state == "done"
    write(cast, session, 0)
    assert part(enrollment) == ("active", 1, "opened")
    assert standing.completed(cast.ada.person, PART.course, today()) is None
    assert (Assignment.objects.get().state, Assignment.objects.get().due_on) == ("open", due)
    assert WorkItem.objects.filter(kind="learning_assignment", state="open", assignee=cast.ada).count() == 1
    write(cast, session, 60)
    assert part(enrollment) == ("completed", 2, "done")
    assert Assignment.objects.get().state == "done"
    assert Enrollment.objects.count() == 1


def test_whoever_attended_another_session_of_the_class_keeps_the_credit(cast):
    enrollment = enroll(cast.ada.person, PART.course)
    first = attended(cast)
    second = attended(cast)
    write(cast, first, 0)
    assert part(enrollment) == ("active", 1, "done")
    assert str(second.pk) in enrollment.parts.get(part=PART.part).evidence
    write(cast, second, 0)
    assert part(enrollment) == ("active", 0, "opened")


def test_an_enrollment_that_the_credit_made_goes_with_it(cast):
    session = attended(cast)
    made = Enrollment.objects.get()
    assert part(made) == ("active", 1, "done")
    write(cast, session, 0)
    assert part(made) == ("withdrawn", 0, "opened")
    write(cast, session, 60)
    assert Enrollment.objects.get(state="active").done == 1


def test_who_was_forgotten_is_credited_after_attendance_was_settled(cast):
    session = of_course(cast)
    registered(cast, session, "ada", "ben")
    begun(session)
    Session.objects.update(ends_at=timezone.now())
    attending.settle(session=session.pk, by=cast.fresh("pia"))
    assert session.registrations.get(person__name="Ada").outcome == "missed"
    write(cast, session, 55, reason="Stood on paper")
    assert session.registrations.get(person__name="Ada").outcome == "attended"
    assert Enrollment.objects.get().person == cast.ada.person


def test_who_is_excused_after_all_is_not_credited(cast):
    enrollment = enroll(cast.ada.person, PART.course)
    session = attended(cast)
    write(cast, session, 0, is_excused=True)
    assert session.registrations.get().outcome == "excused"
    assert part(enrollment) == ("active", 0, "opened")
