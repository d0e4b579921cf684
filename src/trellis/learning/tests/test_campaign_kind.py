from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in
from trellis.learning.definitions import campaigncodes as codes
from trellis.learning.definitions.campaigns import LONGEST_MAIL, NAME, Campaign, Mailing, in_words
from trellis.pages.tests.served import compiled

KINDS = all_kinds()
FIRST = date(2026, 9, 1)
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []


def assembled(text=codes._GOOD):
    return compiled({**codes.NO_OWNER.good.files, "campaigns/feedback.md": text}).assembled[NAME]


def test_a_page_says_for_whom_from_when_until_when_and_what_is_told():
    found = assembled().by_key["feedback"]

    assert (found.title, found.owner, found.courses, found.paths) == (
        "Say what you saw", "Head of Learning", ("giving-feedback",), ("first-weeks",),
    )  # fmt: skip
    assert (found.from_, found.until, found.days, found.steps) == (FIRST, date(2026, 9, 28), 28, (0, 14))
    assert found.text == "Four weeks in which we practice giving feedback."
    assert found.first == ("giving-feedback",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("audience: everybody", "audience: {departmens: [it]}"),
        ("audience: everybody", "audience: everbody"),
        ("audience: everybody", "audience: {}"),
        ("[giving-feedback]\n  paths: [first-weeks]", "[nothing]"),
        ("until: 2026-09-28", "until: 2026-02-30"),
    ],
)
def test_what_cannot_be_read_tells_nobody(before, after):
    assert before in codes._GOOD
    assert assembled(codes._GOOD.replace(before, after)).by_key == {}


def test_the_words_of_a_mail_are_those_of_the_page_without_its_marks():
    said = "# Why {#why}\n\n**Say** it, see [the course](/courses/a/course.md).\n\n> A quote\n\n- 3 * 4\n"

    assert in_words(said) == "Why \n\nSay it, see the course.\n\nA quote\n\n- 3 * 4"
    assert len(in_words("a" * 2 * LONGEST_MAIL)) == LONGEST_MAIL


@given(st.sets(st.integers(0, 60), max_size=5), st.integers(0, 40), st.integers(-5, 60))
def test_the_mail_of_a_day_is_the_last_whose_day_has_come(days, length, at):
    made = Campaign(
        from_=FIRST, until=FIRST + timedelta(days=length), mail=Mailing(subject="Now", on=tuple(days))
    )
    step = made.step_on(FIRST + timedelta(days=at))

    if not 0 <= at <= length:
        assert step is None
    else:
        assert step == max((each for each in days if each <= at), default=None)
    assert (step is None) or step in made.steps
