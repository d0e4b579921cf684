"""The site in a real browser: accessibility, narrow screens, keyboard, themes, search, reading without script."""

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from trellis.pages.queries.current import current_edition
from trellis.pages.tests.families import FILES, SLUG

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]  # a browser starts and draws

PROSE = """---
title: Time off
description: How we rest.
---

See [the program](job-families/it/program.md) and [elsewhere](https://example.org).

## Sick leave

- [x] tell your manager
- [ ] rest

> [!NOTE]
> Get well.

## Holidays

| Country | Days | Reason | More | And more | Even more than that |
|---|--:|---|---|---|---|
| Everywhere on earth | 25 | rest | an_unbreakable_word_that_is_long | x | y |

```python
print("a long line of code that does not fit on a narrow screen at all, so it scrolls in its own box")
```

## Parents

Text.[^1]

The the end.

[^1]: A note.
"""
SITE = {
    **FILES,
    "index.md": "---\ntitle: Home\ndescription: All.\n---\n\nWe work here.\n",
    "people/time-off.md": PROSE,
}
LEVEL = f"/roles/{SLUG}/-/it-program-manager"
A, B = (quote(f"{SLUG}#{level}", safe="") for level in ("it-program-manager", "associate-it-program-manager"))
PAGES = [
    "/handbook/",
    "/handbook/people/",
    "/handbook/people/time-off/",
    "/handbook/-/source/people/time-off.md",
    "/roles/",
    "/roles/?grade=6",
    f"/roles/{SLUG}/",
    f"{LEVEL}/",
    f"{LEVEL}/next/",
    f"{LEVEL}/hiring/",
    f"{LEVEL}/indicators/",
    f"{LEVEL}/reporting/",
    f"/roles/-/compare/?a={A}&b={B}",
    "/roles/-/compare/",
    f"/roles/-/path/?from={B}&to={A}",
    "/roles/-/reporting/",
    "/health/",
    "/health/?group=code",
    "/search/?q=program",
    "/no/such/page/",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def site(live_server, serve):
    serve(SITE)
    return live_server.url


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def open_page(path, *, width=1280, theme="light", **options):
        context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=theme, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda message: page.complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_use_the_page_in_both_themes(open_page, path, width):
    page = open_page(path, width=width, reduced_motion="reduce")  # colours that fade in are measured half-way

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{theme}: {found.generate_report()}"
    assert [text for text in page.complaints if "404" not in text] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_sideways(open_page, path):
    page = open_page(path)
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

    for width in (320, 390, 768, 1000, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 860})
        assert page.evaluate(beyond) <= 0, f"at {width} pixels"


def test_the_search_dialog_opens_by_keyboard_finds_as_one_types_and_opens_the_hit(open_page):
    page = open_page("/handbook/")

    page.keyboard.press("Control+k")
    page.keyboard.type("it prog", delay=10)
    page.get_by_role("dialog").get_by_role("link", name=re.compile("IT Program Manager")).first.wait_for()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/roles/**")

    assert "IT Program" in focused


def test_the_slash_opens_the_search_and_escape_closes_it(open_page):
    page = open_page("/roles/")

    page.keyboard.press("/")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_a_slash_in_a_field_is_a_slash(open_page):
    page = open_page("/roles/")
    field = page.get_by_label("Title, family or department")

    field.focus()
    page.keyboard.type("a/b")

    assert field.input_value() == "a/b"
    assert not page.get_by_role("dialog").is_visible()


def test_the_first_tab_skips_to_the_content(open_page):
    page = open_page("/roles/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_arrow_keys_walk_a_diagram(open_page):
    page = open_page(f"{LEVEL}/next/")
    here = page.locator("[data-diagram] a[aria-current]")

    here.focus()
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowUp")
    back = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/it-program-manager/")

    assert (below, back) == ("Associate IT Program Manager, grade 5", "IT Program Manager, grade 6")


def test_tab_walks_a_diagram_without_arrow_keys(open_page):
    page = open_page(f"{LEVEL}/next/")
    page.locator("[data-diagram] a").first.focus()

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('[data-diagram]') !== null")


def test_the_theme_changes_at_once_and_stays(open_page):
    page = open_page("/roles/")

    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


def test_a_branch_of_the_tree_loads_when_opened_and_stays_open(open_page):
    page = open_page("/handbook/")
    tree = page.get_by_role("navigation", name="Pages of the handbook")

    tree.get_by_role("button", name="Pages below People").click()
    tree.get_by_role("link", name="Time off").click()
    page.wait_for_url("**/time-off/")
    page.goto(page.url.replace("/people/time-off/", "/job-families/it/program/"))

    assert tree.get_by_role("link", name="Time off").is_visible()


def test_the_contents_mark_the_section_that_is_read(open_page):
    page = open_page("/handbook/people/time-off/")

    page.set_viewport_size({"width": 1280, "height": 300})
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Parents").click()

    expect(page.locator(".contents [aria-current]")).to_have_text("Parents")


def test_a_filter_sends_itself_and_keeps_empty_ones_out_of_the_address(open_page):
    page = open_page("/roles/")

    page.get_by_role("combobox", name="Grade").select_option("6")
    page.wait_for_url("**/roles/?grade=6")

    assert page.get_by_role("link", name=re.compile("take this filter off")).count() == 1


def test_on_a_phone_the_menu_opens_the_rooms(open_page):
    page = open_page("/handbook/", width=390)
    rooms = page.get_by_role("navigation", name="Rooms")

    assert not rooms.is_visible()
    page.get_by_role("button", name="Menu").click()
    rooms.get_by_role("link", name="Roles").click()

    page.wait_for_url("**/roles/")


def test_a_diagnostic_opens_at_its_line(open_page):
    found = current_edition().handbook.diagnostics_of("people/time-off.md")[-1]
    page = open_page("/health/")

    page.locator(f'a[href="/handbook/-/source/people/time-off.md#L{found.start.line}"]').first.click()
    page.wait_for_url("**/handbook/-/source/people/time-off.md#L*")
    line = page.locator(f"#L{found.start.line}")

    assert line.evaluate("line => line.matches(':target')")
    assert page.locator(".remark", has_text=found.code).count() >= 1


@pytest.mark.parametrize("path", ["/handbook/people/time-off/", "/roles/", f"{LEVEL}/", "/health/"])
def test_everything_can_be_read_without_a_script(open_page, path):
    page = open_page(path, java_script_enabled=False)

    assert page.get_by_role("heading", level=1).is_visible()
    page.get_by_role("link", name="Find anything").click()

    assert page.url.endswith("/search/")


def test_without_a_script_the_theme_is_a_form(open_page):
    page = open_page("/roles/", java_script_enabled=False)

    page.get_by_role("button", name="Dark").click()

    assert page.url.endswith("/roles/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_nothing_moves_for_those_who_ask_for_it(open_page):
    page = open_page("/handbook/people/time-off/", reduced_motion="reduce")

    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--quick').trim()") == "0s"
    )


def test_with_forced_colours_the_current_room_can_still_be_told(open_page):
    page = open_page("/roles/", forced_colors="active")

    style = "getComputedStyle(document.querySelector('.nav [aria-current]')).outlineStyle"

    assert page.evaluate(style) == "solid"


def test_on_paper_there_is_only_the_text(open_page):
    page = open_page("/handbook/people/time-off/")

    page.emulate_media(media="print")

    assert page.get_by_role("heading", level=1).is_visible()
    assert not page.locator(".side").is_visible()
    assert not page.locator(".tree-panel").is_visible()
