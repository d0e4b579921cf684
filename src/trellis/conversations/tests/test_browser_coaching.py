"""Coaching on a screen and a phone: offered, asked for, agreed on, a session written down; nobody else reads it."""

import pytest

from trellis.conversations.models import Pair
from trellis.core.tests.opening import accessible, opened_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def test_somebody_is_coached_from_the_question_to_the_first_session(browser, live_server, cast):
    with opened_as(browser, live_server) as open_as:
        coach = open_as(cast.olga, "/conversations/mentoring/")
        coach.get_by_role("link", name="Offer to coach others").click()
        coach.get_by_label("In what you can help").fill("Leading people")
        accessible(coach)
        coach.get_by_role("button", name="Offer it").click()
        coach.get_by_text("That is what others read of you.").wait_for()

        ada = open_as(cast.ada, "/conversations/mentoring/offers/", width=390)
        accessible(ada)
        ada.get_by_role("link", name="Ask").first.click()
        ada.get_by_label("What you want to reach").fill("Say no without a fight")
        ada.get_by_role("button", name="Ask").click()
        ada.get_by_text("Olga is asked.").wait_for()
        accessible(ada)

        coach.goto("/my-work/")
        coach.get_by_role("link", name="Coaching of Ada").first.click()
        coach.get_by_role("button", name="Say yes").click()
        coach.get_by_text("Change the goal").click()
        coach.get_by_role("textbox", name="Goal").fill("Say no in three sentences, five times")
        coach.get_by_role("button", name="Keep", exact=True).click()
        accessible(coach)

        ada.reload()
        ada.get_by_text("Say no in three sentences, five times").first.wait_for()
        ada.get_by_label("Notes of both").fill("Tried it with the plan for May.")
        ada.get_by_role("button", name="Write the session down").click()
        ada.get_by_text("Tried it with the plan for May.").first.wait_for()
        accessible(ada)
        coach.reload()
        coach.get_by_text("1 of 6").wait_for()

        pair = Pair.objects.get()
        assert (pair.way, pair.state) == ("coach", "active")
        mia = open_as(cast.mia, f"/conversations/mentoring/{pair.pk}/")
        assert "Say no" not in mia.content()
