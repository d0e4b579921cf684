"""What a learner can rely on: a home that says what is next and who helps, a line for each module, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.test import Client
from django.utils import timezone

from trellis.core.models import Account, Notice, Person
from trellis.discussions.services import comments
from trellis.learning.models import Assignment, Enrollment
from trellis.learning.queries import history, reports
from trellis.learning.queries.describing import lesson_key
from trellis.learning.services import hearing, progress
from trellis.learning.tests.conftest import COURSES, FEEDBACK, SAFETY
from trellis.pages.queries.history import Change
from trellis.people.days import today

LESSON = f"courses/{FEEDBACK}/01-why.md"


def text(school, name, address):
    return _text_for(getattr(school.cast, name), address)


def _text_for(account, address):
    made = Client()
    made.force_login(account)
    answer = made.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_home_has_the_next_step_what_is_due_why_something_is_worth_it_and_who_helps(school):
    school.round()

    home = text(school, "ada", "/learning/")
    beside = text(school, "ada", "/learning/beside/")

    assert "Next" in home
    assert "due on" in home
    assert "for your role, IT Analyst" in home
    assert "Who helps with learning" in beside
    assert "Pia" in beside
    assert "Find a mentor or coach" in beside
    assert "Say what you want to learn" in beside


def test_what_is_to_be_done_leads_to_where_it_is_done(school):
    school.round()

    link = '<a href="/learning/start/course/safety/"><b>Safety</b></a>'
    assert link in text(school, "ada", "/learning/transcript/")
    seen_by_others = text(school, "mia", f"/learning/people/{school.cast.ada.person_id}/")
    assert "<b>Safety</b>" in seen_by_others
    assert link not in seen_by_others


def test_finishing_a_module_adds_a_dated_line_to_the_transcript(school):
    found = school.enroll("ada")
    progress.complete_part(found, "why", evidence="read")

    (line,) = history.transcript(school.cast.ada.person).modules
    assert (line.title, line.course, line.on, line.evidence) == (
        "Why feedback fails", "Giving feedback", timezone.now().date(), "read",
    )  # fmt: skip
    shown = text(school, "ada", "/learning/transcript/")
    assert "Modules" in shown
    assert "Why feedback fails" in shown
    rows = list(history.rows_of(history.transcript(school.cast.ada.person)))
    assert [each["title"] for each in rows if each["kind"] == "module"] == [
        "Giving feedback: Why feedback fails"
    ]


def test_who_said_something_of_a_lesson_is_led_to_the_change_that_answers_it(school, monkeypatch):
    key = lesson_key(LESSON)
    comments.say(kind="lesson", key=key, text="This is wrong.", by=school.cast.ada)
    when = {LESSON: Change(timezone.now() + timedelta(hours=1), "Pia", "c0ffee" + "0" * 34)}
    monkeypatch.setattr(hearing, "changes", lambda _edition: when)

    assert hearing.close_changed() > 0
    assert hearing.close_changed() == 0

    (told,) = Notice.objects.filter(account=school.cast.ada, subject__startswith="The text of")
    assert told.subject == "The text of “Why feedback fails” was changed after what you said"
    assert told.address.endswith(f"/{LESSON}/c0ffee{'0' * 34}/")


def test_orientation_is_assigned_on_the_day_on_which_somebody_begins(school, time_machine):
    newcomer = Account.objects.create(
        email="nora@example.org",
        name="Nora",
        person=Person.objects.create(name="Nora", email="nora@example.org"),
    )
    begins = today() + timedelta(days=14)
    school.cast.hire(newcomer, "IT Analyst", school.cast.mia, on=begins, by=school.cast.pia, department="it")

    school.round()
    assert not Assignment.objects.filter(person=newcomer.person).exists()

    time_machine.move_to(datetime.combine(begins, time(12), tzinfo=UTC), tick=False)
    school.round()
    row = Assignment.objects.get(person=newcomer.person)
    assert (row.key, row.assigned_at.date(), row.due_on > begins) == (SAFETY, begins, True)
    assert "Safety" in _text_for(newcomer, "/learning/")


def test_a_course_that_is_deleted_while_people_are_in_it_loses_nothing(school):
    found = school.enroll("ada")
    progress.complete_part(found, "why", evidence="read")
    school.finish("ben", SAFETY)
    school.round()
    for path in [
        each for each in school.files if each.startswith(("courses/giving-feedback/", "courses/safety/"))
    ]:
        school.files.pop(path)
    school.publish({"paths/lead.md": COURSES["paths/lead.md"].replace(
        "1. [Giving feedback](/courses/giving-feedback/course.md)\n", "")})  # fmt: skip

    found.refresh_from_db()
    assert (found.state, found.done) == ("active", 1)
    for address in (
        "/learning/",
        "/learning/transcript/",
        f"/learning/{found.pk}/",
        f"/learning/{found.pk}/go/",
    ):
        assert "Giving feedback" in text(school, "ada", address), address
    shown = text(school, "ada", f"/learning/{found.pk}/")
    assert "The handbook has this course no more" in shown
    assert "Feedback fails when it judges." in text(school, "ada", f"/learning/{found.pk}/why/")
    for part in ("describe", "practice"):
        found = progress.complete_part(found, part, evidence="read")
    assert found.state == "completed"
    assert Enrollment.objects.get(course=SAFETY).state == "completed"
    assert "Safety" in text(school, "ben", "/learning/transcript/")
    assert {row.key for row in reports.report(reports.Wanted())} >= {FEEDBACK, SAFETY}
    assert Client().get(f"/learning/start/course/{FEEDBACK}/").status_code in (302, 404)
    assert Assignment.objects.filter(key=SAFETY, state="open").count() == 0
