"""Giving way: a thread that held the database for a while leaves a gap in which others get in."""

import pytest
from django.db import connection, transaction

from trellis.core import giving_way
from trellis.core.giving_way import GAP, HELD, LOOKS, Courtesy, Turns

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


class Database:
    """A database as a thread sees it; a statement in a transaction takes as long as it is told."""

    def __init__(self, clock):
        self.clock, self.in_atomic_block, self.takes = clock, False, 0.0

    def execute(self, *_given):
        self.clock.now += self.takes if self.in_atomic_block else 0


@pytest.fixture
def thread(clock):
    """Makes threads that share their turns: gives a database and what sees its statements."""
    turns = Turns()

    def make():
        made = Database(clock)
        turns.databases.append(made)
        return made, Courtesy(turns, made, clock.pause, clock)

    return make


def begin(thread, takes):
    """Begin a transaction, and hold the database for so long."""
    database, courtesy = thread
    courtesy(database.execute, "BEGIN IMMEDIATE", None, False, {})
    database.in_atomic_block, database.takes = True, takes
    courtesy(database.execute, "UPDATE t SET a = 1", None, False, {})


def write(thread, takes):
    """A whole transaction."""
    begin(thread, takes)
    thread[0].in_atomic_block = False


def test_a_gap_comes_between_two_long_transactions(clock, thread):
    one = thread()

    for _each in range(3):
        write(one, HELD * 2)

    assert clock.slept == [GAP, GAP]


def test_many_short_transactions_leave_a_gap_too(clock, thread):
    one = thread()

    for _each in range(10):
        write(one, HELD / 3.9)

    assert clock.slept == [GAP, GAP]


def test_the_gap_of_one_thread_is_not_filled_by_another(clock, thread):
    one, other = thread(), thread()

    write(one, HELD * 2)
    write(other, 0)

    assert clock.slept == [GAP]


def test_threads_in_the_background_write_one_after_the_other(clock, thread):
    one, other = thread(), thread()
    begin(one, HELD / 2)

    def pause(seconds):
        clock.pause(seconds)
        one[0].in_atomic_block = len(clock.slept) < 3

    other[1]._pause = pause
    write(other, 0)

    assert clock.slept == [LOOKS, LOOKS, LOOKS]


def test_a_process_that_ends_waits_for_no_other_thread(clock, thread):
    one, other = thread(), thread()
    begin(one, HELD / 2)
    other[1]._pause = lambda _seconds: True

    write(other, 0)

    assert clock.slept == []


def test_a_thread_that_did_something_else_in_between_need_not_wait(clock, thread):
    one = thread()

    write(one, HELD * 2)
    clock.now += GAP
    write(one, HELD / 2)
    write(one, HELD / 4)

    assert clock.slept == []


def test_only_what_is_left_of_the_gap_is_waited_for(clock, thread):
    one = thread()

    write(one, HELD * 2)
    clock.now += GAP / 4
    write(one, 0)

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
    assert not giving_way._turns.databases
