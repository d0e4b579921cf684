"""The palette in a real browser: late hits take nothing away, and what is starred is at hand."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from trellis.core.models import Access
from trellis.pages.tests.repositories import account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FILES = {
    "index.md": "# Home\n\nWelcome.\n",
    "leave.md": "# Leave of absence\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n## Parental leave\n\nAsk.\n",
    "travel.md": "# Travel\n\nLeave early. See [leave](leave.md#parental-leave).\n\n| A | B |\n|---|---|\n| 1 | 2 |\n",
}


def test_hits_that_arrive_late_take_neither_the_focus_nor_the_chosen_hit_away(browser, live_server, serve):
    serve(FILES)
    page = browser.new_page()
    held = []
    page.route(re.compile(r"/search/\?q=leave\+o|/search/\?q=leave%20o"), lambda route: held.append(route))
    page.goto(f"{live_server.url}/handbook/")
    page.keyboard.press("Control+k")
    page.keyboard.type("leave")
    expect(page.locator("#t-found .name mark").first).to_be_visible()

    with page.expect_request(re.compile("leave(%20|\\+)o")):
        page.keyboard.type(" o")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.href")
    with page.expect_response(re.compile("leave(%20|\\+)o")):
        held[0].continue_()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert chosen.startswith(live_server.url)
    assert page.evaluate("document.activeElement.href") == chosen

    page.unroute_all()
    page.locator("#t-finder-input").focus()
    expect(page.locator("#t-found .hits a")).to_have_count(1)
    page.keyboard.press("Control+a")
    page.keyboard.type("travel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/handbook/travel/")
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_is_starred_recalled_found_and_printed(browser, live_server, serve, width):
    serve(FILES)
    client = Client()
    client.force_login(account("Otto", Access.CONTRIBUTOR))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with browser.new_context(
        viewport={"width": width, "height": 860}, reduced_motion="reduce", base_url=live_server.url
    ) as context:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))

        page.goto("/handbook/leave/")
        page.get_by_role("button", name="Star").click()
        expect(page.get_by_role("button", name="Starred")).to_have_attribute("aria-pressed", "true")
        page.goto("/handbook/")
        accessible(page)
        page.keyboard.press("/")
        expect(page.get_by_role("dialog").get_by_role("link", name="Leave of absence").first).to_be_visible()
        accessible(page)
        page.keyboard.type("colours: dark")
        page.get_by_role("dialog").get_by_role("link", name="Colours: dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.goto("/search/?q=lave")
        accessible(page)
        page.goto("/handbook/-/print/?pages=all")
        expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
        accessible(page)


def accessible(page):
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(beyond) <= 0
