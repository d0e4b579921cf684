"""One journey in a real browser: somebody answers a survey on a phone."""

from __future__ import annotations

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.surveys import terms
from trellis.surveys.models import Urn
from trellis.surveys.services import rounds
from trellis.surveys.tests.conftest import Cast, answered, fresh

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(150),
]


def test_a_survey_is_answered_on_a_phone_and_read_at_a_desk(handbook, browser, live_server):
    cast = Cast()
    made = rounds.open_round(survey=terms.all_surveys()["engagement"], by=fresh(cast.pia))
    with opened_as(browser, live_server) as open_as:
        page = open_as(cast.ada, f"/surveys/{made.pk}/answer/", width=390)
        page.get_by_role("group", name="My team helps me when I ask.").get_by_text("4", exact=True).click()
        page.get_by_label("What should we change first?").fill("Better light")
        accessible(page)
        page.get_by_role("button", name="Send my answers").click()
        page.get_by_text("Counted. Thank you.").wait_for()
        assert Urn.objects.get().content["texts"] == {"change-first": ["Better light"]}

        answered(made, [each for each in cast.everybody if each != cast.ada])
        rounds.close_round(survey_round=made, by=fresh(cast.pia))
        page = open_as(cast.pia, f"/surveys/{made.pk}/results/")
        page.get_by_role("heading", name="Question by question").wait_for()
        accessible(page)
