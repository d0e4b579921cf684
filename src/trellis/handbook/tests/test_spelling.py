import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import spelling


@pytest.mark.parametrize(
    "word",
    "colour color organise organize labour labor judgement behaviors analyze analyse onboarding stakeholders "
    "prioritization timesheet actioned approver deprovision reauthenticate learnings expensed triaging".split(),
)
def test_words_of_offices_on_both_sides_of_the_ocean_are_words(word):
    assert spelling.is_word(word)
    assert spelling.likely_word(word) is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("accesss", "access"),
        ("stretegic", "strategic"),
        ("curriciulum", "curriculum"),
        ("techincal", "technical"),
        ("responsibilites", "responsibilities"),
        ("thier", "their"),
        ("occured", "occurred"),
        ("udpated", "updated"),
        ("managment", "management"),
    ],
)
def test_slips_have_a_likely_word(slip, meant):
    assert spelling.likely_word(slip) == meant


@pytest.mark.parametrize("word", ["postgres", "coupa", "redis", "karuna", "civile", "teh", "qwzx", "", "a"])
def test_names_and_short_words_have_none(word):
    assert spelling.likely_word(word) is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=14))
def test_likely_word_is_another_common_word(word):
    likely = spelling.likely_word(word)

    assert likely is None or (likely != word and spelling.is_listed(likely))


def test_vocabulary_is_in_order_and_without_repetition():
    words = [
        line
        for line in (spelling.files("trellis.handbook") / "vocabulary.txt").read_text().splitlines()
        if line[0] != "#"
    ]

    assert words == sorted(set(words))
