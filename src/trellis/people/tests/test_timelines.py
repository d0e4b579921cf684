"""Changes that count from a day become periods: any sequence of them gives one consistent history."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trellis.people.timelines import Change, periods, value_on

FIRST = date(2020, 1, 1)
DAYS = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))
CHANGES = st.lists(
    st.builds(
        Change, DAYS, st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=1, max_size=3)
    ),
    max_size=8,
).map(lambda found: [Change(each.effective_on, each.values, at) for at, each in enumerate(found)])


@given(starts_on=DAYS, length=st.none() | st.integers(0, 30), changes=CHANGES)
def test_each_day_has_the_values_of_the_latest_change_by_then(starts_on, length, changes):
    ends_on = starts_on + timedelta(days=length) if length is not None else None

    found = periods(starts_on, ends_on, changes)

    for number in range(-3, 50):
        day = starts_on + timedelta(days=number)
        holding = [each for each in found if each.holds(day)]
        if day < starts_on or (ends_on is not None and day > ends_on):
            assert holding == []
            continue
        [period] = holding
        for field in "abc":
            assert period.values.get(field) == value_on(day, field, changes)


@given(starts_on=DAYS, length=st.none() | st.integers(0, 30), changes=CHANGES)
def test_periods_follow_each_other_and_each_brings_something_new(starts_on, length, changes):
    ends_on = starts_on + timedelta(days=length) if length is not None else None

    found = periods(starts_on, ends_on, changes)

    assert (found[0].starts_on, found[-1].ends_on) == (starts_on, ends_on)
    for before, after in pairwise(found):
        assert after.starts_on == before.ends_on + timedelta(days=1)
        assert after.values != before.values


@given(starts_on=DAYS, changes=CHANGES, seed=st.randoms())
def test_it_does_not_matter_in_which_order_changes_are_read(starts_on, changes, seed):
    shuffled = list(changes)
    seed.shuffle(shuffled)

    assert periods(starts_on, None, shuffled) == periods(starts_on, None, changes)


def test_a_change_for_the_past_holds_until_the_next_of_the_same_field():
    hired = Change(FIRST, {"title": "Analyst", "manager": "Mia"})
    promoted = Change(date(2020, 7, 1), {"title": "Senior"}, 1)
    said_later = Change(date(2020, 3, 1), {"title": "Specialist", "manager": "Max"}, 2)

    found = periods(FIRST, None, [hired, promoted, said_later])

    assert [(each.starts_on, each.values["title"], each.values["manager"]) for each in found] == [
        (FIRST, "Analyst", "Mia"),
        (date(2020, 3, 1), "Specialist", "Max"),
        (date(2020, 7, 1), "Senior", "Max"),
    ]


def test_what_is_planned_beyond_the_last_day_does_not_count():
    planned = Change(date(2021, 1, 1), {"title": "Senior"}, 1)

    [only] = periods(FIRST, date(2020, 12, 31), [Change(FIRST, {"title": "Analyst"}), planned])

    assert only.values == {"title": "Analyst"}


def test_there_are_no_days_between_a_last_and_a_later_first():
    assert periods(FIRST, FIRST - timedelta(days=1), [Change(FIRST, {"a": 1})]) == ()
