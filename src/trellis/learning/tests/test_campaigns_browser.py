"""A campaign on a phone: its banner, its page, closed; and on a large screen what came of it."""

import os

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.models import Reach
from trellis.learning.tests.test_campaigns import KEY, page, run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(shown):
    accessible(shown)
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("SHOTS"):
        n = len(os.listdir(os.environ["SHOTS"]))
        shown.screenshot(path=f"{os.environ['SHOTS']}/{n:02}.png", full_page=True)


def test_a_campaign_is_seen_opened_and_closed_and_its_numbers_follow(browser, live_server, school):
    school.publish(page())
    run()
    with opened_as(browser, live_server) as open_as:
        phone = open_as(school.cast.ada, "/learning/", width=390)
        fits(phone)
        phone.get_by_role("link", name="Say it").click()
        phone.get_by_text("Speak.").wait_for()
        fits(phone)
        phone.goto("/courses/")
        fits(phone)
        phone.get_by_role("button", name="Close “Say it”").click()
        phone.wait_for_load_state()
        assert phone.url.endswith("/courses/")
        assert phone.get_by_text("Practice feedback this month.").count() == 0

        for width in (1280, 390):
            screen = open_as(school.cast.pia, "/learning/campaigns/", width=width)
            fits(screen)
            screen.get_by_role("link", name="Say it").click()
            screen.get_by_text("Reach and effect").first.wait_for()
            fits(screen)
            screen.goto("/learning/reports/wanted/")
            fits(screen)
        screen.goto(f"/learning/campaigns/{KEY}/report/")
        screen.get_by_role("button", name="Stop now").click()
        screen.get_by_text("Stopped. Nobody is told any more.").wait_for()

    row = Reach.objects.get(person=school.cast.ada.person_id)
    assert row.clicked_at is not None
    assert row.dismissed_at is not None
