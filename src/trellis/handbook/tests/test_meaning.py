"""What only looks different asks nobody again; every sentence that comes, goes or changes is found."""

import random

from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.meaning import compare, parts_of, words
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText

WORDS = st.lists(
    st.sampled_from("we they may must not decline gifts above 50 euros 1.5 until Monday".split()),
    min_size=2,
    max_size=7,
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=4)
SECTIONS = st.lists(SENTENCES, min_size=1, max_size=3)


@given(SECTIONS, st.integers())
def test_what_only_looks_different_means_the_same(sections, seed):
    before, after = _page(_plain(sections)), _page(_dressed(sections, random.Random(seed)))

    assert compare(before, after) == ()


@given(SECTIONS, WORDS, st.data())
def test_an_added_sentence_is_always_found_in_its_section(sections, sentence, data):
    at = data.draw(st.integers(0, len(sections) - 1))
    place = data.draw(st.integers(0, len(sections[at])))
    longer = [list(each) for each in sections]
    longer[at].insert(place, sentence)

    found = compare(_page(_plain(sections)), _page(_plain(longer)))

    assert [each.key for each in found] == [f"section-{at}"]
    assert [each.key for each in compare(_page(_plain(longer)), _page(_plain(sections)))] == [f"section-{at}"]


def test_figures_with_their_separators_and_signs_are_words():
    assert words("1.5 %") != words("15 %")
    assert words("-5") != words("5")
    assert words("10 EUR") != words("10 €")
    assert words("“Never” – or always.") == words("never or ALWAYS")


def test_what_changed_is_told_sentence_by_sentence():
    before = _page("## Gifts\n\nGifts are declined. Ask your manager.\n\n## Old\n\nGone soon.\n")
    after = _page("## Gifts\n\nGifts above 50 euros are declined. Ask your manager.\n")

    gifts, old = compare(before, after)

    assert gifts.added == ("Gifts above 50 euros are declined.",)
    assert gifts.removed == ("Gifts are declined.",)
    assert (old.title, old.removed, old.added) == ("Old", ("Old", "Gone soon."), ())


def test_where_a_link_leads_is_no_change_and_its_words_are():
    before = _page("See [the form](a.md).\n")

    assert compare(before, _page("See [the form](b.md).\n")) == ()
    assert compare(before, _page("See [the new form](a.md).\n")) != ()


def test_lists_tables_and_quotes_speak_too():
    text = "- one\n  - two\n\n| a | b |\n|---|---|\n| three | four |\n\n> five\n"

    for word in ("one", "two", "three", "five"):
        assert compare(_page(text), _page(text.replace(word, "other"))) != (), word


def _plain(sections) -> str:
    return "\n\n".join(
        f"## Section {at}\n\n" + " ".join(" ".join(each) + "." for each in sentences)
        for at, sentences in enumerate(sections)
    )


def _dressed(sections, chance) -> str:
    """The same words with other capitals, markup, breaks and punctuation."""

    def word(each):
        each = chance.choice((each, each.upper(), each.title()))
        return chance.choice((each, f"**{each}**", f"*{each}*", f"[{each}](x.md)", f"{each},"))

    def sentence(each):
        return chance.choice((" ", "\n", "  ")).join(word(one) for one in each) + chance.choice(
            (".", "!", ";", "")
        )

    found = []
    for at, sentences in enumerate(sections):
        body = chance.choice(("\n\n", " ", "\n")).join(sentence(each) for each in sentences)
        found.append(chance.choice(("##", "###")) + f" Section {at}\n\n{body}")
    return "\n\n".join(found)


def _page(text):
    return parts_of(Page("policies/x.md", SourceText(text), None, 0))
