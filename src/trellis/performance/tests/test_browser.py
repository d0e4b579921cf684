"""A plan of support in a real browser: from the manager's draft to an outcome that the person reads."""

from datetime import date

import pytest
from playwright.sync_api import expect

from trellis.core.tests.opening import accessible, opened_as
from trellis.performance.models import SupportPlan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


def test_a_plan_goes_from_its_draft_to_the_outcome_and_only_those_it_concerns_read_it(
    browser, live_server, cast
):
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.fresh("mia"), "/performance/")
        page.get_by_role("link", name="Begin a plan").first.click()
        page.get_by_label("For whom").select_option("Ada")
        page.get_by_label("Stage").select_option("Improvement plan")
        page.get_by_label("Weeks").fill("3")
        page.get_by_role("textbox", name="Why").fill("Tickets wait for days without an answer.")
        accessible(page)
        page.get_by_role("button", name="Begin the draft").click()
        plan = SupportPlan.objects.get()
        page.get_by_role("textbox", name="What is expected").fill("Answer each ticket within a day")
        page.get_by_role("textbox", name="How it is measured").fill("Nine of ten in the report of the week")
        page.get_by_role("textbox", name="By when").fill(str(plan.ends_on))
        page.get_by_role("button", name="Keep the expectation").click()
        accessible(page)
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("It waits for Pia to agree.")).to_be_visible()
        address = page.url

        early = open_as(cast.fresh("ada"), "/performance/")
        expect(early.get_by_text("There is no plan for you to read")).to_be_visible()
        assert early.request.get(address).status == 404

        partner = open_as(cast.fresh("pia"), "/my-work/")
        partner.get_by_role("link", name="a plan of support").first.click()
        accessible(partner)
        partner.get_by_role("button", name="Agree", exact=True).click()

        ada = open_as(cast.fresh("ada"), address, width=390)
        expect(ada.get_by_text("Answer each ticket within a day")).to_be_visible()
        accessible(ada)
        ada.get_by_role("button", name="I have read it").click()
        expect(ada.get_by_role("button", name="I have read it")).to_have_count(0)
        assert open_as(cast.fresh("ben"), "/performance/").request.get(address).status == 404

        page.goto(address)
        page.get_by_text("Write down a check-in").click()
        page.get_by_label("on track").check()
        page.get_by_role("textbox", name="What was said").fill("It goes much better.")
        accessible(page)
        page.get_by_role("button", name="Write the check-in down").click()
        expect(page.get_by_text("It goes much better.")).to_be_visible()
        page.get_by_text("Write down the outcome").click()
        page.get_by_role("combobox", name="Outcome").select_option("Met")
        page.locator("form[action*='/outcome/'] [name=reason]").fill("Nine of ten since two weeks.")
        page.get_by_role("button", name="Hand it to the people partner").click()
        ada.goto(address)
        expect(ada.get_by_text("Nine of ten since two weeks.")).to_have_count(0)

        partner.goto(address)
        partner.get_by_role("button", name="Agree", exact=True).click()
        ada.goto(address)
        expect(ada.get_by_text("Nine of ten since two weeks.")).to_be_visible()
        accessible(ada)
        plan.refresh_from_db()
        assert (plan.outcome, plan.starts_on >= date(2026, 3, 2)) == ("met", True)
