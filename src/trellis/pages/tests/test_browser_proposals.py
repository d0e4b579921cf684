"""The way of a change in a real browser: written on a phone, suggested on, approved, merged, and the fault is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from trellis.core.tests.opening import Opener, accessible, opened_as
from trellis.pages.models import Proposal
from trellis.pages.queries import changing
from trellis.pages.services import proposals as services

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]
LEAVE = "policies/leave.md"


@pytest.fixture
def open_as(browser: Browser, live_server, book) -> Iterator[Opener]:
    """Opens a page as somebody who has signed in."""
    with opened_as(browser, live_server) as open_as:
        yield open_as


def in_colours(page):
    """The text of the editor, once it stands in front of the textarea."""
    page.locator("[data-editor].enhanced").wait_for()
    return page.get_by_role("textbox", name="Text, in Markdown")


def test_a_fault_is_corrected_on_a_phone_improved_by_another_and_gone_once_merged(
    open_as, book, author, editor
):
    book.commit(LEAVE, book.read(LEAVE).replace("Ask in", "Ask your your lead in"))
    assert [found.code for found in book.edition.handbook.diagnostics] == ["HB110"]

    page = open_as(author, "/handbook/policies/leave/", width=390)
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("1 remark on this page")).to_be_visible()
    text = in_colours(page)
    text.fill(book.read(LEAVE).replace("your your", "your"))
    expect(page.get_by_text("Nothing to remark")).to_be_visible()
    accessible(page)
    page.get_by_label("What it changes, in a few words").fill("Say it once")
    page.get_by_role("button", name="Propose the change").click()
    expect(page.get_by_role("heading", name="Say it once")).to_be_visible()
    accessible(page)

    second = open_as(editor, "/proposals/1/changes/")
    accessible(second)
    second.get_by_role("link", name="Comment on line 5").click()
    second.get_by_label("Your comment").fill("Shorter")
    second.get_by_label("Suggest other words for the line").check()
    second.locator("#t-suggestion").fill("Ask your lead.")
    accessible(second)
    second.get_by_role("button", name="Comment").click()

    page.goto("/proposals/1/")
    page.get_by_role("button", name="Apply the suggestion").click()
    expect(page.get_by_text("The suggestion is in the proposal.")).to_be_visible()

    second.goto("/proposals/1/checks/")
    expect(second.get_by_text("1 remark is solved")).to_be_visible()
    accessible(second)
    second.goto("/proposals/1/")
    second.get_by_role("button", name="Approve").click()
    second.get_by_role("button", name="Merge it").click()
    expect(second.get_by_text("Merged. Readers see it now.")).to_be_visible()
    accessible(second)

    assert "Ask your lead.\n" in book.read(LEAVE)
    assert book.edition.handbook.diagnostics == ()


def test_two_people_on_one_page_lose_nothing(open_as, book, author, editor):
    services.propose(
        book.edition, author=author, path=LEAVE, text=book.read(LEAVE).replace("Twenty-five", "Thirty"),
        started_from=book.tip, title="More leave",
    )  # fmt: skip
    book.commit(LEAVE, book.read(LEAVE).replace("Twenty-five", "Twenty-six"))
    assert book.edition

    page = open_as(author, "/proposals/1/")
    page.get_by_role("link", name="Solve the conflicts").click()
    accessible(page)
    page.get_by_label("As it was proposed").check()
    page.get_by_role("button", name="Bring the proposal up to date").click()

    expect(page.get_by_text("The proposal is up to date.")).to_be_visible()
    assert not changing.changes_of(book.edition, Proposal.objects.get()).conflicts


def test_leaving_loses_nothing_and_a_new_page_is_written_with_the_keyboard_alone(open_as, author, book):
    page = open_as(author, "/handbook/-/new/")
    accessible(page)
    page.get_by_label("Title", exact=True).focus()
    page.keyboard.type("On call")
    page.keyboard.press("Enter")
    text = in_colours(page)
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("Somebody always answers.")
    with page.expect_response(lambda answer: "always%20answers." in (answer.request.post_data or "")):
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Draft kept at")).to_be_visible()

    page.goto("/proposals/")
    accessible(page)
    page.get_by_role("link", name="on-call.md").click()

    expect(page.locator("[data-text]")).to_have_value(
        '---\ntitle: "On call"\ndescription: ""\n---\n\nSay in a sentence or two what this page is for.\n'
        "Somebody always answers."
    )
