"""Which questions somebody gets, and in which order."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from trellis.assessments.definitions.drawing import Asked, drawn
from trellis.assessments.exchange.pages import quiz_of

seeds = st.text(max_size=12)


def quiz_with(settings, *, count=6, pools=("a", "b")):
    questions = "\n\n".join(
        f"## Question {n}? {{#q{n}}}\n\n- [x] right {n}\n- [ ] wrong {n}\n- [ ] worse {n}\n\n"
        f'{{: pool="{pools[n % len(pools)]}"}}'
        for n in range(count)
    )
    return quiz_of(f"---\ntitle: T\nquiz: {{{settings}}}\n---\n\n{questions}\n")[0]


def keys(asked):
    return [each.question.key for each in asked]


@given(seeds)
def test_all_questions_come_in_the_order_of_the_page_without_a_draw(seed):
    found = drawn(quiz_with(""), seed)

    assert keys(found) == [f"q{n}" for n in range(6)]
    assert all(each.order == tuple(option.key for option in each.question.options) for each in found)


@given(seeds, st.dictionaries(st.sampled_from([f"q{n}" for n in range(6)]), st.integers(0, 3)))
def test_what_was_seen_least_is_drawn_first(seed, seen):
    found = keys(drawn(quiz_with("draw: 3"), seed, seen))
    left = [f"q{n}" for n in range(6) if f"q{n}" not in found]

    assert len(found) == 3
    assert max(seen.get(key, 0) for key in found) <= min(seen.get(key, 0) for key in left)


@given(seeds)
def test_of_each_pool_so_many_are_drawn(seed):
    found = drawn(quiz_with("pools: {a: 2, b: 1}"), seed)

    assert Counter(each.question.pool for each in found) == {"a": 2, "b": 1}


@given(seeds)
def test_a_pool_that_has_too_few_gives_what_it_has(seed):
    assert len(drawn(quiz_with("pools: {a: 9}"), seed)) == 3


@given(seeds)
def test_the_same_seed_gives_the_same_and_it_is_kept_as_json(seed):
    quiz = quiz_with("draw: 4, shuffle: true")
    found = drawn(quiz, seed)

    assert found == drawn(quiz, seed)
    assert tuple(Asked.from_json(json.loads(json.dumps(each.to_json()))) for each in found) == found


def test_nobody_sees_a_question_again_before_all_others():
    quiz, seen = quiz_with("draw: 2"), Counter()
    for attempt in range(3):
        seen.update(keys(drawn(quiz, f"attempt {attempt}", seen)))

    assert set(seen.values()) == {1}
    assert len(seen) == 6


def test_every_question_and_every_order_comes_up():
    quiz = quiz_with("draw: 2, shuffle: true")
    found = [drawn(quiz, str(seed)) for seed in range(400)]
    firsts = Counter(keys(each)[0] for each in found)
    places = Counter(each[0].order.index(each[0].question.options[0].key) for each in found)

    assert len(firsts) == 6
    assert all(40 <= count <= 95 for count in firsts.values()), firsts
    assert all(100 <= count <= 170 for count in places.values()), places


def test_true_stays_before_false_and_what_is_ordered_never_stands_right():
    front = "---\ntitle: T\nquiz: {shuffle: true}\n---\n\n"
    text = front + "## A?\n\n- [x] True\n- [ ] False\n\n## B (ordering)\n\n1. a\n2. b\n"
    quiz = quiz_of(text)[0]
    for seed in range(30):
        for each in drawn(quiz, str(seed)):
            if each.question.type == "true-false":
                assert each.order == ("true", "false")
            else:
                assert each.order != tuple(item.key for item in each.question.items)


def test_numbers_are_drawn_and_statistics_still_know_the_question():
    text = '## A? (numeric)\n\n{n} and {n}\n\n- {= n + n}\n\n{: parameters="n=1..9"}\n'
    quiz = quiz_of(text)[0]
    found = {seed: drawn(quiz, str(seed))[0] for seed in range(20)}

    assert {each.fingerprint for each in found.values()} == {quiz.questions[0].fingerprint}
    assert len({each.question.accepted[0].low for each in found.values()}) > 5
