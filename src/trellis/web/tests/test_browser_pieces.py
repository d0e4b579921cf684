"""The components by keyboard, and for everybody: dialogs, menus, trees, tabs, charts, tables, forms."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

# A browser starts and draws the largest page there is: on a busy machine that takes its time.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(150)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def open_design(browser, live_server, serve):
    serve({"index.md": "# Home"})
    contexts = []

    def open_design(query="", **options):
        context = browser.new_context(
            viewport={"width": 1280, "height": 860}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/design/{query}")
        return page

    yield open_design
    for context in contexts:
        context.close()


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


@pytest.mark.parametrize(
    ("query", "width", "media"),
    [
        ("", 1280, {"color_scheme": "light"}),
        ("", 390, {"color_scheme": "dark"}),
        ("?dir=rtl", 1280, {"forced_colors": "active"}),
    ],
)
def test_everybody_can_use_the_components(open_design, query, width, media):
    page = open_design(query, **media)
    page.set_viewport_size({"width": width, "height": 860})

    found = Axe().run(page, options=RULES)

    assert found.violations_count == 0, found.generate_report()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 860})
        assert page.evaluate(BEYOND) <= 0, f"at {width} pixels"


def test_the_components_are_used_by_keyboard(open_design):
    page = open_design()

    menu_is_walked_by_arrow_keys_and_gives_the_focus_back(page)
    dialog_holds_the_focus_and_gives_it_back(page)
    tree_folds_by_enter_and_its_links_are_reached_by_tab(page)
    tabs_are_links_one_after_the_other(page)
    arrow_keys_walk_the_points_of_a_chart(page)


def test_the_components_are_used_by_pointer(open_design):
    page = open_design()

    drawer_closes_by_a_click_beside_it(page)
    rows_are_selected_together_and_actions_wait_until_one_is(page)
    toast_is_told(page)
    form_with_changed_words_asks_before_one_leaves(page)


def test_without_a_script_everything_can_be_read(open_design):
    page = open_design(java_script_enabled=False)

    page.get_by_role("link", name="Delete the page").click()
    assert page.get_by_text("Three pages link to it").is_visible()
    page.locator("#menu").get_by_role("button", name="More", exact=True).click()
    assert page.get_by_role("link", name="Copy the link").is_visible()
    page.locator("#line summary", has_text="Show as a table").click()
    assert page.locator("#line").get_by_role("cell", name="42").is_visible()


def menu_is_walked_by_arrow_keys_and_gives_the_focus_back(page):
    button = page.locator("#menu").get_by_role("button", name="More", exact=True)

    button.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Copy the link"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Delete"
    page.keyboard.press("Home")
    assert focused(page) == "Copy the link"
    page.keyboard.press("Escape")

    expect(page.locator("#s-menu-1")).to_be_hidden()
    expect(button).to_be_focused()


def dialog_holds_the_focus_and_gives_it_back(page):
    opener = page.get_by_role("link", name="Delete the page")

    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete “Time off”?")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def tree_folds_by_enter_and_its_links_are_reached_by_tab(page):
    finance = page.locator("#tree summary", has_text="Finance")

    finance.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Expenses"


def tabs_are_links_one_after_the_other(page):
    page.get_by_label("Sample tabs").get_by_role("link", name="Expectations").focus()

    page.keyboard.press("Tab")

    assert focused(page).startswith("Hiring")


def arrow_keys_walk_the_points_of_a_chart(page):
    page.locator("#line [data-mark]").first.focus()

    page.keyboard.press("ArrowRight")
    told = page.locator("#line [data-readout]")
    expect(told).to_have_text("Open tickets, February 2026: 48")
    page.keyboard.press("End")
    expect(told).to_have_text("Open tickets, August 2026: 30")


def drawer_closes_by_a_click_beside_it(page):
    page.get_by_role("link", name="Show the details").click()
    drawer = page.get_by_role("dialog", name="IT Program Manager")
    expect(drawer).to_be_visible()
    page.mouse.click(20, 400)

    expect(drawer).to_be_hidden()


def rows_are_selected_together_and_actions_wait_until_one_is(page):
    table = page.locator("#table")
    act = table.get_by_role("button", name="Ask for a review")

    expect(act).to_be_disabled()
    table.get_by_label("Select all rows of this page").check()
    expect(table.locator("[data-selected]")).to_have_text("3 selected")
    expect(act).to_be_enabled()
    table.locator(".chooser summary").click()
    page.keyboard.press("Escape")
    expect(table.locator(".chooser")).not_to_have_attribute("open", "")


def toast_is_told(page):
    page.locator("#toasts").get_by_role("button", name="Show one").click()

    expect(page.locator(".toasts[role=status]")).to_have_text("Link copied")


def form_with_changed_words_asks_before_one_leaves(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_label("Reason").fill("Three people asked for it.")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.reload()

    assert asked == ["beforeunload"]
