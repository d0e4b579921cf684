"""Somebody answers, loses the connection, comes back, hands in and sees the result."""

import pytest

from trellis.assessments.models import Answer, Attempt
from trellis.core.tests.opening import accessible, opened_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def test_a_quiz_survives_a_lost_connection(browser, live_server, school):
    with opened_as(browser, live_server) as open_as:
        ada = open_as(school.cast.ada, "/assessments/", width=390)
        accessible(ada)
        ada.get_by_role("link", name="Basics").click()
        accessible(ada)
        ada.get_by_role("button", name="Begin").click()
        ada.get_by_role("radio", name="four").check()
        ada.get_by_text("Saved at").wait_for()
        accessible(ada)

        ada.context.set_offline(True)
        ada.get_by_label("Your answer").fill("Paris")
        ada.get_by_text("No connection.").wait_for()
        made = Attempt.objects.get()
        assert Answer.objects.get(attempt=made, key="capital").value is None
        ada.context.set_offline(False)
        ada.get_by_text("Saved at").wait_for()
        ada.reload()
        assert ada.get_by_label("Your answer").input_value() == "Paris"
        assert Answer.objects.get(attempt=made, key="capital").value == "Paris"

        ada.get_by_role("button", name="Hand in").click()
        ada.get_by_text("Handed in.").wait_for()
        ada.get_by_text("100 %").wait_for()
        accessible(ada)
        assert ada.evaluate("document.documentElement.scrollWidth <= innerWidth")
