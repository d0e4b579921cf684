"""Quiet hours and the hour of summaries, also where clocks are changed, and for any hours in any zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.quiet import SUMMARY_AT, Quiet, quiet_until, summary_due

BERLIN, NEW_YORK, KATHMANDU = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kathmandu")
)
SAO_PAULO = ZoneInfo(
    "America/Sao_Paulo"
)  # until 2019 its clocks went forward at midnight: 0:00 did not exist
ZONES = (BERLIN, NEW_YORK, KATHMANDU, SAO_PAULO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia"))
NIGHT = Quiet(time(20), time(7))
times = st.times(max_value=time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
hours = st.builds(Quiet, times, times, st.booleans())


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        (NIGHT, BERLIN, "2026-03-02T12:00+01:00", None),
        (NIGHT, BERLIN, "2026-03-02T20:00+01:00", "2026-03-03T07:00+01:00"),
        (NIGHT, BERLIN, "2026-03-02T06:59+01:00", "2026-03-02T07:00+01:00"),
        (NIGHT, BERLIN, "2026-03-02T07:00+01:00", None),
        (NIGHT, KATHMANDU, "2026-03-02T14:30+00:00", "2026-03-03T01:15+00:00"),
        (Quiet(time(12), time(13)), BERLIN, "2026-03-02T12:30+01:00", "2026-03-02T13:00+01:00"),
        (Quiet(time(9), time(9)), BERLIN, "2026-03-02T09:00+01:00", None),
        # Friday night runs into the week-end, and Sunday into the night.
        (Quiet(time(20), time(7), True), BERLIN, "2026-03-06T21:00+01:00", "2026-03-09T07:00+01:00"),
        (Quiet(time(0), time(0), True), BERLIN, "2026-03-07T10:00+01:00", "2026-03-09T00:00+01:00"),
        # The night in which an hour is missing, and the one in which it comes twice.
        (NIGHT, BERLIN, "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        (NIGHT, BERLIN, "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
        # An end that is left out is the moment after the gap; of one that comes twice, the next counts.
        (Quiet(time(20), time(2, 30)), BERLIN, "2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00"),
        (Quiet(time(20), time(2, 30)), BERLIN, "2026-10-25T02:10+02:00", "2026-10-25T02:30+02:00"),
        (Quiet(time(20), time(2, 30)), BERLIN, "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
        # Midnight that does not exist.
        (Quiet(time(20), time(0)), SAO_PAULO, "2018-11-03T22:00-03:00", "2018-11-04T01:00-02:00"),
    ],
)  # fmt: skip
def test_quiet_hours_end_when_the_clock_of_the_reader_says(quiet, zone, now, until):
    assert quiet_until(quiet, zone, at(now)) == (at(until) if until else None)


@given(hours, st.sampled_from(ZONES), moments)
def test_what_is_put_off_comes_when_it_is_quiet_no_more_and_within_days(quiet, zone, now):
    until = quiet_until(quiet, zone, now)

    if until is None:
        assert not quiet.covers(now.astimezone(zone)) or quiet.begin == quiet.end
    else:
        assert quiet.covers(now.astimezone(zone))
        assert now < until <= now + timedelta(days=4)
        assert quiet_until(quiet, zone, until) is None


@pytest.mark.parametrize(
    ("oldest", "zone", "weekly", "due"),
    [
        ("2026-03-02T06:00+01:00", BERLIN, False, "2026-03-02T07:00+01:00"),
        ("2026-03-02T07:00+01:00", BERLIN, False, "2026-03-03T07:00+01:00"),
        ("2026-03-02T06:00+01:00", BERLIN, True, "2026-03-02T07:00+01:00"),
        ("2026-03-02T08:00+01:00", BERLIN, True, "2026-03-09T07:00+01:00"),
        ("2026-03-08T23:00+01:00", BERLIN, True, "2026-03-09T07:00+01:00"),
        ("2026-03-28T08:00+01:00", BERLIN, False, "2026-03-29T07:00+02:00"),
        ("2026-03-02T00:00+00:00", KATHMANDU, False, "2026-03-02T01:15+00:00"),
    ],
)  # fmt: skip
def test_a_summary_is_made_at_seven_in_the_zone_of_the_reader(oldest, zone, weekly, due):
    assert summary_due(at(oldest), zone, weekly=weekly) == at(due)


@given(moments, st.sampled_from(ZONES), st.booleans())
def test_a_summary_is_never_before_what_it_tells_and_never_late(oldest, zone, weekly):
    due = summary_due(oldest, zone, weekly=weekly)

    assert oldest < due <= oldest + timedelta(days=9 if weekly else 3)
    assert due.astimezone(zone).time() >= SUMMARY_AT
