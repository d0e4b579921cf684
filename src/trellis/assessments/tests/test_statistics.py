"""Item analysis against worked examples that others have published, and what holds for any answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessments.definitions.questions import SingleChoice, options_of
from trellis.assessments.statistics import (
    Flag,
    Given,
    analysis,
    correlation,
    cronbach_alpha,
    discrimination_index,
)

# Karl L. Wuensch, East Carolina University, “The Kuder-Richardson 20”, https://core.ecu.edu/wuenschk/StatHelp/KR20.txt:
# ten students, ten questions; the sum of pq is 2.18 and the variance of the totals 5.84.
WUENSCH = (
    "1111110110 1011011101 1111011001 0010001000 0000010010 1110111111 1101110111 1111111101 0101111101 1101101110"
).split()
# “Item Analysis Worksheet”, https://studylib.net/doc/25270846/item-anaylsis-: ten students from high to low, in two
# halves, with the difficulty and the discrimination of each question.
WORKSHEET = (
    "1111111111 1111111101 1101111100 0111110101 1110111001 1110110100 0110110101 0111001010 1110100001 0100010010"
).split()
FACILITIES = (0.6, 1, 0.8, 0.5, 0.8, 0.8, 0.5, 0.6, 0.3, 0.6)
DISCRIMINATIONS = (0.4, 0, 0, 0.6, 0.4, 0.4, 0.6, 0.4, -0.2, 0.4)
ONE, NOTHING = Decimal(1), Decimal(0)


def sittings_of(rows):
    return [{f"q{at}": Given(Decimal(mark), ONE) for at, mark in enumerate(row, 1)} for row in rows]


def test_kr20_is_that_of_the_published_example():
    rows = [[float(mark) for mark in row] for row in WUENSCH]

    assert cronbach_alpha(rows) == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))
    assert analysis(sittings_of(WUENSCH), fewest=10).alpha == pytest.approx(0.6963, abs=0.0001)


def test_facility_is_that_of_the_published_examples():
    of_wuensch = analysis(sittings_of(WUENSCH), fewest=10).items
    of_worksheet = analysis(sittings_of(WORKSHEET), fewest=10).items

    assert [each.facility for each in of_wuensch] == pytest.approx(
        [0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6]
    )
    assert [each.facility for each in of_worksheet] == pytest.approx(list(FACILITIES))


def test_discrimination_of_two_halves_is_that_of_the_published_example():
    found = analysis(sittings_of(WORKSHEET), fewest=10, group=0.5)

    assert [each.discrimination for each in found.items] == pytest.approx(list(DISCRIMINATIONS))
    assert found.to_look_at[0].item == "q9"
    assert Flag.NEGATIVE_DISCRIMINATION in found.to_look_at[0].flags


def test_the_standard_error_follows_from_deviation_and_alpha():
    found = analysis(sittings_of(WUENSCH), fewest=10)

    assert found.deviation == pytest.approx(5.84**0.5 / 10)
    assert found.standard_error == pytest.approx(found.deviation * (1 - found.alpha) ** 0.5)


def test_too_few_attempts_say_nothing():
    few = analysis(sittings_of(WUENSCH[:4]))
    some = analysis(sittings_of(WUENSCH))

    assert (few.mean, few.alpha, few.items[0].facility, few.items[0].flags) == (None, None, None, ())
    assert (some.alpha, some.items[0].discrimination, some.items[0].correlation) == (None, None, None)
    assert some.items[0].facility == pytest.approx(0.7)


def test_who_ties_at_the_edge_of_a_group_counts_in_part():
    totals, right, left = [1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]

    assert discrimination_index(totals, right) == discrimination_index(totals, left) == pytest.approx(1 / 3)


def test_an_answer_that_nobody_chooses_is_dead():
    question = SingleChoice(
        key="q", stem="Which?", options=options_of((t, t == "A", None, "") for t in ("A", "B", "C"))
    )
    a, b, c = (each.key for each in question.options)
    rows = [
        {"q": Given(Decimal(n % 2), ONE, (a if n % 2 else b,)), "r": Given(Decimal(n % 3 > 0), ONE)}
        for n in range(30)
    ]

    found = analysis(rows, {"q": question}).items[0]

    assert found.chosen == {a: 15, b: 15, c: 0}
    assert found.dead == (c,)
    assert Flag.DEAD_DISTRACTOR in found.flags


def test_attempts_with_other_questions_do_not_spoil_alpha():
    same = sittings_of(WUENSCH * 2)
    other = [{"q1": Given(ONE, ONE), "x": Given(NOTHING, ONE)}]

    assert analysis(same + other).alpha == pytest.approx(analysis(same).alpha)
    assert analysis(same + other).alpha_attempts == 20


ROWS = st.integers(2, 6).flatmap(
    lambda wide: st.lists(st.lists(st.booleans(), min_size=wide, max_size=wide), min_size=5, max_size=40)
)


@given(ROWS, st.randoms(use_true_random=False))
def test_numbers_stay_within_their_bounds_and_the_order_of_attempts_does_not_matter(rows, random):
    sittings = sittings_of(["".join(str(int(mark)) for mark in row) for row in rows])
    mixed = random.sample(sittings, len(sittings))

    found, again = analysis(sittings, fewest=5), analysis(mixed, fewest=5)

    for one, other in zip(found.items, again.items, strict=True):
        assert 0 <= one.facility <= 1
        for name in ("facility", "discrimination", "correlation"):
            value = getattr(one, name)
            assert value is None or -1 <= value <= 1
            assert value == pytest.approx(getattr(other, name), abs=1e-9) if value is not None else True
    assert found.alpha is None or found.alpha <= 1 + 1e-9


def test_correlation_of_what_does_not_vary_is_not_known():
    assert correlation([1, 1, 1], [1, 2, 3]) is None
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
