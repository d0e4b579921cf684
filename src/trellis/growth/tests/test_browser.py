"""A promotion goes from the gap between two levels to level, pay and rights on its date: in a browser."""

import pytest

from trellis.core import granted
from trellis.core.models import Account
from trellis.core.tests.opening import accessible, opened_as
from trellis.growth.models import Promotion
from trellis.growth.services import applying
from trellis.growth.tests.conftest import SENIOR, approve
from trellis.people.days import today

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_promotion_goes_from_the_gap_to_level_pay_and_rights_on_its_day(
    browser, live_server, cast, time_machine
):
    ada = cast.ada.person.pk
    with opened_as(browser, live_server) as open_as:
        accessible(open_as(cast.ada, "/growth/"))
        page = open_as(cast.mia, f"/growth/people/{ada}/")
        accessible(page)
        page.get_by_role("link", name="Senior IT Analyst").click()
        page.get_by_text("Choose the tools of the team").wait_for()
        accessible(page)
        page.get_by_role("button", name="Write a promotion").click()
        page.get_by_label("In short").fill("She does the work of the next level.")
        page.get_by_label("Choose the tools of the team").fill("Chose the new tool for tickets.")
        page.get_by_label("Base pay of a year").fill("50000")
        accessible(page)
        page.get_by_role("button", name="Hand in").click()
        page.get_by_text("Handed in.").wait_for()

        accessible(open_as(cast.olga, "/growth/calibration/"))
        made = Promotion.objects.get()
        page = open_as(cast.olga, f"/growth/promotions/{made.pk}/")
        accessible(page)
        page.get_by_role("button", name="Write it down").click()
        page.get_by_text("Written down.").wait_for()
        made.refresh_from_db()
        approve(made.approval, cast.olga, cast.pia)
        accessible(open_as(cast.pia, "/growth/promotions/", width=390))

        time_machine.move_to("2026-05-01T10:00:00Z")
        applying.begin_due(today())

        page = open_as(cast.ada, f"/growth/people/{ada}/", width=390)
        page.get_by_text("in effect", exact=True).wait_for()
        accessible(page)
    assert cast.paid("ada", today()) == 50000
    assert granted.may(Account.objects.get(pk=cast.ada.pk), "people.plan-headcount")
    assert made.target == SENIOR
