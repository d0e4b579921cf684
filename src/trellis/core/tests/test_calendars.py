"""Working time, held against a clock on the wall that is looked at minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from trellis.core import calendars
from trellis.core.calendars import (
    TooFarError,
    add_working_days,
    add_working_time,
    end_of_day,
    is_working,
    is_working_day,
    next_working_moment,
    overlap,
    working_days_between,
    working_time_between,
)
from trellis.core.definitions.calendars import WEEKDAYS, Calendar, Holiday, Week

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Europe; half hours; a quarter; clocks that change by half an hour; no midnight in spring; a day that was left out;
# a day that came twice; summer time that begins in the past of a year and ends in Ramadan.
ZONES = (
    "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo",
    "Pacific/Apia", "America/New_York", "Africa/Casablanca", "Pacific/Kwajalein", "UTC",
)  # fmt: skip
HOLIDAYS = (date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 24), date(2026, 12, 25))


def calendar(zone="Europe/Berlin", holidays=(), **hours):
    if not hours:
        hours = dict.fromkeys(WEEKDAYS[:5], ("09:00-12:30", "13:00-17:30"))
    return calendars.working(
        "x", Calendar(title="X", time_zone=zone, hours=Week(**hours), holidays=tuple(holidays))
    )


def at(text, zone="Europe/Berlin"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@st.composite
def stretches(draw):
    """Hours of a day, as they are written."""
    marks = sorted(draw(st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}" for a, b in pairs)


@st.composite
def working_calendars(draw):
    week = {weekday: draw(stretches()) for weekday in WEEKDAYS}
    assume(any(week.values()))
    days = draw(st.lists(st.sampled_from(HOLIDAYS), unique=True))
    holidays = [Holiday(date=day, name="Off", hours=draw(stretches())) for day in days]
    return calendar(draw(st.sampled_from(ZONES)), holidays, **week)


# Around clock changes of several zones, New Year, and the day that Apia left out.
NEAR = [
    datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 4, 24, tzinfo=UTC), datetime(2026, 9, 6, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2011, 12, 30, tzinfo=UTC), datetime(1993, 8, 21, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2026, 12, 24, tzinfo=UTC),
]  # fmt: skip
moments = st.builds(
    lambda near, minutes: near + minutes * MINUTE, st.sampled_from(NEAR), st.integers(-3000, 3000)
)
amounts = st.integers(1, 10_000_000_000).map(lambda each: timedelta(microseconds=each))


def seen_on_the_wall(table, begin, end):
    """The working minutes between two moments, as somebody counts them who looks at the clock each minute."""
    count = 0
    while begin < end:
        local = begin.astimezone(table.zone)
        minute = local.hour * 60 + local.minute
        count += any(first <= minute < last for first, last in table.timetable.hours_on(local.date()))
        begin += MINUTE
    return count * MINUTE


@given(working_calendars(), moments, st.integers(0, 2000))
def test_what_is_counted_is_what_the_clock_on_the_wall_shows(table, begin, minutes):
    end = begin + minutes * MINUTE

    assert working_time_between(begin, end, table) == seen_on_the_wall(table, begin, end)


@given(working_calendars(), moments, amounts)
def test_what_is_added_is_what_lies_between(table, start, amount):
    end = add_working_time(start, amount, table)

    assert working_time_between(start, end, table) == amount
    assert working_time_between(start, end - timedelta(microseconds=1), table) < amount


@given(working_calendars(), moments, amounts)
def test_what_is_taken_away_is_what_lies_between(table, end, amount):
    start = add_working_time(end, -amount, table)

    assert working_time_between(start, end, table) == amount
    assert working_time_between(start + timedelta(microseconds=1), end, table) < amount


@given(working_calendars(), moments, moments, moments)
def test_parts_of_a_stretch_add_up(table, first, second, third):
    parts = working_time_between(first, second, table) + working_time_between(second, third, table)

    assert working_time_between(first, third, table) == parts


@given(working_calendars(), moments, moments, amounts)
def test_what_begins_later_is_due_no_earlier(table, one, other, amount):
    assume(one <= other)

    assert add_working_time(one, amount, table) <= add_working_time(other, amount, table)


@given(working_calendars(), moments, amounts, st.lists(st.tuples(moments, moments), max_size=4))
def test_pauses_are_left_out_in_both_directions(table, start, amount, pauses):
    end = add_working_time(start, amount, table, pauses)

    assert working_time_between(start, end, table, pauses) == amount
    assert end >= add_working_time(start, amount, table)


@given(working_calendars(), moments)
def test_the_next_working_moment_is_one_and_the_first(table, moment):
    found = next_working_moment(moment, table)

    assert is_working(found, table)
    assert working_time_between(moment, found, table) == timedelta()


@given(working_calendars(), st.dates(date(2025, 12, 1), date(2027, 2, 1)), st.integers(-40, 40))
@example(calendar("Pacific/Apia"), date(2011, 12, 29), 1)
def test_working_days_are_counted_as_they_are_added(table, day, number):
    found = add_working_days(day, number, table)

    assert is_working_day(found, table)
    assert number == 0 or working_days_between(day, found, table) >= number or number < 0
    assert number <= 0 or working_days_between(day, found, table) == number


@given(st.lists(working_calendars(), min_size=1, max_size=3), moments)
def test_people_meet_when_all_of_them_work(tables, begin):
    end = begin + DAY
    found = overlap(tables, begin, end, least=timedelta())

    minutes = int(DAY / MINUTE)
    all_work = [
        all(is_working(begin + minute * MINUTE, table) for table in tables)
        for minute in range(0, minutes, 15)
    ]
    meets = [
        any(each.begin <= begin + minute * MINUTE < each.end for each in found)
        for minute in range(0, minutes, 15)
    ]
    assert meets == all_work


def test_a_days_work_is_due_when_work_ends_and_not_the_next_morning():
    assert add_working_time(at("2026-03-02 09:00"), 8 * HOUR, calendar()) == at("2026-03-02 17:30")


def test_a_weekend_and_holidays_on_either_side_do_not_count():
    easter = [
        Holiday(date=date(2026, 4, 3), name="Good Friday"),
        Holiday(date=date(2026, 4, 6), name="Easter Monday"),
    ]
    found = add_working_time(at("2026-04-02 16:30"), 2 * HOUR, calendar(holidays=easter))

    assert found == at("2026-04-07 10:00")


def test_half_a_day_counts_its_hours():
    eve = [Holiday(date=date(2026, 12, 24), name="Christmas Eve", hours=("09:00-13:00",))]
    found = working_time_between(at("2026-12-24 00:00"), at("2026-12-25 00:00"), calendar(holidays=eve))

    assert found == 4 * HOUR


def test_an_hour_that_is_skipped_is_worked_by_nobody():
    table = calendar(sunday=("00:00-24:00",))

    spring = working_time_between(at("2026-03-29 00:00"), at("2026-03-30 00:00"), table)
    autumn = working_time_between(at("2026-10-25 00:00"), at("2026-10-26 00:00"), table)
    assert (spring, autumn) == (23 * HOUR, 25 * HOUR)


def test_a_day_without_midnight_begins_at_one():
    table = calendar("America/Santiago", sunday=("00:00-02:00",))

    found = next_working_moment(at("2026-09-05 12:00", "America/Santiago"), table)

    assert found.astimezone(table.zone).isoformat() == "2026-09-06T01:00:00-03:00"
    assert working_time_between(found, found + DAY, table) == HOUR


def test_a_day_ends_when_work_ends_and_else_at_midnight():
    table = calendar()

    assert end_of_day(date(2026, 3, 27), table) == at("2026-03-27 17:30")
    assert end_of_day(date(2026, 3, 28), table) == at("2026-03-29 00:00")
    assert end_of_day(date(2011, 12, 29), calendar("Pacific/Apia")) == at("2011-12-29 17:30", "Pacific/Apia")


def test_nothing_to_add_changes_nothing():
    sunday = at("2026-03-01 12:00")

    assert add_working_time(sunday, timedelta(), calendar()) == sunday


def test_a_pause_that_ends_before_it_begins_is_none():
    start, end = at("2026-03-02 09:00"), at("2026-03-02 10:00")

    assert working_time_between(start, end, calendar(), [(end, start)]) == HOUR


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        working_time_between(datetime(2026, 1, 1), datetime(2026, 1, 2), calendar())


def test_a_search_has_an_end():
    table = calendar(monday=("09:00-09:15",))

    with pytest.raises(TooFarError):
        add_working_time(at("2026-01-01 00:00"), timedelta(days=100_000), table)
    with pytest.raises(TooFarError):
        add_working_time(at("2026-01-01 00:00"), timedelta(days=-100_000), table)
    with pytest.raises(TooFarError):
        add_working_days(date(2026, 1, 1), 10_000_000, table)


def test_a_calendar_without_hours_is_none():
    with pytest.raises(ValueError, match="without working hours"):
        calendars.working("x", Calendar(title="X", time_zone="UTC", hours=Week()))
