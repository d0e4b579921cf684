"""Slides and guides in a real browser: with the keys, for everybody, at two widths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible, opened_as
from trellis.courses.tests.test_slides import BASE, BOOK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_slides_and_guides_are_fine_for_everybody(browser, live_server, cast, serve, width):
    serve(BOOK)
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.pia, "/courses/giving-feedback/", width=width)
        accessible(page)
        for address in (
            "slides/",
            "slides/#slide-2",
            "slides/#slide-3",
            "facilitator-guide/",
            "participant-guide/",
            "lab-guide/",
        ):
            page.goto("about:blank")
            page.goto(f"{BASE}/{address}")
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_keys_go_through_the_slides_one_at_a_time(browser, live_server, cast, serve):
    serve(BOOK)
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.ada, f"{BASE}/slides/")
        shown = page.locator(".slide:visible")
        expect(shown).to_have_count(1)
        expect(page.get_by_role("heading", level=2, name="Practice in a group")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("heading", name="Watch", exact=True)).to_be_focused()
        expect(page.get_by_text("2 of 5")).to_be_visible()
        page.keyboard.press("End")
        expect(page).to_have_url(re.compile(r"#slide-5$"))
        page.keyboard.press("ArrowRight")
        expect(page.get_by_text("5 of 5")).to_be_visible()
        page.keyboard.press("PageUp")
        expect(page.get_by_text("Within two days.")).to_be_visible()
        page.keyboard.press("Home")
        page.get_by_role("button", name="Next slide").click()
        expect(page.get_by_text("Say nothing.")).to_be_visible()
        page.emulate_media(media="print")
        expect(shown).to_have_count(5)
        page.emulate_media(media="screen")
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile(r"/courses/giving-feedback/$"))
