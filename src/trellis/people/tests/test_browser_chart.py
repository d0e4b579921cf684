"""The organisation chart in a real browser, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

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


def test_the_chart_is_searched_and_opened_by_keyboard(open_as, cast):
    page = open_as(cast.ada, f"/people/chart/?open={cast.olga.person_id}")
    fold = page.locator(f"#f-{cast.mia.person_id}")
    expect(page.locator(f"#b-{cast.ben.person_id}")).to_have_count(0)
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#b-{cast.ben.person_id}")).to_be_visible()
    expect(fold).to_be_focused()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.get_by_role("searchbox").fill("Ben")
    page.keyboard.press("Enter")
    expect(page.locator(".box.marked")).to_contain_text("Ben")
    accessible(page)
