"""The history of a page in a real browser: accessibility, narrow screens, the way through it without a script."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from trellis.pages.queries.history import learn_history
from trellis.pages.tests.repositories import git

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]  # a browser starts and draws

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PATH = "job-families/it/it-support.md"
FIRST = """---
title: IT Support
description: Who keeps everybody working.
---

The team answers every question about machines and accounts, from the first day of a new colleague to the last.
See [leave](/policies/leave/) for who stands in.

## IT Support Specialist

The IT Support Specialist is a grade 6. It reports to the Manager, IT.

### Responsibilities

- Answer tickets within a day
- Keep the laptops of all new colleagues ready
- Write down what was solved, so that the next one finds it

### Requirements

- Knowledge of the operating systems that we use
- Experience with a help desk

| Queue | Answer within | By whom |
|---|--:|---|
| Accounts | 4 hours | Support |
| Machines | 1 day | Support |
"""
SECOND = (
    FIRST.replace("grade 6", "grade 7")
    .replace("within a day", "within four hours")
    .replace("1 day", "8 hours")
)
THIRD = SECOND.replace(
    "- Experience with a help desk\n",
    "- Experience with a help desk\n- Patience with people under stress\n- Written English that others understand\n",
).replace(
    "- Keep the laptops of all new colleagues ready\n"
    "- Write down what was solved, so that the next one finds it\n",
    "- Write down what was solved, so that the next one finds it\n"
    "- Keep the laptops of all new colleagues ready\n",
)


@pytest.fixture
def site(live_server, book, settings):
    settings.TRELLIS_READING = "open"
    (book.folder / PATH).parent.mkdir(parents=True)
    for text, who, why in [
        (FIRST, "Ana Ruiz", "Describe IT support"),
        (
            SECOND,
            "Ben Okafor",
            "Raise the specialist to grade 7\n\nThe survey of the spring put the role a grade higher.",
        ),
        (
            THIRD,
            "Ana Ruiz",
            "Ask for patience and clear English, which the last three hires were missing most",
        ),
    ]:
        (book.folder / PATH).write_text(text)
        git(book.folder, "add", ".")
        git(book.folder, "commit", "--quiet", "-m", why, "--author", f"{who} <x@example.org>")
    (book.folder / PATH).write_text(THIRD + "\nAsk us anything.\n")
    git(book.folder, "mv", "places.md", "where-we-are.md")
    git(
        book.folder,
        "commit",
        "--quiet",
        "-m",
        "Name the page for what people look for",
        "where-we-are.md",
        "places.md",
    )
    learn_history(book.edition)
    return live_server.url


@pytest.fixture
def look(browser, site):
    contexts = []

    def look(path, *, width=1280, theme="light", **options):
        context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=theme, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.goto(site + path)
        return page

    yield look
    for context in contexts:
        context.close()


def addresses(book):
    third, second, first = git(book.folder, "log", "--format=%H", "--", PATH).split()
    return {
        "page": "/handbook/job-families/it/it-support/",
        "history": f"/handbook/-/history/{PATH}/",
        "renamed": "/handbook/-/history/where-we-are.md/",
        "moved": "/handbook/-/history/places.md/",
        "change": f"/handbook/-/history/{PATH}/{third}/",
        "grade": f"/handbook/-/history/{PATH}/{second}/",
        "source": f"/handbook/-/history/{PATH}/{second}/?view=source",
        "meaning": f"/handbook/-/history/{PATH}/{second}/?view=meaning",
        "compared": f"/handbook/-/history/{PATH}/{third}/?from={first}",
        "then": f"/handbook/-/at/{first}/{PATH}/",
        "not-then": f"/handbook/-/history/{PATH}/?on=1999-01-01",
        "blame": f"/handbook/-/blame/{PATH}/",
    }


@pytest.mark.timeout(180)  # twelve pages, scanned twice each
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_the_history_in_both_themes(look, book, width):
    pictures = os.environ.get("TRELLIS_TEST_PICTURES")
    for name, address in addresses(book).items():
        page = look(address, width=width, reduced_motion="reduce")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            if pictures:
                page.screenshot(path=Path(pictures) / f"{name}-{width}-{theme}.png", full_page=True)
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{name} {theme}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert [said for said in page.complaints if "404" not in said] == []


def test_a_reader_finds_what_a_change_meant_and_goes_back_to_the_page(look):
    page = look("/handbook/job-families/it/it-support/", java_script_enabled=False)

    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History of IT Support")
    page.get_by_role("link", name="Raise the specialist to grade 7").click()
    expect(page.locator(".marked del").first).to_contain_text("6")
    page.get_by_role("link", name="What it means").click()
    expect(page.get_by_text("Grade 6 became 7.")).to_be_visible()
    page.get_by_role("link", name="The page then").click()
    expect(page.get_by_role("note").first).to_contain_text("This is the page as it was on")
    page.get_by_role("link", name="The page now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("IT Support")


def test_a_reader_asks_for_the_page_as_it_was_on_a_day(look):
    page = look(f"/handbook/-/history/{PATH}/")

    page.get_by_label("The page as it was on").fill("1999-01-01")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", level=2)).to_have_text("On 1 January 1999 there was no such page")
