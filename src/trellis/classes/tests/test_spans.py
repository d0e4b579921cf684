"""Hours: what overlaps, what a series gives, and what summer time does to it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from trellis.classes.definitions.spans import (
    MOST,
    SLOT,
    Span,
    clashes,
    meeting,
    moment,
    overlap,
    quarter_of,
    series,
    slots,
    trouble,
)

BERLIN = ZoneInfo("Europe/Berlin")
moments = st.integers(0, 2000).map(lambda n: datetime(2026, 3, 1, tzinfo=UTC) + n * SLOT)
spans = st.tuples(moments, st.integers(1, 100)).map(lambda pair: Span(pair[0], pair[0] + pair[1] * SLOT))


def test_a_series_keeps_the_hour_of_the_place_through_summer_time():
    found = series(date(2026, 3, 23), time(9), time(10), BERLIN, until=date(2026, 4, 6))
    assert [each.begin for each in found] == [
        datetime(2026, 3, 23, 8, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC),
        datetime(2026, 4, 6, 7, tzinfo=UTC),
    ]  # fmt: skip
    assert {each.minutes for each in found} == {60}


def test_an_hour_that_the_clocks_leave_out_is_the_next_and_one_that_comes_twice_the_first():
    assert moment(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_meeting_through_the_night_in_which_clocks_change_is_as_long_as_it_is():
    assert meeting(date(2026, 3, 28), time(22), time(4), BERLIN).minutes == 300
    assert meeting(date(2026, 10, 24), time(22), time(4), BERLIN).minutes == 420


def test_somebody_who_teaches_on_mondays_is_free_on_tuesdays():
    mondays = series(date(2026, 1, 5), time(9), time(10), BERLIN, until=date(2026, 6, 29))
    assert clashes([meeting(date(2026, 3, 10), time(9), time(10), BERLIN)], mondays) == []
    assert len(clashes([meeting(date(2026, 3, 9), time(9, 30), time(11), BERLIN)], mondays)) == 1


def test_what_follows_directly_does_not_overlap():
    at = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert not overlap(Span(at, at + SLOT), Span(at + SLOT, at + 2 * SLOT))


@given(spans, spans)
def test_two_stretches_overlap_where_they_take_the_same_five_minutes_of_a_room(one, other):
    shared = set(slots(one)) & set(slots(other))
    assert overlap(one, other) == overlap(other, one) == bool(shared)


@given(st.lists(spans, max_size=6))
def test_meetings_without_trouble_never_overlap(found):
    if not trouble(found):
        taken = [number for each in found for number in slots(each)]
        assert len(taken) == len(set(taken))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 30), st.integers(0, 3000))
def test_a_series_ends_and_never_goes_beyond_its_last_day(first, every, days):
    until = first + timedelta(days=days)
    found = series(first, time(9), time(10), BERLIN, until=until, every=every)
    assert 1 <= len(found) <= MOST
    assert all(each.begin.astimezone(BERLIN).date() <= until for each in found)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_is_in_its_quarter(day):
    first, after = quarter_of(day)
    assert first <= day < after
    assert first.day == after.day == 1
    assert 89 <= (after - first).days <= 92
