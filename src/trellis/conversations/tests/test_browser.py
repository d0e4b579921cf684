"""A manager runs a one-to-one, from My work to the next date."""

import pytest

from trellis.conversations.one_to_one_names import ONE_TO_ONE
from trellis.core.tests.opening import accessible, opened_as
from trellis.meetings.services import series
from trellis.people.days import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_manager_runs_a_one_to_one(browser, live_server, cast):
    series.begin(kind=ONE_TO_ONE, guest=cast.ada.person, weeks=2, first_on=today(), by=cast.fresh("mia"))
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.mia, "/my-work/")
        page.get_by_role("link", name="One-to-one: Ada").first.click()
        page.get_by_label("What you want to talk about").fill("The new laptops")
        page.get_by_role("button", name="Put it on the agenda").click()
        page.get_by_text("The new laptops").wait_for()
        accessible(page)

        guest = open_as(cast.ada, "/conversations/", width=390)
        accessible(guest)
        guest.get_by_role("link", name="One-to-one", exact=True).click()
        guest.get_by_text("What you may talk about").click()
        guest.get_by_role("button", name="What gave you energy?").click()
        guest.get_by_text("What gave you energy?").first.wait_for()

        page.reload()
        page.get_by_role("button", name="Begin the meeting").click()
        page.get_by_role("button", name="Covered").first.click()
        page.get_by_label("Notes of both").fill("Order two more.")
        page.get_by_role("button", name="Keep the notes").click()
        page.get_by_label("What is to be done").fill("Order laptops")
        page.get_by_role("button", name="Write it down").click()
        page.get_by_role("button", name="It took place").click()
        page.get_by_text("Order two more.").first.wait_for()
        page.get_by_text("carried over once").first.wait_for()
        page.get_by_text("next on").first.wait_for()
        page.goto("/conversations/")
        page.get_by_text("met on").first.wait_for()
        accessible(page)
        page.goto("/my-work/")
        page.get_by_text("Order laptops").first.wait_for()
