"""A policy is read and acknowledged, says something else, and is asked for again."""

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.policies.tests.conftest import CONDUCT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_policy_is_acknowledged_and_asked_again_when_it_says_something_else(browser, live_server, office):
    with opened_as(browser, live_server) as open_as:
        page = open_as(office.cast.ada, "/my-work/")
        page.get_by_role("link", name="Code of conduct").first.click()
        accessible(page)
        page.get_by_role("button", name="I have read and understood this").click()
        page.get_by_text("It is written down which version you have read.").wait_for()

        office.says("50 euros", "30 euros")
        decider = open_as(office.cast.pia, "/policies/changes/")
        decider.get_by_role("link", name="Code of conduct").first.click()
        accessible(decider)
        decider.get_by_role("button", name="It does: ask").click()
        decider.get_by_text("Those concerned are asked again.").wait_for()
        office.round()

        page.goto(f"/policies/read/{CONDUCT}")
        page.get_by_text("The policy has changed since version 1").wait_for()
        accessible(page)
        page.get_by_role("button", name="I have read and understood this").click()
        page.get_by_text("It is written down which version you have read.").wait_for()
        people = open_as(office.cast.pia, f"/policies/people/?policy={CONDUCT}", width=390)
        people.get_by_text("1 of 6").or_(people.get_by_text("have acknowledged")).first.wait_for()
        accessible(people)
