"""What `conversations.yml` says, and what is reported of it."""

from datetime import date

import pytest

from trellis.config.kinds import all_kinds
from trellis.conversations import terms
from trellis.conversations.definitions import codes
from trellis.conversations.definitions.conversations import NAME, Conversations
from trellis.conversations.tests.conftest import CONVERSATIONS
from trellis.handbook.tests.examples import found_in
from trellis.pages.tests.served import compiled

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it_and_the_good_one_does_not(code):
    assert found_in(code.bad, code, KINDS) != []
    assert found_in(code.good, code, KINDS) == []


def test_the_file_says_how_often_people_talk_and_what_about():
    made = compiled({"conversations.yml": CONVERSATIONS})
    found = made.assembled[NAME]

    assert made.diagnostics_of("conversations.yml") == ()
    assert (found.one_to_ones.weeks, found.career.months, found.mentoring.sessions) == (1, (4, 10), 6)
    assert [each.title for each in found.themes_for("one-to-one")] == ["How you are"]
    assert [each.title for each in found.themes_for("mentoring")] == ["Next steps"]


def test_without_a_file_people_talk_as_usual():
    assert compiled({"index.md": "# Home\n"}).assembled[NAME] == Conversations()


def test_a_career_conversation_is_in_the_next_month_of_the_handbook_but_not_at_once(handbook):
    assert terms.next_career_day(date(2026, 1, 1)) == date(2026, 4, 15)
    assert terms.next_career_day(date(2026, 4, 1)) == date(2026, 10, 15)
    assert terms.next_career_day(date(2026, 11, 1)) == date(2027, 4, 15)
    assert terms.career_weeks() == 26
