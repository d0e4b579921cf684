"""A cohort from its beginning to what it brought, in the browser: who begins it, who facilitates it, a member."""

import pytest

from trellis.classes.models import Cohort, Session
from trellis.classes.tests.cohorts import WITH_PROGRAM
from trellis.classes.tests.conftest import soon
from trellis.classes.tests.test_browser import fits
from trellis.core.tests.opening import accessible, opened_as
from trellis.people.days import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.fixture
def handbook(serve):
    """The handbook of the cast, with a program."""
    return serve(WITH_PROGRAM)


def begun_by(page):
    """A cohort that Mia facilitates, begun by the form."""
    page.get_by_role("link", name="Cohorts").first.click()
    accessible(page)
    page.get_by_role("link", name="Begin a cohort").first.click()
    page.get_by_label("Title").fill("Spring")
    page.get_by_label("First day").fill(f"{today():%Y-%m-%d}")
    page.get_by_label("Who facilitates it").fill("mia@example.org")
    accessible(page)
    page.get_by_role("button", name="Begin it").click()
    page.get_by_text("The cohort is there.").wait_for()
    return Cohort.objects.get()


def test_a_cohort_from_its_beginning_to_what_it_brought(browser, live_server, cast):
    with opened_as(browser, live_server) as open_as:
        cohort = begun_by(open_as(cast.pia, "/classes/"))
        mia = open_as(cast.mia, f"/classes/cohorts/{cohort.pk}/people/")
        mia.get_by_label("Who joins").fill("ada@example.org, ben@example.org")
        mia.get_by_role("button", name="Take in").click()
        mia.get_by_text("2 people joined, and were told.").wait_for()
        accessible(mia)
        mia.get_by_role("link", name="Schedule it").first.click()
        mia.get_by_text("its members get places at once").wait_for()
        mia.get_by_label("First day").fill(f"{soon().begin:%Y-%m-%d}")
        mia.get_by_label("Begins at").fill("09:00")
        mia.get_by_label("Ends at").fill("10:00")
        mia.get_by_role("button", name="Schedule it").click()
        mia.get_by_text("The session is scheduled.").wait_for()
        assert Session.objects.get().registrations.filter(state="registered").count() == 2

        ada = open_as(cast.ada, f"/classes/cohorts/{cohort.pk}/", width=390)
        ada.get_by_role("heading", name="How far you are").wait_for()
        fits(ada)
        ada.get_by_role("button", name="I have done it").first.click()
        ada.get_by_text("1 of 6").wait_for()
        ada.get_by_role("link", name="Talk and files").click()
        ada.get_by_role("heading", name="Discussion").wait_for()
        fits(ada)

        mia.goto(f"/classes/cohorts/{cohort.pk}/people/")
        mia.get_by_label("What is new").fill("We meet in room 4")
        mia.get_by_role("button", name="Tell them").click()
        mia.get_by_text("Everybody of the cohort is told.").wait_for()
        mia.get_by_text("Judge it").first.click()
        mia.get_by_label("Did it come true").first.select_option("reached")
        mia.get_by_label("What shows it").first.fill("All of them do.")
        mia.get_by_role("button", name="Write it down").first.click()
        mia.get_by_text("It is written down.").wait_for()
        fits(open_as(cast.mia, f"/classes/cohorts/{cohort.pk}/people/", width=390))
        ada.goto(f"/classes/cohorts/{cohort.pk}/")
        ada.get_by_text("We meet in room 4").wait_for()
        fits(ada)
