from trellis.handbook.settings import Settings, WordList
from trellis.handbook.wording import LISTS, CodedWord, coded_words, judge

TEXT = "He leads and supports his competitive team, learns fast, and is a coding ninja with self-confidence."


def test_words_of_all_lists_are_found_with_their_places():
    found = coded_words(TEXT, Settings())

    assert [(word.list, word.word) for word in found] == [
        ("he", "He"),
        ("masculine", "leads"),
        ("feminine", "supports"),
        ("he", "his"),
        ("masculine", "competitive"),
        ("growth-mindset", "learns"),
        ("misused", "ninja"),
        ("masculine", "self-confidence"),
    ]
    assert all(TEXT[word.start : word.end] == word.word for word in found)


def test_judgement_follows_the_rule_of_the_handbook():
    judged = judge(coded_words(TEXT, Settings()))

    assert judged.is_masculine
    assert judged.pronouns == "he"
    assert not judged.is_fixed
    assert judge([]).pronouns == "neutral"
    assert not judge([CodedWord("masculine", "a", 0, 1), CodedWord("feminine", "b", 2, 3)]).is_masculine


def test_lists_are_changed_by_settings():
    settings = Settings(
        words={"misused": WordList(extra=("synergy", "low hanging fruit"), removed=("ninja",))}
    )

    found = coded_words("A ninja sees Synergy and low-hanging  fruit.", settings)

    assert [word.word for word in found] == ["Synergy", "low-hanging  fruit"]


def test_stems_match_beginnings_and_whole_words_do_not():
    found = coded_words("Active activity, decide decided, logic logical, herself the shell.", Settings())

    assert [word.word for word in found] == ["Active", "decide", "logic", "herself"]


def test_no_word_is_in_both_lists_of_a_pair():
    assert not set(LISTS["masculine"]) & set(LISTS["feminine"])
    assert not set(LISTS["fixed-mindset"]) & set(LISTS["growth-mindset"])
