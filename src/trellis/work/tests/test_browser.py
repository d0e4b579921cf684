"""My work in a real browser, by keyboard alone; every page can be used by all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible, opened_as
from trellis.work.models import WorkItem
from trellis.work.services import absences, approvals, tasks
from trellis.work.services.approvals import Content

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def open_as(browser, live_server):
    """Opens a page as somebody who has signed in."""
    with opened_as(browser, live_server) as open_as:
        yield open_as


def state_of(title):
    item = WorkItem.objects.get(title=title)
    return item.state, item.assignee.name, item.snoozed_until is not None


def test_a_day_of_work_is_done_by_keyboard_alone(open_as, cast):
    today = timezone.localdate()
    for title, days in (
        ("Answer the bank", -2),
        ("Call the plumber", 1),
        ("Draw a plan", 3),
        ("Eat lunch", 9),
    ):
        tasks.give(title=title, by=cast.mia, due=today + timedelta(days=days))
    page = open_as(cast.mia, "/my-work/")
    accessible(page)
    keys = page.keyboard

    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("undo what was just done")
    accessible(page)
    keys.press("Escape")
    keys.press("j")
    expect(page.get_by_role("link", name="Answer the bank")).to_be_focused()
    keys.press("e")
    expect(page.get_by_text("1 thing is done.")).to_be_visible()
    assert state_of("Answer the bank") == ("done", "Mia", False)
    keys.press("u")
    expect(page.get_by_text("1 thing is as it was.")).to_be_visible()
    assert state_of("Answer the bank") == ("open", "Mia", False)

    keys.press("j")
    keys.press("j")
    keys.press("s")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    accessible(page)
    keys.press("Enter")
    expect(page.get_by_text("1 thing is put off.")).to_be_visible()
    assert state_of("Call the plumber") == ("open", "Mia", True)

    keys.press("j")
    expect(
        page.get_by_role("link", name="Draw a plan")
    ).to_be_focused()  # it goes on where it was, not at the top
    keys.press("j")
    expect(page.get_by_role("link", name="Eat lunch")).to_be_focused()
    keys.press("x")
    keys.press("k")
    keys.press("x")
    expect(page.get_by_role("status").filter(has_text="2 chosen")).to_be_visible()
    keys.press("d")
    keys.type("sam")
    keys.press("Tab")
    keys.type("Away tomorrow")
    keys.press("Enter")
    expect(page.get_by_text("2 things are handed on.")).to_be_visible()
    assert [state_of(title) for title in ("Draw a plan", "Eat lunch")] == [("open", "Sam", False)] * 2

    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Answer the bank")
    page.go_back()
    keys.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("New task")
    expect(page.get_by_label("What is to be done")).to_be_focused()


def test_every_page_of_work_can_be_used_by_all(open_as, cast):
    tasks.give(title="Call the plumber", by=cast.max, to=cast.mia, text="Soon.", due=timezone.localdate())
    facts = {"amount": {"amount": "9000", "currency": "EUR"}, "software": False}
    request = approvals.ask("purchase", Content(title="Chairs", text="We sit.", facts=facts), by=cast.mia)
    today = timezone.localdate()
    absences.plan(first=today, last=today + timedelta(days=2), stand_in=cast.max, by=cast.mia)
    item = WorkItem.objects.get(title="Call the plumber")

    for who, path in (
        (cast.max, "/my-work/"),
        (cast.mia, "/my-work/?tab=asked"),
        (cast.sam, "/my-work/"),
        (cast.mia, f"/my-work/tasks/{item.pk}/"),
        (cast.mia, "/my-work/tasks/new/"),
        (cast.mia, "/my-work/away/"),
        (cast.mia, "/my-work/approvals/?whose=asked"),
        (cast.mia, "/my-work/approvals/new/purchase/"),
        (cast.max, f"/my-work/approvals/{request.pk}/"),
    ):
        page = open_as(who, path, width=390)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
