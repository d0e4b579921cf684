"""What is to be looked at, in a real browser: from the list to why it stays as it is."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible, opened_as
from trellis.intake.services import updating
from trellis.intake.tests.test_updates import BASE, NEWS, RELEASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_release_note_leads_to_its_courses_which_are_looked_at(browser, live_server, cast, serve, width):
    serve(BASE)
    updating.look(timezone.now())
    serve({**BASE, NEWS: RELEASE})
    updating.look(timezone.now())
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.pia, "/intake/updates/", width=width)
        accessible(page)
        page.get_by_role("link", name="Pipelines").first.click()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.get_by_role("textbox", name="Why").fill("It shows no screens.")
        page.get_by_role("button", name="Nothing has to change").click()
        expect(page.get_by_text("Noted: it stays as it is.")).to_be_visible()
        page.goto("/intake/updates/")
        accessible(page)
        page.get_by_role("link", name="Pipelines").first.click()
        expect(page.get_by_text("It shows no screens.")).to_be_visible()
        accessible(page)
