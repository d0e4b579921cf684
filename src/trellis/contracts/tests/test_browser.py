"""A journey in a real browser: a contract is issued, approved, signed by both, and genuine."""

from __future__ import annotations

import pytest

from trellis.contracts.models import Document
from trellis.core.tests.opening import accessible, opened_as
from trellis.people.days import today

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def open_as(browser, live_server):
    with opened_as(browser, live_server) as open_as:
        yield open_as


def test_a_contract_is_issued_and_signed(cast, open_as):
    page = open_as(cast.pia, f"/contracts/of/{cast.ada.person.pk}/")
    page.get_by_role("link", name="Permanent contract").click()
    page.get_by_text("Salary is missing").wait_for()
    accessible(page)
    page.get_by_label("Private address").fill("Example Street 1, Berlin")
    page.get_by_label("Salary").fill("52000 EUR")
    page.get_by_role("button", name="Make the document").click()
    page.get_by_role("button", name="Ask for approval").wait_for()
    path = f"/contracts/{Document.objects.get().pk}/"

    page = open_as(cast.rob, path)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Send for signature").click()
    page.get_by_text("It is sent.").wait_for()

    for who, width in ((cast.ada, 390), (cast.olga, 1280)):
        page = open_as(who, "/my-work/", width=width)
        page.get_by_role("link", name="a document: contract").first.click()
        page.get_by_role("link", name="Sign", exact=True).click()
        page.get_by_label("Your name").fill(who.name)
        page.get_by_label("I agree").check()
        accessible(page)
        page.get_by_role("button", name="Sign", exact=True).click()
        page.get_by_text("You have signed it.").wait_for()

    document = Document.objects.get()
    assert (document.state, document.made_at.date() <= today()) == ("signed", True)
    page = open_as(cast.pia, path)
    accessible(page)
    assert page.get_by_text(document.digest).count() >= 2
