"""A manager asks for a change of pay, those who decide approve it, and it stands in the history: in a browser."""

from datetime import timedelta

import pytest

from trellis.compensation.models import InterimBonus, PayChange
from trellis.compensation.tests.conftest import approve
from trellis.core.tests.opening import accessible, opened_as
from trellis.people.days import today

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_manager_asks_for_a_change_that_counts_from_its_day(browser, live_server, cast):
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.ada, "/pay/?title=IT+Analyst&location=berlin&currency=EUR")
        accessible(page)
        page = open_as(cast.mia, f"/pay/people/{cast.ada.person.pk}/")
        accessible(page)
        page.get_by_role("link", name="Ask for a change").click()
        page.get_by_label("From").fill((today() + timedelta(days=30)).isoformat())
        page.get_by_label("Base pay of a year").fill("48000")
        page.get_by_label("Reason").fill("Has taken over the tools.")
        accessible(page)
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_text("Asked. It counts from its day").wait_for()
        approve(PayChange.objects.get().approval, cast.olga, cast.pia)

        page = open_as(cast.ada, f"/pay/people/{cast.ada.person.pk}/", width=390)
        page.get_by_text("planned").wait_for()
        accessible(page)
        for address in ("/pay/review/", "/pay/bonuses/", "/pay/bonuses/new/"):
            accessible(open_as(cast.mia, address))
        accessible(open_as(cast.pia, "/pay/list/"))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_sheet_of_the_yearly_review_is_written_without_moving_it_sideways(
    browser, live_server, cast, width
):
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.mia, "/pay/review/", width=width)
        proposals = page.get_by_role("region", name="Proposals")
        assert proposals.evaluate("each => each.scrollWidth <= each.clientWidth")
        accessible(page)

        page.get_by_label("Assessment: Ada").select_option("Fulfills the role")
        page.get_by_label("Change in per cent: Ada").fill("4")
        page.get_by_label("Explanation: Ada").fill("Took over the tools.")
        page.get_by_role("button", name="Keep").click()

        assert page.get_by_role("row", name="Ada").get_by_text("47,900.00").is_visible()


def test_an_interim_bonus_is_asked_for_found_in_the_list_and_seen_by_the_person_once_approved(
    browser, live_server, cast
):
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.mia, f"/pay/people/{cast.ada.person.pk}/", width=390)
        page.get_by_role("link", name="They fill a higher role for a time").click()
        page.get_by_label("Role that they fill").select_option("Senior IT Analyst")
        page.get_by_label("First day").fill("2026-03-01")
        page.get_by_label("Last day").fill("2026-03-05")
        page.get_by_label("Reason").fill("Nobody else can.")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_text("more than 30 days").first.wait_for()
        accessible(page)
        page.get_by_label("Last day").fill("2026-06-08")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_text("It is paid once everybody has approved it").wait_for()
        accessible(page)

        page = open_as(cast.ada, "/pay/interim/")
        page.get_by_text("No interim bonus here yet").wait_for()
        approve(InterimBonus.objects.get().approval, cast.olga, cast.pia)
        for width in (390, 1280):
            page = open_as(cast.ada, "/pay/bonuses/", width=width)
            page.get_by_role("link", name="Interim bonuses").click()
            accessible(page)
            page.get_by_role("link", name="Ada", exact=True).click()
            page.get_by_text("1,260.27").wait_for()
