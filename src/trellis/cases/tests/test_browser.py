"""A generalist opens a case in a real browser, and the manager of whom it is about finds nothing."""

import pytest
from playwright.sync_api import expect

from trellis.cases.models import Case
from trellis.core.tests.opening import accessible, opened_as

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def open_as(browser, live_server):
    """Opens a page as somebody who has signed in."""
    with opened_as(browser, live_server) as open_as:
        yield open_as


def test_a_generalist_opens_a_case_that_the_manager_cannot_see(open_as, cast):
    page = open_as(cast.pia, "/cases/")
    page.get_by_role("link", name="Open a case").click()
    accessible(page)
    page.get_by_label("Title").fill("Weeks of illness")
    page.get_by_label("Whom it is about").fill("Ada")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weeks of illness")
    page.get_by_label("Note", exact=True).fill("We talked on the telephone.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("We talked on the telephone.")).to_be_visible()
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 860})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    address = f"/cases/{Case.objects.get().pk}/"

    other = open_as(cast.mia, address)
    expect(other.get_by_text("Weeks of illness")).to_have_count(0)
    expect(other.get_by_role("link", name="Cases", exact=True)).to_have_count(0)
    found = other.request.get(f"{address}?tab=log")
    assert found.status == 404
