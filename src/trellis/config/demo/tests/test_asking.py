"""`trellis demo` at a terminal."""

from datetime import date

import pytest

from trellis.config import preparing
from trellis.config.demo import asking, making
from trellis.config.demo.growing import Wish
from trellis.config.demo.tests.test_making import Here

pytestmark = pytest.mark.django_db


def test_links_to_sign_in_are_given_without_the_words_that_the_company_was_made_with(
    handbook, monkeypatch, capsys
):
    making.make(Wish(12, 2, 7, date(2026, 11, 1)), owner=preparing.owner(), doing=Here())
    monkeypatch.setattr(preparing, "migrate", lambda: None)

    assert asking.run([], people=60, years=5, seed=3, until=None, again=False, sign_in=True, quiet=True) == 0

    said = capsys.readouterr().out
    assert said.startswith("The example company is here already; nothing was changed.\n")
    assert "/sign-in/" in said
    with pytest.raises(making.DemoError, match="made with other words"):
        asking.run([], people=60, years=5, seed=3, until=None, again=False, sign_in=False, quiet=True)
