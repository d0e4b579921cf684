"""The reviews of the example company: last year's are signed off, this year's are half done."""

from datetime import date

import pytest
from django.db.models import Count

from trellis.config.demo.growing import Wish
from trellis.config.demo.tests.test_making import made, owner  # noqa: F401 - a fixture
from trellis.core.models import Notice
from trellis.reviews.models import CalibrationBoard, Review, ReviewCycle, Submission

pytestmark = pytest.mark.django_db


def test_last_year_was_signed_off_and_this_year_is_half_done(owner):  # noqa: F811
    made(owner, Wish(16, 3, 7, date(2026, 11, 1)))

    before, now = ReviewCycle.objects.order_by("opens_on")
    assert (before.title, before.is_open) == ("Yearly review 2025", False)
    assert (now.title, now.is_open) == ("Yearly review 2026", True)
    states = dict(now.reviews.order_by().values_list("state").annotate(Count("pk")))
    assert set(states) == {"writing", "submitted"}
    assert set(before.reviews.exclude(manager=None).values_list("state", flat=True)) == {"signed"}
    assert not Review.objects.filter(state="submitted", rated=True, performance=None).exists()
    assert CalibrationBoard.objects.get().reviews.exists()
    told = Submission.objects.filter(writing__kind="manager", writing__review__cycle=now).first()
    assert "summary" in told.text
    assert not Notice.objects.filter(kind__startswith="review").exists()
