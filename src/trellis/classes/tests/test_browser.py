"""From the schedule to the credit: schedule, register, full, wait-list, withdraw, move up, check in, credited."""

import pytest
from django.utils import timezone

from trellis.classes.models import Session
from trellis.classes.services import attending
from trellis.classes.tests.conftest import PART, begun, credited, of_course, registered, soon
from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.services.enrolling import enroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def fits(page):
    """A page is fine on a phone, too: nothing leads it sideways."""
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_session_from_its_date_to_its_credit(browser, live_server, cast):
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.pia, "/classes/")
        accessible(page)
        page.get_by_role("link", name="Schedule a session").first.click()
        page.get_by_label("Class of a course").select_option(PART.key)
        page.get_by_label("First day").fill(f"{soon().begin:%Y-%m-%d}")
        page.get_by_label("Begins at").fill("09:00")
        page.get_by_label("Ends at").fill("10:00")
        page.get_by_label("Places").fill("1")
        page.get_by_role("button", name="Look who is free").click()
        page.get_by_role("heading", name="Everybody is free").wait_for()
        accessible(page)
        page.get_by_role("button", name="Schedule it").click()
        page.get_by_text("The session is scheduled.").wait_for()
        accessible(page)
        session = Session.objects.get()

        enrollment = enroll(cast.ada.person, PART.course)
        ada = open_as(cast.ada, f"/learning/{enrollment.pk}/{PART.part}/", width=390)
        ada.get_by_text("This part is done by taking part in a class.").wait_for()
        fits(ada)
        ada.goto(f"/courses/{PART.course}/")
        fits(ada)
        ada.get_by_role("button", name="Register").first.click()
        ada.get_by_text("You have a place.").first.wait_for()
        ada.goto("/classes/")
        fits(ada)

        mia = open_as(cast.mia, f"/classes/{session.pk}/")
        mia.get_by_role("heading", name="People of your line").wait_for()
        accessible(mia)

        ben = open_as(cast.ben, f"/classes/{session.pk}/", width=390)
        ben.get_by_role("button", name="Join the wait-list").click()
        ben.get_by_text("You are the next.").wait_for()
        fits(ben)

        ada.goto(f"/classes/{session.pk}/")
        ada.get_by_text("Give the place back").click()
        ada.get_by_role("button", name="Withdraw").click()
        ada.get_by_text("Your place is free for somebody else now.").wait_for()
        ben.goto("/my-work/")
        ben.get_by_role("link", name=PART.title).first.click()
        ben.get_by_role("button", name="Take the place").click()
        ben.get_by_text("You have a place.").first.wait_for()

        begun(session)
        ben.reload()
        ben.get_by_role("link", name="Check in by code").click()
        ben.get_by_label("Code").fill(attending.code_of(session, timezone.now()))
        accessible(ben)
        ben.get_by_role("button", name="I am here").click()
        ben.get_by_text("You are here.").wait_for()
        assert credited() == [("Ben", PART.course, PART.part)]


def test_a_virtual_class_of_two_days_from_its_schedule_to_its_attendance(browser, live_server, cast):
    with opened_as(browser, live_server) as open_as:
        mia = open_as(cast.mia, "/classes/new/")
        mia.get_by_label("Class of a course").select_option(PART.key)
        mia.get_by_label("First day").fill(f"{soon(days=3).begin:%Y-%m-%d}")
        mia.get_by_label("Begins at").fill("09:00")
        mia.get_by_label("Ends at").fill("10:00")
        mia.get_by_label("Further meetings").fill(f"{soon(days=4).begin:%Y-%m-%d} 09:00-10:00")
        mia.get_by_label("Where people are").select_option("virtual")
        mia.get_by_label("Link of the meeting").fill("https://meet.example.org/1")
        mia.get_by_role("button", name="Schedule it").click()
        mia.get_by_text("The session is scheduled.").wait_for()
        session = Session.objects.get()
        registered(cast, session, "ada", "ben")

        mia.goto(f"/classes/{session.pk}/run/")
        for _each in range(session.preparations.count()):
            mia.get_by_role("button", name="Done").first.click()
        mia.get_by_role("textbox", name="Agenda").first.fill("60 lecture Why\nday 2\n60 lab Trying it out")
        mia.get_by_role("button", name="Keep the agenda").click()
        mia.get_by_role("heading", name="Day 2").wait_for()
        mia.get_by_text("120 of 120 minutes").wait_for()
        accessible(mia)
        mia.goto(f"/classes/{session.pk}/materials/")
        mia.get_by_text("Add files").first.click()
        files = {"name": "slides.txt", "mimeType": "text/plain", "buffer": b"What we do."}
        mia.locator("input[type=file]").first.set_input_files(files)
        mia.get_by_role("button", name="Add", exact=True).first.click()
        mia.get_by_role("link", name="slides.txt").wait_for()
        accessible(mia)
        ada = open_as(cast.ada, f"/classes/{session.pk}/materials/", width=390)
        ada.get_by_role("link", name="slides.txt").wait_for()
        fits(ada)

        session.meetings.order_by("starts_at").last().delete()
        begun(session)
        mia.goto(f"/classes/{session.pk}/run/")
        mia.get_by_role("button", name="Begin").click()
        mia.get_by_role("button", name="It is over").click()
        mia.goto(f"/classes/{session.pk}/roster/")
        mia.get_by_label("Minutes of Ada").fill("60")
        mia.get_by_role("button", name="Write it down").click()
        mia.get_by_role("button", name="Attendance is complete").click()
        mia.get_by_text("missed").first.wait_for()
        accessible(mia)
        assert credited() == [("Ada", PART.course, PART.part)]
        ada.goto("/classes/record/")
        ada.get_by_text("60 minutes").wait_for()


def test_the_pages_of_who_runs_a_session_are_fine_for_everybody(browser, live_server, cast):
    session = of_course(cast)
    registered(cast, session, "ada", "ben")
    begun(session)
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.pia, "/classes/")
        for place in ("roster", "run", "code", "results", "report", "materials"):
            page.goto(f"/classes/{session.pk}/{place}/")
            accessible(page)
        phone = open_as(cast.pia, f"/classes/{session.pk}/roster/", width=390)
        fits(phone)
        for place in ("mine", "rooms/new", "month", "updates", "waiting", "record"):
            page.goto(f"/classes/{place}/")
            accessible(page)
        phone.goto(f"/classes/{session.pk}/materials/")
        fits(phone)
        for place in ("mine", "month", "record"):
            phone.goto(f"/classes/{place}/")
            fits(phone)
