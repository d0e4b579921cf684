"""Priority, stages, likeness and journeys: what holds for any values."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.intake.definitions import similar, stages
from trellis.intake.definitions.flow import Step, journey, middle

MARK, TEXT = st.integers(1, 5), st.text(max_size=60)
DAY = date(2026, 3, 2)


def days(first, last):
    return (last - first).days


@given(MARK, MARK, MARK)
def test_more_impact_comes_first_and_more_effort_later(impact, effort, more):
    assert Decimal("0.20") <= stages.priority(impact, effort) <= 5
    assert stages.priority(max(impact, more), effort) >= stages.priority(impact, effort)
    assert stages.priority(impact, max(effort, more)) <= stages.priority(impact, effort)


@pytest.mark.parametrize("marks", [(0, 3), (6, 3), (3, 0), (3, 6)])
def test_marks_that_there_are_not_have_no_priority(marks):
    with pytest.raises(ValueError, match="1 to 5"):
        stages.priority(*marks)


@given(st.sampled_from(stages.LINE), st.sampled_from(stages.LINE))
def test_only_what_was_accepted_moves_on_and_only_within_the_work_goes_anything_back(before, after):
    if stages.can_follow(before, after):
        assert before in (*stages.WORK, stages.PUBLISHED)
        assert before != after
    if stages.is_back(before, after):
        assert stages.can_follow(before, after)
        assert not stages.is_back(after, before)


@given(TEXT, TEXT)
def test_likeness_is_the_same_both_ways_and_nothing_is_like_nothing(one, other):
    words, others = similar.words_of(one), similar.words_of(other)
    assert similar.likeness(words, others) == similar.likeness(others, words)
    assert 0 <= similar.likeness(words, others) <= 1
    assert similar.likeness(words, words) == (1 if words else 0)


def test_what_says_nearly_the_same_is_found_the_likest_first():
    others = [(1, "Baking bread"), (2, "Lorries: use of tachographs"), (3, "Tachographs, reading them")]
    assert similar.alike("reading a tachograph", others) == [3, 2]


@given(st.lists(st.tuples(st.sampled_from(stages.WORK), st.integers(0, 40)), max_size=12), st.integers(0, 40))
def test_the_times_in_the_stages_add_up_to_the_whole(steps, end):
    day, found = DAY, [Step(stages.ASKED, DAY)]
    for stage, after in steps:
        day += timedelta(days=after)
        found.append(Step(stage, day))
    day += timedelta(days=end)
    took = journey([*found, Step(stages.PUBLISHED, day)], day, days)
    assert sum(took.days.values()) == took.lead == days(DAY, day)


def test_going_back_is_rework_and_counts_both_times():
    at = [DAY + timedelta(days=n) for n in (0, 2, 5, 6, 9)]
    names = (stages.ASKED, stages.DESIGN, stages.REVIEW, stages.DESIGN, stages.PUBLISHED)
    took = journey([Step(name, day) for name, day in zip(names, at, strict=True)], at[-1], days)
    assert (took.days[stages.DESIGN], took.days[stages.REVIEW], took.rework, took.lead) == (6, 1, 1, 9)


def test_the_middle_of_nothing_is_nothing():
    assert middle([]) is None
    assert middle([1, 9, 4]) == 4
