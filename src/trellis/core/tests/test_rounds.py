"""No thing of a round holds up the others, and what fails in it keeps nothing else from being done."""

import logging

import pytest

from trellis.core import rounds


@pytest.fixture
def at_once(monkeypatch):
    """A part of a round that is over after its first step; gives the sign that the next begins at once."""
    monkeypatch.setattr(rounds, "SLICE", 0.0)
    news = rounds._news[rounds.Lane.HOME]
    news.clear()
    yield news
    news.clear()


def test_all_steps_are_taken_while_there_is_time():
    rounds._news[rounds.Lane.HOME].clear()

    assert rounds.by_steps([2, 3, 0]) == 5
    assert not rounds._news[rounds.Lane.HOME].is_set()


def test_a_backlog_waits_for_the_next_round_which_begins_at_once(at_once):
    steps = iter([2, 3, 4])

    assert rounds.by_steps(steps) == 2
    assert at_once.is_set()
    assert list(steps) == [3, 4]


def test_what_fails_keeps_none_of_the_others_from_being_done(caplog):
    done = []

    def do(key):
        if key == 2:
            raise ZeroDivisionError
        done.append(key)
        return key != 3

    with caplog.at_level(logging.ERROR):
        assert rounds.one_by_one([1, 2, 3, 4], do) == 2

    assert done == [1, 3, 4]
    assert "2 failed in a round" in caplog.text


def test_where_there_may_be_more_the_next_round_begins_at_once_but_not_for_what_only_fails():
    news = rounds._news[rounds.Lane.HOME]
    news.clear()

    rounds.one_by_one([1, 2], lambda _key: False, 2)
    assert not news.is_set()

    rounds.one_by_one([1, 2], lambda _key: True, 3)
    assert not news.is_set()

    rounds.one_by_one([1, 2], lambda _key: True, 2)
    assert news.is_set()
    news.clear()
