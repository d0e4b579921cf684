"""What is published of groups tells nothing of fewer than five: shown by trying everything that can be computed."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.surveys import suppression
from trellis.surveys.suppression import publishable


def rank(rows):
    """The rank of a matrix, by elimination."""
    rows, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((at for at in range(found, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for at in range(found + 1, len(rows)):
            factor = rows[at][column] / rows[found][column]
            rows[at] = [a - factor * b for a, b in zip(rows[at], rows[found], strict=True)]
        found += 1
    return found


def isolated(people, shown):
    """Some people, fewer than five of whom answered, of whom alone a number can be computed; `None` for nobody.

    A combination of groups counts nobody but these, exactly where the groups, looked at without them, have a smaller
    rank than with them. This looks at every set of people, and does not know how `publishable` works.
    """
    rows = [[name in groups for groups, _answered in people] for name in shown]
    whole = rank(rows)
    silent = [at for at, (_groups, answered) in enumerate(people) if not answered]
    speaking = [at for at, (_groups, answered) in enumerate(people) if answered]
    for size in range(5):
        for few in combinations(speaking, size):
            out = {*few, *silent}
            if rank([[v for at, v in enumerate(row) if at not in out] for row in rows]) < whole:
                return few
    return None


def counted(people):
    """How many people are in exactly which groups, and how many of them answered."""
    asked, answered = Counter(), Counter()
    for groups, did in people:
        asked[groups] += 1
        answered[groups] += did
    return {groups: (count, answered[groups]) for groups, count in asked.items()}


PEOPLE = st.lists(
    st.tuples(
        st.builds(
            lambda department, place, manager: frozenset(
                {"all", f"d{department}", f"p{place}", f"d{department}&p{place}", *(["m"] if manager else ["n"])}
            ),
            st.integers(0, 2), st.integers(0, 1), st.booleans(),
        ),
        st.integers(0, 9).map(bool),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_nothing_can_be_computed_of_fewer_than_five(people, random):
    candidates = sorted({name for groups, _did in people for name in groups})
    random.shuffle(candidates)

    shown = publishable(counted(people), candidates)

    assert isolated(people, shown) is None


def several(**sizes):
    return {frozenset(groups.split("_")): (n, n) for groups, n in sizes.items()}


def test_a_group_of_four_is_not_shown_and_neither_is_what_would_tell_it():
    people = several(all_a=20, all_b=4, all_c=9)

    # With the whole, a and c the four of b could be had by subtraction: one more is left out.
    assert publishable(people, ["all", "a", "b", "c"]) == ("all", "a")


def test_two_small_groups_hide_each_other():
    people = several(all_a=6, all_b=3, all_c=3)

    assert publishable(people, ["all", "a", "b", "c"]) == ("all", "a")
    assert isolated([(kind, 1) for kind, (n, _n) in people.items() for _ in range(n)], ("all", "a")) is None


def test_two_filters_do_not_reach_three_people():
    # Ten in IT, seven of them in Berlin, where nobody else works: IT without Berlin would be three.
    people = several(all_it=3, all_it_berlin=7, all_sales=30)

    assert publishable(people, ["all", "it", "berlin"]) == ("all", "it")
    assert publishable(people, ["all", "berlin", "it"]) == ("all", "berlin")


def test_whoever_did_not_answer_hides_nobody():
    people = {frozenset({"all", "a"}): (9, 4), frozenset({"all", "b"}): (9, 9)}

    assert publishable(people, ["all", "a", "b"]) == ("all",)


def test_that_nobody_of_a_few_answered_is_not_told():
    # Of c none of two answered; all and a, b of the same people who answered would say so.
    people = {
        frozenset({"all", "a"}): (10, 10),
        frozenset({"all", "b"}): (10, 10),
        frozenset({"all"}): (2, 0),
    }

    assert publishable(people, ["all", "a", "b"]) == ("all", "a")


def test_groups_of_five_are_shown():
    people = several(all_a=5, all_b=5, all_c=5)

    assert publishable(people, ["all", "a", "b", "c"]) == ("all", "a", "b", "c")


def test_no_handbook_lowers_the_threshold():
    assert publishable(several(all=4), ["all"], least=1) == ()
    assert publishable(several(all=7), ["all"], least=8) == ()


def test_what_was_known_before_counts():
    # Last year: all of twelve. Of them eleven answer the same today, one left: the sum of today would tell of that one.
    people = several(before=1, before_now=11)

    assert publishable(people, ["now"], known=["before"]) == ()
    assert publishable(people, ["now"]) == ("now",)


def test_large_companies_are_decided_quickly():
    people = {
        frozenset({"all", f"d{d}", f"p{p}", f"t{t}"}): (3, 3)
        for d in range(20) for p in range(10) for t in range(3)
    }  # fmt: skip

    names = [
        "all",
        *(f"d{n}" for n in range(20)),
        *(f"p{n}" for n in range(10)),
        *(f"t{n}" for n in range(3)),
    ]

    assert suppression.publishable(people, names) == tuple(names)
