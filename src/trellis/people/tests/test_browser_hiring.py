"""A people generalist hires somebody and plans what comes next, in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible, opened_as
from trellis.people.days import today
from trellis.people.models import Position

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


def test_a_generalist_hires_somebody_and_plans_and_corrects_their_promotion(open_as, cast):
    first, ahead, later = today(), today() + timedelta(days=31), today() + timedelta(days=45)
    page = open_as(cast.pia, "/people/")
    expect(page.get_by_role("navigation", name="Parts of People")).to_contain_text("Headcount plan")
    page.get_by_role("link", name="Hire somebody").click()
    for name, value in (
        ("name", "Nora Novak"), ("email", "nora@example.org"), ("starts_on", str(first)), ("title", "IT Analyst"),
        ("manager", "mia@example.org"),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=entity]").select_option("Test GmbH")
    page.locator("form.stack button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nora Novak")

    page.get_by_role("link", name="Record").click()
    page.get_by_role("link", name="Change position").click()
    page.locator("[name=title]").fill("Senior IT Analyst")
    page.locator("[name=effective_on]").fill(str(ahead))
    page.locator("form.stack button.primary").click()
    planned = page.locator(".steps .planned")
    expect(planned).to_contain_text("Senior IT Analyst")

    page.get_by_text("Everything that was said").click()
    page.locator("details.said a", has_text="Correct").first.click()
    page.locator("[name=effective_on]").fill(str(later))
    page.locator("form.stack button.primary").click()
    expect(planned).to_have_count(1)
    accessible(page)
    held = Position.objects.filter(person__name="Nora Novak").order_by("starts_on")
    assert [(each.title, each.starts_on) for each in held] == [
        ("IT Analyst", first),
        ("Senior IT Analyst", later),
    ]
