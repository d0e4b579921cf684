"""The pages of those who look after learning: teams, assigning, reports, compliance, words about courses."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trellis.learning import api
from trellis.learning.models import DailySum, Enrollment, Exemption, Followed, PathEnrollment, Rating
from trellis.learning.queries import reports
from trellis.learning.queries.months import months
from trellis.learning.queries.reports import Wanted
from trellis.learning.services import summing
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today
from trellis.people.definitions.spans import add_months


@pytest.fixture
def as_(school):
    def client(name):
        made = Client()
        made.force_login(getattr(school.cast, name))
        return made

    return client


def text(answer, status=200):
    assert answer.status_code == status, answer.content[-2000:]
    return answer.content.decode()


def test_a_manager_sees_their_team_and_others_do_not(school, as_):
    school.round()

    shown = text(as_("mia").get("/learning/team/"))
    assert "Ada" in shown
    assert "Rob" not in shown
    assert "Rob" in text(as_("pia").get("/learning/team/"))
    assert as_("ada").get("/learning/team/").status_code == 403
    for path in ("reports/", "reports/compliance/", f"reports/courses/{SAFETY}/", "reports.csv"):
        assert as_("mia").get(f"/learning/{path}").status_code == 403
        text(as_("pia").get(f"/learning/{path}"))
    assert "name" in text(as_("mia").get("/learning/team.csv")).splitlines()[0]
    assert "Ada" not in text(as_("mia").get("/learning/team/?late=yes"))


def test_assigning_shows_whom_it_concerns_before_it_is_done(school, as_):
    mia = as_("mia")
    sent = {"what": f"course:{FEEDBACK}", "whom": "direct", "due": (today() + timedelta(days=9)).isoformat(),
            "is_required": "on", "because": "For the new team"}  # fmt: skip

    assert "This concerns 2 people." in text(mia.post("/learning/assign/", {**sent, "act": "look"}))
    assert school.row("ada", FEEDBACK) is None
    assert "Assigned to 2 people." in text(
        mia.post("/learning/assign/", {**sent, "act": "assign"}, follow=True)
    )
    assert "For the new team" in text(as_("ada").get("/learning/"))
    assert (
        mia.post("/learning/assign/", {**sent, "due": today().isoformat(), "act": "look"}).status_code == 422
    )
    assert mia.post("/learning/assign/", {**sent, "whom": "everybody", "act": "assign"}).status_code == 422
    assert as_("ada").get("/learning/assign/").status_code == 403


def test_earlier_learning_is_asked_for_and_decided(school, as_):
    ada, mia = as_("ada"), as_("mia")
    text(ada.get(f"/learning/exemptions/new/{SAFETY}/"))
    asked = ada.post(
        f"/learning/exemptions/new/{SAFETY}/",
        {"kind": "prior", "because": "Ten years of it", "link": ""},
        follow=True,
    )
    assert "Ten years of it" in text(asked)
    key = Exemption.objects.get().pk

    assert "It counts" in text(mia.get(f"/learning/exemptions/{key}/"))
    text(mia.post(f"/learning/exemptions/{key}/", {"act": "grant", "answer": "", "until": ""}, follow=True))
    assert Exemption.objects.get().state == "granted"
    assert as_("ben").get(f"/learning/exemptions/{key}/").status_code == 404


def test_a_path_is_taken_on_its_page(school, as_):
    ada, mia = as_("ada"), as_("mia")
    text(ada.get("/learning/paths/begin/lead/"))
    shown = text(ada.post("/learning/paths/begin/lead/", follow=True))
    assert "A first team meeting, held" in shown
    assert "opens later" in shown
    key = PathEnrollment.objects.get().pk
    school.finish("ada", FEEDBACK)
    text(
        ada.post(
            f"/learning/paths/{key}/",
            {"act": "reached", "milestone": "first-meeting", "said": "Held"},
            follow=True,
        )
    )
    text(mia.post(f"/learning/paths/{key}/", {"act": "confirm", "milestone": "first-meeting"}, follow=True))

    assert PathEnrollment.objects.get().state == "completed"
    assert as_("ben").get(f"/learning/paths/{key}/").status_code == 404


def test_owners_read_what_was_said_and_answer(school, as_):
    found = school.finish("ada")
    Rating.objects.create(enrollment=found, course=SAFETY, stars=4, words="Too short")

    pia = as_("pia")
    assert "Too short" in text(pia.get(f"/learning/feedback/{SAFETY}/"))
    sent = {"rating": Rating.objects.get().pk, "answer": "We add a part."}
    text(pia.post(f"/learning/feedback/{SAFETY}/", sent, follow=True))
    assert "We add a part." in text(as_("ada").get(f"/learning/{found.pk}/"))
    assert as_("ben").get(f"/learning/feedback/{SAFETY}/").status_code == 404


def test_days_that_are_added_up_give_the_same_report(school):
    school.round()
    for name in ("ada", "ben"):
        school.finish(name)
    day = today() - timedelta(days=3)
    Enrollment.objects.update(completed_on=day, enrolled_at=timezone.now() - timedelta(days=3))

    def lines(by):
        return [
            (row.key, row.enrolled, row.completed)
            for row in reports.report(Wanted(by=by, since=day, until=today()))
        ]

    before = {by: lines(by) for by in reports.BY}
    summing.add_up(today())
    assert DailySum.objects.count() == 1
    assert summing.add_up(today()) == 0
    assert {by: lines(by) for by in reports.BY} == before
    assert before["course"] == [(SAFETY, 2, 2)]
    assert before["department"] == [("it", 2, 2)]
    assert before["role"] == [("IT Analyst", 2, 2)]


def test_sums_of_days_are_remembered_until_days_are_added_up_again(school):
    school.round()
    school.finish("ada")
    day = today() - timedelta(days=3)
    before = {"completed_on": day, "enrolled_at": timezone.now() - timedelta(days=3)}
    Enrollment.objects.update(**before)
    summing.add_up(today())
    wanted = Wanted(by="course", since=day, until=today())
    reports.report(wanted)

    with CaptureQueriesContext(connection) as asked:
        again = reports.report(wanted)
    school.finish("ben")
    Enrollment.objects.update(**before)
    Followed.objects.update(summed_until=day - timedelta(days=1))
    summing.add_up(today())

    assert not any("learning_dailysum" in each["sql"] for each in asked.captured_queries)
    assert [(row.key, row.completed) for row in again] == [(SAFETY, 1)]
    assert [(row.key, row.completed) for row in reports.report(wanted)] == [(SAFETY, 2)]


def test_the_report_draws_how_learning_went_with_the_same_figures_in_a_table(school, as_):
    first = today().replace(day=1)
    before = first - timedelta(days=40)
    school.finish("ada", on=before)
    school.finish("ben")

    found = months(reports.Wanted())
    assert [(each.first, each.enrolled, each.completed) for each in found] == [
        (before.replace(day=1), 0, 1), *([(add_months(before.replace(day=1), 1), 0, 0)]
        if add_months(before.replace(day=1), 1) != first else []), (first, 2, 1),
    ]  # fmt: skip
    pia = as_("pia")
    shown = text(pia.get("/learning/reports/"))
    assert "Month by month" in shown
    assert "Completed by: Course" in shown
    assert shown.count("Show as a table") == 2
    by_path = text(pia.get("/learning/reports/?by=path"))
    assert "Month by month" not in by_path


@pytest.mark.parametrize("period", ["since=0001-01-01&until=0001-01-02", "since=9999-12-31&until=9999-12-31"])
def test_the_report_of_the_ends_of_the_calendar_is_empty(school, as_, period):
    school.enroll("ada")

    assert as_("pia").get(f"/learning/reports/?{period}").status_code == 200


def test_months_are_narrowed_as_the_report_is_and_count_days_that_are_added_up_once(school):
    school.finish("ada", on=today() - timedelta(days=1))
    school.finish("mia", FEEDBACK)
    summing.add_up(today())

    def completed(**wanted):
        return sum(each.completed for each in months(reports.Wanted(**wanted)))

    assert completed() == 2
    assert completed(course=SAFETY) == 1
    assert completed(since=today()) == 1
    assert completed(until=today() - timedelta(days=1)) == 1
    assert completed(department="it") == sum(
        row.completed for row in reports.report(reports.Wanted(department="it"))
    )
    assert completed(department="people-operations") == 0


def test_compliance_is_drawn_by_department(school, as_):
    school.round()
    school.finish("ada")
    pia = as_("pia")

    shown = text(pia.get(f"/learning/reports/compliance/?course={SAFETY}"))
    assert "Complies, by department" in shown
    assert "33 %" in shown
    missing = text(pia.get(f"/learning/reports/compliance/?course={SAFETY}&state=missing"))
    assert "Complies, by department" not in missing


def test_compliance_says_who_had_it_on_a_day_and_by_what(school, as_):
    school.round()
    found = school.finish("ada")
    pia = as_("pia")

    shown = text(pia.get(f"/learning/reports/compliance/?course={SAFETY}"))
    assert "1 / 3" in shown
    rows = list(
        csv.DictReader(text(pia.get(f"/learning/reports/compliance.csv?course={SAFETY}")).splitlines())
    )
    assert [row["complies"] for row in rows] == ["True", "False", "False"]
    assert [row["enrollment"] for row in rows] == [str(found.pk), "", ""]
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert "0 / 3" in text(pia.get(f"/learning/reports/compliance/?course={SAFETY}&day={yesterday}"))


def test_the_page_of_a_course_has_the_button_and_the_catalogue_how_far_one_is(school, as_):
    ada = as_("ada")

    assert "You do not take this course." in text(ada.get(f"/courses/{FEEDBACK}/"))
    school.enroll("ada")
    assert "Your enrollment" in text(ada.get(f"/courses/{FEEDBACK}/"))
    assert "0 %" in text(ada.get("/courses/"))


def test_programs_are_given_an_enrollment_with_its_parts(school):
    shown = api._whole(school.enroll("ada"))

    assert [part.key for part in shown.parts] == ["why", "describe", "talk", "practice"]
    assert (shown.state, shown.done, shown.total) == ("active", 0, 3)


def test_lists_ask_as_much_for_many_as_for_few(school, as_, django_assert_max_num_queries):
    school.round()
    pia = as_("pia")
    pia.get("/learning/team/")

    with django_assert_max_num_queries(15):
        pia.get("/learning/team/")
    with django_assert_max_num_queries(20):
        pia.get("/learning/reports/")
    with django_assert_max_num_queries(15):
        pia.get("/learning/reports/compliance/")
