"""When things are due: at the end of a day where somebody is, counted in their own working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from trellis.core.models import Account
from trellis.work import dues

HARBOUR = """\
title: Harbour
time-zone: Europe/Berlin
hours: {monday: 09:00-17:00, tuesday: 09:00-17:00, thursday: 09:00-17:00}
holidays:
  - {date: 2026-03-30, name: Day of the harbour}
"""
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Nowhere/Land"]
)


def somebody(zone="", calendar=""):
    return Account(email="a@example.org", time_zone=zone, calendar=calendar)


@pytest.fixture
def served(serve):
    serve({"index.md": "# Home\n", "calendars/harbour.yml": HARBOUR})


@given(day=days, zone=zones)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_day_is_over_at_its_end_where_somebody_works(served, day, zone):
    who = somebody(zone)

    due = dues.due_by(day, who)

    assert dues.today(who, due) == day
    assert dues.today(who, due + timedelta(seconds=1)) > day
    assert dues.start_of(day, who) <= due


def test_working_days_are_those_of_ones_own_calendar_across_a_change_of_the_clock(served):
    friday = datetime(2026, 3, 26, 23, 30, tzinfo=UTC)  # in Berlin it is Friday by then

    due = dues.due_after_working_days(1, somebody(calendar="harbour"), friday)

    assert due == datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)
    assert not dues.is_late_by(1, due, somebody(calendar="harbour"), datetime(2026, 4, 2, 21, 59, tzinfo=UTC))
    assert dues.is_late_by(1, due, somebody(calendar="harbour"), datetime(2026, 4, 2, 22, 1, tzinfo=UTC))
