"""promotions.yml: what is reported, and the arithmetic of quarters."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.config.kinds import all_kinds
from trellis.growth.definitions.calendars import Phase, Quarter, days_of_years, whole_months
from trellis.growth.definitions.codes import CODES
from trellis.growth.definitions.promotions import Promotions
from trellis.handbook.tests.examples import found_in

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
few = settings(max_examples=60, deadline=None)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))
weeks = st.integers(0, 6)


@given(days, weeks, weeks, weeks, days)
@few
def test_each_day_lies_in_one_phase_and_phases_follow_each_other(
    effective_on, planning, calibration, processing, day
):
    quarter = Quarter(effective_on, planning, calibration, processing)
    order = list(Phase)

    assert order.index(quarter.phase(day)) <= order.index(quarter.phase(day + timedelta(days=1)))
    assert quarter.is_open(day) == (quarter.phase(day) in (Phase.BEFORE, Phase.PLANNING, Phase.CALIBRATION))
    assert (quarter.effective_on - quarter.planning_from).days == 7 * (planning + calibration + processing)


@given(days)
@few
def test_the_next_effective_days_lie_ahead_in_order(day):
    found = [each.effective_on for each in Promotions().quarters(day)]

    assert (found, len(found)) == (sorted(set(found)), 4)
    assert all(each >= day and each.day == 1 and each.month in (1, 4, 7, 10) for each in found)
    assert (found[0] - day).days <= 92


@given(days, days)
@few
def test_whole_months_are_never_too_many(since, until):
    months = whole_months(since, until)

    assert months == 0 or months * 28 <= (until - since).days


def test_days_of_years_stand_in_order_and_once():
    assert days_of_years(["11-01", "02-01", "02-01"], 2026, 2026) == [date(2026, 2, 1), date(2026, 11, 1)]


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []
