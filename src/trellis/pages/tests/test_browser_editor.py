"""The editor in a real browser: what it offers, marks and takes, and that the site's policy is never broken."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible
from trellis.core.tests.picturefiles import png
from trellis.pages.models import Draft
from trellis.pages.tests.test_browser_proposals import LEAVE, open_as

__all__ = ["open_as"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]
PASTE = """([data, type]) => {
  const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
  const moved = new DataTransfer();
  moved.items.add(new File([bytes], "Our house.png", { type }));
  document.querySelector(".cm-content").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: moved, bubbles: true, cancelable: true }),
  );
}"""


def test_writing_with_the_keyboard_is_helped_marked_and_kept(open_as, book, author):
    book.commit(LEAVE, '---\ntitle: "Leave"\n---\n\nAsk your your lead.\n')
    assert book.edition
    page = open_as(author, "/proposals/")
    refused = []
    page.on("console", lambda said: refused.append(said.text) if said.type in {"error", "warning"} else None)
    page.goto(f"/handbook/-/edit/{LEAVE}")
    page.locator("[data-editor].enhanced").wait_for()
    text, typed = page.get_by_role("textbox", name="Text, in Markdown"), page.locator("[data-text]")
    expect(page.locator(".cm-lintRange-warning")).to_have_text("your your")

    text.press("Control+Home")
    text.press("ArrowDown")
    text.press("End")
    page.keyboard.type("\ndescr")
    expect(page.get_by_role("option", name="description")).to_be_visible()
    page.wait_for_timeout(100)  # likewise
    page.keyboard.press("Enter")
    page.keyboard.type("Rest")
    page.keyboard.press("Control+End")
    page.keyboard.type("See [places](")
    expect(page.get_by_role("option", name="Places")).to_be_visible()
    page.wait_for_timeout(100)  # what has just appeared is not taken by accident
    page.keyboard.press("Enter")
    page.keyboard.type(")")
    expect(typed).to_have_value(
        '---\ntitle: "Leave"\ndescription: Rest\n---\n\nAsk your your lead.\nSee [places](/places/)'
    )
    accessible(page)
    page.evaluate(PASTE, [base64.b64encode(png(40, 30)).decode(), "image/png"])
    page.get_by_label("In words, for those who cannot see it").fill("Our house")
    page.get_by_role("button", name="Put it into the text").click()
    expect(page.locator("#t-preview img[alt='Our house']")).to_have_js_property("naturalWidth", 40)
    page.evaluate(PASTE, [base64.b64encode(b"no picture").decode(), "image/png"])
    expect(page.get_by_text("This is not a picture that browsers show.")).to_be_visible()

    text.press("Control+Shift+M")
    page.locator(".cm-panel-lint .cm-diagnosticAction").click()
    expect(typed).to_have_value(
        '---\ntitle: "Leave"\ndescription: Rest\n---\n\nAsk your lead.\nSee [places](/places/)'
        f"![Our house]({Draft.objects.get().pictures.get().path.removeprefix('policies/')})"
    )
    page.get_by_role("button", name="close").click()
    text.press("Escape")
    text.press("Tab")
    expect(text).not_to_be_focused()
    accessible(page)
    assert [said for said in refused if "422" not in said] == []


def test_what_cannot_be_kept_is_said_and_stays(open_as, book, author):
    page = open_as(author, f"/handbook/-/edit/{LEAVE}")
    page.locator("[data-editor].enhanced").wait_for()
    page.get_by_role("textbox", name="Text, in Markdown").focus()
    page.evaluate(
        "() => { const moved = new DataTransfer(); moved.setData('text/plain', 'Some words.\\n'.repeat(450000));"
        "document.querySelector('.cm-content').dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData: moved, bubbles: true, cancelable: true })); }"
    )

    expect(page.get_by_text("a page has at most 2 MB")).to_be_visible(timeout=20_000)
    assert page.locator("[data-text]").evaluate("(text) => text.value.length") > 5_000_000
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Every word is still here")).to_be_visible(timeout=20_000)


def test_a_block_is_edited_as_it_looks_and_nothing_else_changes(open_as, book, author):
    text = '---\ntitle: "Leave"\n---\n\n* one  \n* two\n\n{{< code >}}\n\nYou have __ten__\ndays.\n'
    book.commit(LEAVE, text)
    assert book.edition
    page = open_as(author, f"/handbook/-/edit/{LEAVE}")
    typed = page.locator("[data-text]")

    page.get_by_role("button", name="Visual").click()
    words = page.locator(".piece .run")
    expect(words).to_have_count(3)
    accessible(page)
    words.nth(2).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Really *all*.")
    words.nth(0).click()
    expect(typed).to_have_value(text.replace("days.", "days. Really \\*all\\*."))
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("between")
    page.get_by_role("button", name="Text", exact=True).click()

    expect(typed).to_have_value(
        text.replace("days.", "days. Really \\*all\\*.").replace("* two", "* between\n* two")
    )


@pytest.mark.parametrize("way", ["keys", "pause"])
def test_words_of_a_block_are_kept_before_it_is_left(open_as, book, author, way):
    book.commit(LEAVE, "# Leave\n\nTen days.\n")
    assert book.edition
    page = open_as(author, f"/handbook/-/edit/{LEAVE}#visual")
    words = page.locator(".piece .run").nth(1)

    words.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Really all")
    if way == "keys":
        page.keyboard.press("Control+s")
    expect(page.locator("[data-text]")).to_have_value("# Leave\n\nTen days. Really all\n")
    page.keyboard.type(" of them.")
    page.keyboard.press("Control+s")

    expect(page.locator("[data-text]")).to_have_value("# Leave\n\nTen days. Really all of them.\n")
    expect(words).to_be_focused()


def test_blocks_are_made_into_others_moved_and_deleted_with_mouse_and_keyboard(open_as, book, author):
    text = "# Leave\n\nFirst *words*.\n\n| a |\n|---|\n| b |\n\n* one\n\nLast words.\n"
    book.commit(LEAVE, text)
    assert book.edition
    page = open_as(author, f"/handbook/-/edit/{LEAVE}", width=390)
    typed = page.locator("[data-text]")
    page.get_by_role("button", name="Visual").click()
    piece = page.locator(".piece")
    kind = page.get_by_label("This block is")

    piece.nth(1).locator(".run").click()
    expect(kind).to_have_value("paragraph")
    page.keyboard.press("Alt+F10")
    expect(kind).to_be_focused()
    kind.select_option("Numbered list")
    expect(typed).to_have_value(text.replace("First *", "1. First *"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Alt+Digit2")
    expect(typed).to_have_value(text.replace("First *", "## First *"))
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text("Moved down.")).to_be_visible()
    moved = text.replace("First *words*.\n\n", "").replace("| b |\n", "| b |\n\n## First *words*.\n")
    expect(typed).to_have_value(moved)
    expect(piece.nth(2).locator(".run")).to_be_focused()
    page.get_by_role("button", name="Delete the block").click()
    expect(typed).to_have_value(moved.replace("## First *words*.\n\n", ""))
    page.keyboard.press("Control+z")
    expect(typed).to_have_value(moved)
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Undo").click()
    expect(typed).to_have_value(moved)

    last = piece.nth(4).locator(".run")
    last.dblclick(position={"x": 10, "y": 10})
    page.keyboard.press("Control+b")
    expect(typed).to_have_value(moved.replace("Last words", "**Last** words"))
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Link").click()
    page.get_by_label("An address, or a path of the handbook").fill("/places/")
    page.get_by_role("button", name="Set the link").click()
    linked = moved.replace("Last words", "**[Last](/places/)** words")
    expect(typed).to_have_value(linked)
    page.get_by_role("button", name="Add below").click()
    added = page.locator(".run[data-new='']")
    expect(added).to_be_focused()
    kind.select_option("Heading 3")
    expect(added).to_have_attribute("data-into", "heading-3")
    expect(added).to_be_focused()
    page.keyboard.type("New")
    accessible(page)
    page.get_by_role("button", name="Text", exact=True).click()
    expect(typed).to_have_value(f"{linked[:-1]}\n\n### New\n")


def test_an_empty_page_is_begun_as_it_looks(open_as, book, author):
    book.commit(LEAVE, "---\ntitle: Leave\n---\n")
    assert book.edition
    page = open_as(author, f"/handbook/-/edit/{LEAVE}")
    page.get_by_role("button", name="Visual").click()

    page.locator(".run").click()
    page.keyboard.type("Take")
    page.keyboard.press("Enter")
    page.keyboard.type("it")
    page.get_by_role("button", name="Text", exact=True).click()

    expect(page.locator("[data-text]")).to_have_value("---\ntitle: Leave\n---\n\nTake\n\nit\n")
