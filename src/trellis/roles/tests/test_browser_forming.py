"""A job family is given a new level by the form, and the diff shows only that."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from trellis.core.models import Account
from trellis.pages.models import Draft, Proposal
from trellis.pages.tests.families import FAMILY
from trellis.pages.tests.repositories import Book
from trellis.roles.tests.formed import PATH

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_a_new_level_comes_from_the_form_and_nothing_else(
    browser: Browser, live_server, families: Book, author: Account
):
    client = Client()
    client.force_login(author)
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, reduced_motion="reduce", base_url=live_server.url
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto("/handbook/job-families/it/program/")
    page.get_by_role("link", name="Edit with the form").click()

    page.get_by_text("Add a level after IT Program Manager").click()
    page.get_by_label("Title of the new level").and_(page.locator(":visible")).fill(
        "Senior IT Program Manager"
    )
    page.get_by_label("Grade").and_(page.locator("#w-grade-2")).fill("7")
    page.locator("#w-does-2").fill("Coaches colleagues")
    page.locator("#w-needs-2").fill("Patience")
    page.get_by_role("button", name="Add the level").and_(page.locator(":visible")).click()

    expect(
        page.get_by_role("status").filter(has_text="Added the level Senior IT Program Manager")
    ).to_be_visible()
    expect(page.locator("#level-3")).to_have_attribute("open", "")
    added = page.locator(".changes .diff tr.new .text").all_inner_texts()
    assert [line.strip() for line in added if line.strip()] == [
        "### Senior IT Program Manager",
        "The Senior IT Program Manager reports to the Director, IT Program Management.",
        "#### Senior IT Program Manager Job Grade",
        "The Senior IT Program Manager is a grade 7.",
        "#### Senior IT Program Manager Responsibilities",
        "- Extends the IT Program Manager responsibilities",
        "- Coaches colleagues",
        "#### Senior IT Program Manager Requirements",
        "- Extends the IT Program Manager requirements",
        "- Patience",
    ]
    expect(page.locator(".changes .diff tr.old")).to_have_count(0)
    assert Axe().run(page, options=RULES).response["violations"] == []

    # Words that were typed and not saved go along with the next action, and the keyboard stays where it was.
    page.locator("#e-3-requirements-0").fill("Patience with plans")
    page.locator("#a-3-responsibilities").fill("Plans ahead")
    page.locator("#a-3-responsibilities").press("Control+Enter")
    expect(page.locator("#e-3-responsibilities-1")).to_have_value("Plans ahead")
    expect(page.locator("#e-3-requirements-0")).to_have_value("Patience with plans")
    page.locator("#b-3-responsibilities-1-up").press("Enter")
    expect(page.locator("#e-3-responsibilities-0")).to_have_value("Plans ahead")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#e-3-responsibilities-0")).to_have_value("Coaches colleagues")
    kept = Draft.objects.get(path=PATH).text.splitlines()
    assert [line for line in FAMILY.splitlines() if line not in kept] == []

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("What it changes, in a few words").fill("A senior level")
    page.get_by_role("button", name="Propose the change").click()
    page.wait_for_url("**/proposals/*/")
    assert Proposal.objects.get().title == "A senior level"
    context.close()
