"""The question bank and one of its questions, as those who grade read them."""

import pytest

from trellis.assessments.tests.conftest import BASICS_AT
from trellis.assessments.tests.test_bank import many
from trellis.core.tests.opening import accessible, opened_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def test_questions_are_narrowed_to_those_to_retire_and_one_is_read(browser, live_server, school):
    many(school, right=20)
    with opened_as(browser, live_server) as open_as:
        for width in (1280, 390):
            page = open_as(school.cast.pia, "/assessments/bank/", width=width)
            accessible(page)
            page.get_by_role("link", name="to retire").click()
            rows = page.get_by_role("table")
            rows.get_by_text("retire it").first.wait_for()
            rows.get_by_role("link", name="Two and two?").click()
            page.get_by_role("heading", name="Versions that were asked").wait_for()
            assert BASICS_AT in page.url
            accessible(page)
