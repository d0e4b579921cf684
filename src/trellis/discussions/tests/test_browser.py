"""Two people discuss a page in a real browser: one names the other by keyboard, who is told, reacts, and watches."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.core.services import events
from trellis.core.tests.opening import accessible, opened_as
from trellis.discussions.models import Comment, CommentDraft, Following
from trellis.discussions.tests.conftest import say
from trellis.pages.services.identities import identity_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def open_as(browser, live_server, handbook):
    with opened_as(browser, live_server) as open_as:
        yield open_as


def test_two_people_discuss_a_page_name_each_other_react_and_watch(open_as, ana, ben, keeper):
    page = open_as(ana, "/handbook/leave/")
    box = page.get_by_label("Say something")
    box.press_sequentially("Is it still so, @be")
    expect(page.get_by_role("option", name="Ben Okafor")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("Is it still so, @Ben Okafor ")
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    assert CommentDraft.objects.get().text.startswith("Is it")
    box.press("Control+Enter")
    expect(page.get_by_text("Said.")).to_be_visible()
    expect(page.get_by_role("button", name="Watching")).to_be_visible()
    assert not CommentDraft.objects.exists()
    events.deliver(timezone.now())

    other = open_as(ben, "/notices/", width=390)
    other.get_by_role("link", name="Ana Weber names you in Leave").click()
    comment = other.get_by_role("article", name="Comment by Ana Weber")
    comment.get_by_text("React").click()
    comment.get_by_role("button", name="I agree").click()
    expect(comment.get_by_role("button", name="I agree 1")).to_have_attribute("aria-pressed", "true")
    other.get_by_label("Your answer").fill("Yes, **thirty** from next year on.")
    other.get_by_role("button", name="Preview").click()
    expect(other.get_by_role("region", name="Preview").locator("strong")).to_have_text("thirty")
    other.get_by_role("button", name="Answer", exact=True).last.click()
    expect(other.get_by_role("article", name="Comment by Ben Okafor")).to_be_visible()
    expect(other.get_by_role("button", name="Watching")).to_be_visible()
    accessible(other)

    page.goto("/handbook/leave/")
    expect(page.get_by_text("1 new since you were here")).to_be_visible()
    page.get_by_role("article", name="Comment by Ben Okafor").get_by_role("link", name="Quote").click()
    expect(page.get_by_label("Your answer")).to_be_focused()
    expect(page.get_by_label("Your answer")).to_have_value(
        "@Ben Okafor\n> Yes, **thirty** from next year on.\n\n"
    )
    page.get_by_role("button", name="Settled").click()
    expect(page.get_by_text("settled by Ana Weber")).to_be_visible()
    accessible(page)
    assert set(Following.objects.values_list("account", flat=True)) == {ana.pk, ben.pk}


def test_a_long_discussion_and_the_pages_around_it_are_for_everybody(open_as, ana, chief):
    key = identity_of("leave.md")
    for n in range(11):
        made = say(ana if n % 2 else chief, key, f"Remark {n}\n\n- one\n- two\n\n> quoted `code`")
    first = Comment.objects.order_by("created_at").first()
    page = open_as(chief, "/handbook/leave/")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text("Remark 0", exact=True)).to_be_visible()
    accessible(page)
    for path in ("edit/", "hide/", "history/"):
        page.goto(f"/-/discussions/comments/{(first if path != 'history/' else made).pk}/{path}")
        accessible(page)
    page.goto("/-/discussions/watching/")
    accessible(page)


def test_pages_of_being_told_are_for_everybody(open_as, ana, chief):
    page = open_as(chief, "/account/notices/")
    for path in (
        "/account/notices/", "/account/chat/", "/people-access/channels/", "/people-access/notice-templates/",
        "/people-access/notice-templates/mention/en/", f"/people-access/{ana.pk}/",
    ):  # fmt: skip
        page.goto(path)
        accessible(page)
