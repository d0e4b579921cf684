from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in
from trellis.pages.tests.served import compiled
from trellis.reviews.definitions import codes, talent
from trellis.reviews.definitions.cycles import NAME
from trellis.reviews.definitions.reading import Kind, Setting, Standing, State, reads
from trellis.reviews.tests.conftest import FILES_OF_REVIEWS, YEARLY

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []


def test_days_are_dates_or_counted_from_the_opening():
    text = YEARLY.replace("self-due: 14 days", "self-due: 2 weeks").replace(
        "manager-due: 35 days", "manager-due: 2026-06-01"
    )
    found = compiled({**FILES_OF_REVIEWS, "reviews/yearly.yml": text}).assembled[NAME]["yearly"]

    days = found.days(date(2026, 5, 1))
    assert (days["self_due"], days["manager_due"]) == (date(2026, 5, 15), date(2026, 6, 1))


def test_who_is_here_for_a_short_time_takes_part_without_a_rating():
    found = compiled(FILES_OF_REVIEWS).assembled[NAME]["yearly"]

    assert found.is_open_to(date(2025, 12, 31))
    assert not found.is_open_to(date(2026, 2, 1))
    assert found.is_rated(date(2025, 6, 1), date(2025, 9, 1))
    assert not found.is_rated(date(2025, 7, 1), date(2025, 9, 1))


def test_a_cycle_whose_audience_cannot_be_read_is_for_nobody():
    text = YEARLY.replace("hired-by:", "audience: {departements: [it]}\nhired-by:")
    found = compiled({**FILES_OF_REVIEWS, "reviews/yearly.yml": text})

    cycle = found.assembled[NAME].get("yearly")
    assert cycle is None or not cycle.audience.is_whole


def test_the_boxes_are_numbered_from_the_best_to_the_worst_corner():
    assert (talent.box_of(3, 3), talent.box_of(1, 1), talent.box_of(2, 2), talent.box_of(2, None)) == (
        1,
        9,
        4,
        None,
    )
    assert sorted(talent.BOXES.values()) == list(range(1, 10))


def test_a_section_without_ratings_gives_its_weight_to_the_others():
    weights = {"work": 60, "values": 40}

    assert str(talent.score_of({"work": [3, 3], "values": [1]}, weights)) == "2.2"
    assert str(talent.score_of({"work": [3, 3], "values": []}, weights)) == "3.0"
    assert talent.score_of({"work": [], "values": []}, weights) is None


@given(st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(0, 10_000)))
def test_shares_come_to_a_hundred(counts):
    found = talent.shares(counts)

    assert sum(found.values()) == (100 if sum(counts.values()) else 0)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_a_suggested_step_rises_with_the_ratings(ratings):
    scale = [1, 2, 3, 4, 5]
    step = talent.step_for(talent.score_of({"work": ratings}, {"work": 100}), scale)
    higher = talent.step_for(talent.score_of({"work": [5] * len(ratings)}, {"work": 100}), scale)

    assert 1 <= step <= higher == 3


@given(
    st.sampled_from(Kind), st.sampled_from(State), st.builds(Standing, st.booleans(), st.booleans(), st.booleans()),
    st.builds(Setting, st.sampled_from(["named", "unnamed", "no"]), st.integers(0, 5), st.integers(0, 9)),
)  # fmt: skip
def test_nobody_reads_who_stands_in_no_way_to_it_and_nobody_upward_too_early(kind, state, who, said):
    can = reads(kind, state, who, said)

    if not (who.writer or who.subject or who.manager):
        assert not can
    if kind == Kind.UPWARD and not who.writer and can:
        assert who.subject
        assert said.answered >= 3
        assert state in (State.SHARED, State.SIGNED)
    if kind == Kind.MANAGER and can and not who.writer and not who.manager:
        assert state in (State.SHARED, State.SIGNED)
