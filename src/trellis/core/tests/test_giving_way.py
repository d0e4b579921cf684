"""Giving way: a thread that held the database for a while leaves a gap in which others get in."""

import pytest
from django.db import connection, transaction

from trellis.core import giving_way
from trellis.core.giving_way import GAP, HELD, Courtesy

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks row by row")


class Clock:
    """A clock that goes on by what is slept, and by what the test says."""

    def __init__(self):
        self.now, self.slept = 1000.0, []

    def __call__(self):
        return self.now

    def pause(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


def write(courtesy, clock, held):
    """A transaction of two statements that holds the database for so long."""

    class Database:
        in_atomic_block = False

    def execute(*_given):
        clock.now += held if Database.in_atomic_block else 0

    context = {"connection": Database}
    courtesy(execute, "BEGIN IMMEDIATE", None, False, context)
    Database.in_atomic_block = True
    courtesy(execute, "UPDATE t SET a = 1", None, False, context)


def test_a_gap_comes_between_two_long_transactions(clock):
    courtesy = Courtesy(clock.pause, clock)

    write(courtesy, clock, HELD * 2)
    write(courtesy, clock, HELD * 2)
    write(courtesy, clock, 0)

    assert clock.slept == [GAP, GAP]


def test_many_short_transactions_leave_a_gap_too(clock):
    courtesy = Courtesy(clock.pause, clock)

    for _each in range(10):
        write(courtesy, clock, HELD / 3.9)

    assert clock.slept == [GAP, GAP]


def test_a_thread_that_did_something_else_in_between_need_not_wait(clock):
    courtesy = Courtesy(clock.pause, clock)

    write(courtesy, clock, HELD * 2)
    clock.now += GAP
    write(courtesy, clock, HELD / 2)
    write(courtesy, clock, HELD / 4)

    assert clock.slept == []


def test_only_what_is_left_of_the_gap_is_waited_for(clock):
    courtesy = Courtesy(clock.pause, clock)

    write(courtesy, clock, HELD * 2)
    clock.now += GAP / 4
    write(courtesy, clock, 0)

    assert clock.slept == [round(GAP * 3 / 4, 3)]


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_transactions_of_django_are_seen(monkeypatch):
    slept = []
    monkeypatch.setattr(giving_way, "HELD", 0)

    with giving_way.giving_way(slept.append):
        for _each in range(3):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1")

    assert len(slept) == 2
    assert not connection.execute_wrappers
