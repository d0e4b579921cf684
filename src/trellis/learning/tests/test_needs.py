"""The arithmetic of assignments: whatever happens in whatever order, one row says how it stands."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trellis.learning.definitions.needs import (
    Cover,
    How,
    Row,
    Rule,
    State,
    Target,
    assigned,
    best,
    due_on,
    months_after,
    renewal_due,
    target,
    valid_until,
)

TODAY = date(2026, 3, 2)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def working(day, n):
    """Monday to Friday, and no holidays."""
    left = n if n else 1
    day = day if n else day - timedelta(days=1)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


@st.composite
def covers(draw):
    since = draw(days)
    until = draw(st.none() | st.integers(0, 900).map(lambda n: since + timedelta(days=n)))
    return Cover(draw(st.sampled_from(How)), since, until)


rules = st.none() | st.builds(Rule, st.sampled_from(("a", "b")), days, st.booleans())
rows = st.none() | st.builds(
    Row,
    st.sampled_from(State),
    days,
    st.booleans(),
    st.sampled_from(("", "a", "b")),
    st.none() | days,
    st.booleans(),
)


def test_a_year_later_is_the_day_before_the_same_day():
    assert valid_until(date(2026, 3, 2), 12) == date(2027, 3, 1)
    assert valid_until(date(2024, 2, 29), 12) == date(2025, 2, 27)
    assert valid_until(date(2026, 1, 31), 1) == date(2026, 2, 27)
    assert valid_until(date(2026, 3, 2), None) is None


@given(days, st.integers(0, 240))
def test_months_never_leave_their_month(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_a_day_of_long_ago_is_due_tomorrow_and_weekends_are_no_days():
    friday = date(2026, 3, 6)

    assert due_on(30, False, date(2020, 1, 6), friday, working) == date(2026, 3, 9)
    assert due_on(10, True, TODAY, TODAY, working) == date(2026, 3, 16)
    assert due_on(5, False, TODAY, TODAY, working) == date(2026, 3, 9)


@given(days, days, st.integers(0, 400), st.booleans())
def test_what_is_due_is_due_on_a_working_day_to_come(begins, today, n, in_working_days):
    due = due_on(n, in_working_days, begins, today, working)

    assert due > today
    assert due.weekday() < 5


def test_what_ends_is_due_again_when_it_ends_or_so_long_after():
    cover = Cover(How.COMPLETED, date(2025, 4, 1), date(2026, 3, 31))

    assert cover.again_from == date(2026, 3, 1)
    assert renewal_due(cover, 10, "hire", False, TODAY, working) == date(2026, 3, 31)
    assert renewal_due(cover, 10, "expiry", False, TODAY, working) == date(2026, 4, 10)


@given(st.lists(covers(), max_size=6), days)
def test_the_best_cover_holds_and_does_not_depend_on_the_order(found, day):
    one = best(found, day)

    assert one == best(list(reversed(found)), day)
    assert (one is None) == (not any(each.holds_on(day) for each in found))
    assert one is None or one.holds_on(day)


@given(rows, rules, st.none() | covers(), days)
def test_asked_again_nothing_more_is_to_be_done(row, rule, cover, today):
    cover = cover if cover is not None and cover.holds_on(today) else None
    first = target(row, rule, cover, today)

    if first is not None:
        assert target(first.row, rule, cover, today) == Target(first.row)


@given(rows, rules, st.none() | covers(), days)
def test_whoever_leaves_the_audience_is_not_asked_and_whoever_is_covered_neither(row, rule, cover, today):
    cover = cover if cover is not None and cover.holds_on(today) else None
    found = target(row, rule, cover, today)

    is_open = found is not None and found.row.state == State.OPEN
    if rule is None and not (row is not None and row.by_hand and row.state == State.OPEN):
        assert not is_open
    if cover is not None and cover.until is None:
        assert not is_open
    if rule is not None and cover is None:
        assert is_open


@given(st.lists(st.tuples(days, st.booleans()), min_size=1, max_size=5))
def test_assigned_by_several_the_earliest_day_counts_in_any_order(given_):
    def after(order):
        row = None
        for due, is_required in order:
            row = assigned(row, due, None, TODAY, is_required=is_required).row
        return row

    assert after(given_) == after(list(reversed(given_)))
    assert after(given_).due == min(due for due, _required in given_)


def test_who_is_assigned_by_hand_keeps_it_when_the_rule_goes():
    row = assigned(
        Row(State.OPEN, TODAY, by_rule="a"), TODAY + timedelta(9), None, TODAY, is_required=True
    ).row

    left = target(row, None, None, TODAY)

    assert left == Target(Row(State.OPEN, TODAY + timedelta(9), True, "", TODAY + timedelta(9)))
    assert target(Row(State.OPEN, TODAY, by_rule="a"), None, None, TODAY) == Target(
        Row(State.WITHDRAWN, TODAY)
    )


def test_what_ended_is_asked_anew_with_a_row_of_its_own():
    done, rule = Row(State.DONE, TODAY, by_rule="a"), Rule("a", TODAY + timedelta(30))
    ending = Cover(How.COMPLETED, TODAY - timedelta(364), TODAY + timedelta(3))

    assert target(done, rule, Cover(How.COMPLETED, TODAY), TODAY) == Target(done)
    assert target(done, rule, None, TODAY) == Target(Row(State.OPEN, rule.due, by_rule="a"), is_new=True)
    assert target(done, rule, ending, TODAY) == Target(Row(State.OPEN, rule.due, by_rule="a"), is_new=True)
