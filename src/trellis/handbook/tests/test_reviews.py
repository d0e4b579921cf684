"""When pages are due for a look, and how a page gets another day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import reviews
from trellis.handbook.files import read_page
from trellis.handbook.settings import ReviewRule, Settings

RULES = Settings(reviews=(ReviewRule("**", 730), ReviewRule("policies/", 100)))
DAY = date(2027, 3, 1)


def page(text, path="policies/leave.md"):
    return read_page(path, text.encode()).page


def test_a_page_is_due_on_the_day_that_it_names():
    assert reviews.due_on(page("---\nreview: 2026-05-01\n---\n\nx\n"), RULES, date(2020, 1, 1)) == date(
        2026, 5, 1
    )


def test_without_a_day_the_last_rule_that_matches_counts():
    assert reviews.due_on(page("x\n"), RULES, date(2026, 1, 1)) == date(2026, 4, 11)
    assert reviews.due_on(page("x\n", "a.md"), RULES, date(2026, 1, 1)) == date(2028, 1, 1)


def test_nothing_is_due_where_nobody_asked_or_the_age_is_not_known():
    assert reviews.due_on(page("x\n"), Settings(), date(2020, 1, 1)) is None
    assert reviews.due_on(page("x\n"), RULES, None) is None


@pytest.mark.parametrize(
    "said", ["next spring", "2026-02-30", "26-01-01", "2026-1-1", "20260101", "[2026-01-01]", ""]
)
def test_what_is_no_day_does_not_count(said):
    assert reviews.due_on(page(f"---\ntitle: x\nreview: {said}\n---\n\nx\n"), Settings(), None) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Leave\n", "---\nreview: 2027-03-01\n---\n\n# Leave\n"),
        ("---\ntitle: x\n---\ny\n", "---\nreview: 2027-03-01\ntitle: x\n---\ny\n"),
        ("---\ntitle: x\nreview: 2020-01-01\n---\ny\n", "---\ntitle: x\nreview: 2027-03-01\n---\ny\n"),
        ('+++\ntitle = "x"\n+++\ny\n', '+++\nreview = "2027-03-01"\ntitle = "x"\n+++\ny\n'),
        ("---\r\ntitle: x\r\n---\r\ny\r\n", "---\r\nreview: 2027-03-01\r\ntitle: x\r\n---\r\ny\r\n"),
    ],
)
def test_a_page_gets_a_day_and_keeps_the_rest(before, after):
    assert reviews.with_review(page(before), DAY) == after


@pytest.mark.parametrize(
    "text", ["title: x\n\n# Leave\n", "---\ntitle: x\n\n# Leave\n", "---\nreview:\n  - a\n  - b\n---\nx\n"]
)
def test_a_page_whose_front_matter_is_broken_is_left_alone(text):
    found = reviews.with_review(page(text), DAY)

    assert found is None or reviews.due_on(page(found), Settings(), None) == DAY


@given(
    st.lists(
        st.sampled_from(
            ["---", "+++", "title: x", "review: 2020-01-01", "", "# H", "review", "  - a", "a = 1"]
        )
    )
)
def test_whatever_a_page_holds_the_day_is_read_back_or_nothing_is_changed(lines):
    before = page("\n".join(lines) + "\n")
    found = reviews.with_review(before, DAY)
    if found is None:
        return
    after = page(found)

    assert reviews.due_on(after, Settings(), None) == DAY
    assert after.text[after.body_start :].lstrip("\n") == before.text[before.body_start :].lstrip("\n")
