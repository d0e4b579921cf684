"""Requests in a real browser: asking with what is there already, deciding, moving on the board; for everybody."""

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.intake.models import CourseRequest
from trellis.intake.services import asking
from trellis.intake.tests.conftest import WISH

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(180),  # many pages are looked at by axe
    pytest.mark.django_db(transaction=True),
]


def test_a_request_is_asked_for_accepted_and_moved_on_the_board(browser, live_server, cast):
    asking.ask(wish=WISH, by=cast.ada)
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.ben, "/intake/new/")
        accessible(page)
        page.get_by_label("What is it about?").fill("Tachograph reading")
        page.get_by_text("Was it asked for already?").wait_for()
        accessible(page)
        page.get_by_role("link", name="Reading a tachograph").click()
        page.get_by_role("button", name="We need this, too").click()
        page.get_by_text("Done.").wait_for()

        page = open_as(cast.pia, f"/intake/{CourseRequest.objects.get().pk}/")
        accessible(page)
        page.locator("#accept_owner").fill("Pia")
        page.get_by_role("button", name="Accept").click()
        page.get_by_text("Done.").wait_for()
        accessible(page)

        page = open_as(cast.pia, "/intake/", width=390)
        page.get_by_text("Move", exact=False).first.wait_for()
        page.locator("summary", has_text="Move").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Stage").select_option("design")
        page.get_by_role("button", name="Move").click()
        page.get_by_text("Done.").wait_for()
        accessible(page)
        for path in ("/intake/list/", "/intake/flow/"):
            accessible(open_as(cast.pia, path, width=390))
    assert CourseRequest.objects.get().stage == "design"
