"""Lists of people on a phone in a real browser: nothing that is not seen is reached by keyboard."""

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


def test_a_folded_list_is_sorted_by_its_menu_and_its_heads_are_not_in_the_way(open_as, cast):
    page = open_as(cast.ada, "/people/")
    page.set_viewport_size({"width": 390, "height": 800})

    page.locator(".sorts > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Department", exact=True).press("Enter")
    page.wait_for_url("**sort=**")

    page.locator(".sorts > summary").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("rowheader").first.get_by_role("link")).to_be_focused()
    expect(page.locator("thead a").first).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Department", exact=True)).to_have_count(1)
    accessible(page)


def test_on_a_wide_screen_the_heads_sort(open_as, cast):
    page = open_as(cast.ada, "/people/")

    page.locator("thead").get_by_role("link", name="Department", exact=True).press("Enter")

    page.wait_for_url("**sort=**")
    expect(page.locator(".sorts > summary")).to_be_hidden()
