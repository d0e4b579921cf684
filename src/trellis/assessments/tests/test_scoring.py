"""How answers are scored: examples of each type, and what holds for any question and any answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessments.definitions import numbers, questions, stored, units, words
from trellis.assessments.definitions.numbers import accepted_number
from trellis.assessments.definitions.scoring import Score, best_answer, score, total
from trellis.assessments.exchange.pages import quiz_of
from trellis.assessments.tests import strategies

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def asked(text):
    quiz, told = quiz_of(f"---\ntitle: T\n---\n\n{text}\n")
    assert [each.message for each in told] == []
    return quiz.questions[0]


def earned(question, answer, **more):
    return score(question, answer, **more).points


# -- for every question


@given(strategies.scored)
def test_the_right_answer_earns_all_points(question):
    found = score(question, best_answer(question))

    assert found.points == found.out_of == question.points
    assert found.lost == 0


@given(strategies.scored, json_values, st.sampled_from([Decimal(0), Decimal("0.25"), Decimal(1)]))
def test_nothing_earns_less_than_nothing_or_more_than_all(question, answer, penalty):
    found = score(question, answer, penalty=penalty)

    assert 0 <= found.points <= question.points
    assert 0 <= found.lost <= question.points
    assert all(0 <= credit <= 1 for _key, credit in found.parts)


@given(strategies.every)
def test_a_question_is_kept_as_json_and_comes_back_the_same(question):
    again = stored.from_json(stored.to_json(question))

    assert again == question
    assert again.fingerprint == question.fingerprint


@given(strategies.by_hand(), st.text(min_size=1).filter(str.strip))
def test_what_is_graded_by_hand_has_no_score_but_for_nothing(question, answer):
    assert score(question, answer) is None
    assert score(question, "") == Score(Decimal(0), question.points, answered=False)


# -- choices

CHOICE = "## Which?\n\n- [ ] A\n- [x] B\n- [ ] (50%) C\n- [ ] (-25%) D"


def test_a_single_choice_earns_all_or_the_credit_of_the_answer():
    question = asked(CHOICE)
    a, b, c, d = (each.key for each in question.options)

    assert [earned(question, key) for key in (a, b, c, d)] == [0, 1, Decimal("0.5"), 0]
    assert score(question, d).lost == Decimal("0.25")
    assert [score(question, key, penalty=Decimal("0.5")).lost for key in (a, b, c, d)] == [
        Decimal("0.5"), 0, 0, Decimal("0.5")
    ]  # fmt: skip


def test_a_wrong_answer_of_several_costs_as_much_as_a_right_one_earns():
    question = asked("## Which?\n\n- [x] A\n- [x] B\n- [ ] C")
    a, b, c = (each.key for each in question.options)

    assert [earned(question, keys) for keys in ([a, b], [a], [a, c], [a, b, c], [c], [])] == [
        1, Decimal("0.5"), 0, Decimal("0.5"), 0, 0
    ]  # fmt: skip


def test_three_thirds_are_all_points():
    question = asked('## Which?\n\n- [x] A\n- [x] B\n- [x] C\n\n{: points="1"}')

    assert earned(question, best_answer(question)) == 1
    assert earned(question, best_answer(question)[:1]) == Decimal("0.3333")


def test_what_wrong_answers_cost_comes_off_the_whole_and_never_below_nothing():
    wrong = Score(Decimal(0), Decimal(1), Decimal("0.5"))
    right = Score(Decimal(1), Decimal(1))

    assert total([wrong, right]) == (Decimal("0.5"), 2)
    assert total([wrong, wrong]) == (0, 2)


# -- arranging


def test_an_order_loses_a_share_for_each_item_that_has_to_be_moved():
    question = asked("## In which order? (ordering)\n\n1. a\n2. b\n3. c\n4. d\n5. e")
    a, b, c, d, e = (each.key for each in question.items)

    assert earned(question, [a, b, c, d, e]) == 1
    assert earned(question, [e, a, b, c, d]) == Decimal("0.75")
    assert earned(question, [e, d, c, b, a]) == 0
    assert earned(question, [a, b]) == Decimal("0.25")


def test_keys_do_not_give_away_what_belongs_together():
    question = asked("## Match. (matching)\n\n| A | B |\n|---|---|\n| x | 1 |\n| y | 2 |\n|  | 3 |")

    assert {each.key for each in question.pairs}.isdisjoint(each.key for each in question.choices)
    assert len(question.choices) == 3
    assert earned(question, {question.pairs[0].key: question.pairs[0].choice}) == Decimal("0.5")


# -- typed answers


@pytest.mark.parametrize(
    ("answer", "accepted", "exact", "fits"),
    [
        ("  FEEDBACK ", "feedback", False, True),
        ("Feedback", "feedback", True, False),
        ("“don’t”", '"don\'t"', False, True),
        ("cafe\u0301", "café", False, True),
        ("ﬁle", "file", False, True),
        ("STRASSE", "straße", False, True),
        ("a long word", "a * word", False, True),
        ("a word", "a * word", False, False),
        ("2*3", "2\\*3", False, True),
        ("2x3", "2\\*3", False, False),
        ("anything", "*", False, True),
        ("a" * 500, "*a" * 40, False, True),
    ],
)
def test_words_are_compared_as_people_mean_them(answer, accepted, exact, fits):
    assert words.fits(answer, accepted, is_exact=exact) is fits


@pytest.mark.parametrize(
    ("answer", "accepted", "fits"),
    [
        ("9.81", "9.81 ± 0.05 m/s²", True),
        ("9,8", "9.81 ± 0.05 m/s²", True),
        ("9.81 m/s^2", "9.81 ± 0.05 m/s²", True),
        ("9.81 m s⁻²", "9.81 ± 0.05 m/s²", True),
        ("981 cm/s2", "9.81 ± 0.05 m/s²", True),
        ("9.81 kg", "9.81 ± 0.05 m/s²", False),
        ("9.75", "9.81 ± 0.05 m/s²", False),
        ("98", "100 ± 2 %", True),
        ("98 %", "98 to 102 %", True),
        ("1,500", "1500", True),
        ("1.500", "1500", True),
        ("1 500,0", "1500", True),
        ("1.5e3", "1500", True),
        ("1,5·10^3", "1500", True),
        ("1.5 × 10³", "1500", True),
        ("3/4", "0.75", True),
        ("−4", "-4", True),
        ("1/0", "1", False),
        ("3 m", "3 to 4 m", True),
        ("3500 mm", "3 to 4 m", True),
        ("4.1", "3 to 4 m", False),
        ("10", "≥ 10", True),
        ("9", "≥ 10", False),
        ("10", "> 10", False),
        ("2 kN", "2000 N", True),
        ("0.5 h", "30 min", True),
        ("5 l", "5 L", True),
        ("ten", "10", False),
        ("9" * 400, "1", False),
        ("1e999", "1", False),
    ],
)
def test_numbers_are_read_as_people_type_them(answer, accepted, fits):
    assert numbers.fits(answer, accepted_number(accepted)) is fits


@pytest.mark.parametrize(
    "text", ["", "a few", "± 3", "5 to 3", "1 2 3", "9.81 ± a bit", "9.81 ± 0.05 ± 1", "1e9999999"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(numbers.UnreadableNumber):
        accepted_number(text)


@given(st.text(max_size=60))
def test_any_text_can_be_typed_as_a_number(text):
    assert all(each.number.is_finite() for each in numbers.readings(text))
    units.ratio(text, "m")


def test_units_that_measure_the_same_convert():
    assert units.ratio("km/h", "m/s") == Decimal(1000) / 3600
    assert units.ratio("J", "N·m") == 1
    assert units.ratio("N m", "kg m^2 / s^2") == 1
    assert units.ratio("m", "s") is None
    assert units.ratio("widgets", "widgets") == 1
    assert units.ratio("widgets", "m") is None


# -- gaps and pictures


def test_each_gap_earns_its_share():
    question = asked(
        "## Fill in. (cloze)\n\nA [[dog|hound]] is [[*brown / blue]], weighs [[3 ± 1 kg]] and has [[3D]] looks."
    )
    brown = question.gaps[1].options[0].key

    assert [gap.kind for gap in question.gaps] == ["short", "choice", "numeric", "short"]
    assert earned(question, {"1": "HOUND", "2": brown, "3": "2,5 kg", "4": "3d"}) == 1
    assert earned(question, {"1": "cat", "2": brown}) == Decimal("0.25")
    assert [part if isinstance(part, str) else part.key for part in question.pieces][:4] == [
        "A ",
        "1",
        " is ",
        "2",
    ]


def test_places_and_names_of_areas_find_them():
    question = asked(
        "## Where? (hotspot)\n\n![A bearing](b.png)\n\n"
        "- [x] rectangle 10,20 40x30 the ring\n- [x] circle 80,80 10\n- [ ] polygon 0,0 10,0 0,10 the shaft"
    )
    ring, _ball, shaft = (each.key for each in question.areas)

    assert (question.image, question.alternative, question.areas[0].label) == (
        "b.png",
        "A bearing",
        "the ring",
    )
    assert earned(question, [[10, 20], [85, 85]]) == 1
    assert earned(question, [ring]) == Decimal("0.5")
    assert earned(question, [[15, 25], [16, 26]]) == Decimal("0.5")
    assert earned(question, [ring, shaft]) == 0
    assert earned(question, [[2, 2]]) == 0
    assert questions.CLASSES["hotspot"] is type(question)
