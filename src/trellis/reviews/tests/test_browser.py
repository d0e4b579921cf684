"""Somebody writes about their work, their manager judges and shares it, and they sign it off."""

import pytest

from trellis.core.tests.opening import accessible, opened_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rated(page):
    """Rate everything in the middle."""
    for each in page.get_by_role("radio", name="Performing").all():
        each.check()


def test_a_review_from_the_first_word_to_the_signature(browser, live_server, office):
    with opened_as(browser, live_server) as open_as:
        ada = open_as(office.cast.ada, "/reviews/")
        accessible(ada)
        ada.get_by_role("link", name="Your self-review").click()
        rated(ada)
        ada.get_by_label("What comes next?").fill("More labs")
        ada.get_by_text("Saved at").wait_for()
        accessible(ada)
        ada.reload()
        assert ada.get_by_label("What comes next?").input_value() == "More labs"
        ada.get_by_role("button", name="Hand in").click()
        ada.get_by_text("Handed in.").wait_for()

        mia = open_as(
            office.cast.mia, f"/reviews/write/{office.piece('ada', 'manager', 'mia').pk}/", width=390
        )
        mia.get_by_text("More labs").wait_for()
        rated(mia)
        mia.get_by_label("Summary").fill("A calm year.")
        mia.get_by_role("radio", name="Growing").check()
        mia.get_by_text("Saved at").wait_for()
        accessible(mia)
        mia.get_by_role("button", name="Hand in").click()
        mia.get_by_role("button", name="Share it").click()
        mia.get_by_text("Ada can read it now.").wait_for()

        ada.goto(f"/reviews/review/{office.review('ada').pk}/")
        ada.get_by_text("A calm year.").wait_for()
        accessible(ada)
        ada.get_by_label("I agree").check()
        ada.get_by_role("button", name="Acknowledge").click()
        ada.get_by_text("Signed off. Thank you.").wait_for()


def test_the_team_is_read_on_a_phone_one_person_below_the_other(browser, live_server, office):
    with opened_as(browser, live_server) as open_as:
        page = open_as(office.cast.mia, "/reviews/team/", width=390)
        row = page.get_by_role("row", name="Ada")

        assert row.get_by_text("Last review: none yet").is_visible()
        assert row.bounding_box()["width"] > 300
        accessible(page)
        page.set_viewport_size({"width": 1280, "height": 860})
        assert not row.get_by_text("Last review:").is_visible()
        accessible(page)
