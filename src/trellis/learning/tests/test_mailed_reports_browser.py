"""A report of learning by mail, from the report itself to the page that says what was sent."""

import os

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning import lists
from trellis.learning.tests.conftest import SAFETY
from trellis.web.models import MailedView
from trellis.web.services import mailing
from trellis.web.services.saving import save_view

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(shown):
    accessible(shown)
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("SHOTS"):
        n = len(os.listdir(os.environ["SHOTS"]))
        shown.screenshot(path=f"{os.environ['SHOTS']}/{n:02}.png", full_page=True)


def test_a_report_is_saved_and_mailed_and_stopped(browser, live_server, school, settings):
    settings.MAIL_IS_CONFIGURED = True
    school.finish("ada", SAFETY)
    pia = school.cast.pia
    view = save_view(by=pia, place=lists.REPORTS, name="Departments", query="by=department")
    with opened_as(browser, live_server) as open_as:
        for width in (1280, 390):
            shown = open_as(pia, "/learning/reports/?by=department", width=width)
            shown.get_by_text("Departments", exact=True).first.click()
            fits(shown)
            shown.get_by_role("link", name="By mail").click()
            shown.get_by_role("heading", name="This view by mail").wait_for()
            fits(shown)
            shown.get_by_label("At", exact=True).fill("07:30")
            shown.get_by_role("button", name="Save").click()
            shown.get_by_text("The list is mailed to you from now on.").wait_for()
        row = MailedView.objects.get()
        mailing.mail_due(row.next_at)
        for width, scheme in ((1280, "dark"), (390, "dark"), (390, "light")):
            shown = open_as(pia, f"/views/{view.pk}/mail/", width=width)
            shown.emulate_media(color_scheme=scheme)
            fits(shown)
            shown.goto("/views/mailed/")
            fits(shown)
        shown.get_by_role("button", name="Stop").click()
        shown.get_by_text("The view “Departments” is mailed no more.").wait_for()

    assert MailedView.objects.get(account=pia).stopped_for == "self"
