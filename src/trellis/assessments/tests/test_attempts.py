"""Taking quizzes: what is kept, what counts, what the clock does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from trellis.assessments.models import Answer, Attempt
from trellis.assessments.queries import results
from trellis.assessments.services import attempts, extra_time
from trellis.assessments.services.errors import (
    AttemptError,
    LockedError,
    NoAttemptError,
    NoAttemptsLeftError,
    OverError,
)
from trellis.assessments.tests.conftest import BASICS, BASICS_AT, QUIZ_FILES, TIMED_AT
from trellis.core.models import Event
from trellis.core.rules import ActingError, NotAllowedError
from trellis.core.tests.lent import lent


def fresh(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def run_out(attempt, seconds=60):
    """Have the time of an attempt be up for so long."""
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() - timedelta(seconds=seconds))


def events_of(attempt):
    return list(Event.objects.filter(object=attempt.pk).order_by("pk").values_list("name", flat=True))


def test_an_attempt_goes_from_the_first_answer_to_the_result(school):
    made = school.begin()
    assert school.begin() == made
    school.save(made, "sum", school.key(made, "sum", "four"))
    school.save(made, "capital", " paris ")

    done = school.hand_in(made)

    assert (done.state, done.score, done.passed, done.points) == ("graded", 100, True, 2)
    assert school.hand_in(made).version == done.version
    assert results.best(f"quiz:{BASICS_AT}", BASICS_AT, person=done.person_id) == done
    with pytest.raises(OverError):
        school.save(made, "capital", "Rome")


def test_what_was_asked_stays_whatever_becomes_of_the_page(school, serve):
    made = school.begin()
    before = fresh(made).paper
    other = BASICS.replace("Two and two?", "Three?").replace("[x] four", "[x] six")
    serve({**QUIZ_FILES, "quizzes/basics.quiz.md": other})

    school.save(made, "sum", school.key(made, "sum", "four"))
    done = school.hand_in(made)

    assert done.paper == before
    assert school.answer(made, "sum").auto_points == 1


def test_nobody_but_the_taker_answers(school):
    made = school.begin()

    for name in ("ben", "pia", "mia"):
        with pytest.raises(NoAttemptError):
            school.save(made, "sum", "x", name)
        with pytest.raises(NoAttemptError):
            school.hand_in(made, name)


def test_attempts_are_counted_and_those_that_are_void_are_not(school):
    first = school.take(right=0)
    school.take()
    with pytest.raises(NoAttemptsLeftError):
        school.begin()

    with pytest.raises(NotAllowedError):
        attempts.void(first.pk, because="x", by=school.cast.ada)
    with pytest.raises(AttemptError):
        attempts.void(first.pk, because=" ", by=school.cast.pia)
    attempts.void(first.pk, because="The fire alarm", by=school.cast.pia)

    assert school.begin().number == 3


def test_between_attempts_lies_the_time_that_the_quiz_says(school, serve):
    serve({**QUIZ_FILES, "quizzes/basics.quiz.md": BASICS.replace("attempts: 2", "wait: 1 day")})
    school.take()

    with pytest.raises(AttemptError) as told:
        school.begin()
    assert told.value.code == "too-soon"
    Attempt.objects.update(handed_in_at=timezone.now() - timedelta(days=2))
    assert school.begin().number == 2


def test_a_save_that_comes_late_or_twice_changes_nothing(school):
    made = school.begin()

    assert school.save(made, "capital", "Rome", tab="a", number=1).version == 1
    assert school.save(made, "capital", "Paris", tab="a", number=3).version == 2
    again = [school.save(made, "capital", text, tab="a", number=n) for text, n in (("Paris", 3), ("Bonn", 2))]

    assert [(each.version, each.taken) for each in again] == [(2, False), (2, False)]
    assert school.answer(made, "capital").value == "Paris"


def test_of_two_windows_the_later_save_counts_and_is_told(school):
    made = school.begin()
    school.save(made, "capital", "Rome", tab="a", number=1, seen=0)

    second = school.save(made, "capital", "Paris", tab="b", number=1, seen=0)

    assert (second.taken, second.elsewhere) == (True, True)
    assert school.answer(made, "capital").value == "Paris"
    held = school.save(made, "capital", "Bonn", tab="a", number=2, seen=1, held=True)
    assert (held.taken, held.elsewhere) == (False, True)
    assert school.answer(made, "capital").value == "Paris"


def test_what_was_held_back_counts_where_nothing_newer_is(school):
    made = school.begin()

    assert school.save(made, "capital", "Paris", tab="a", number=1, seen=0, held=True).taken


def test_what_comes_within_the_grace_counts_and_later_does_not(school):
    made = school.begin(path=TIMED_AT, honor=True)
    school.save(made, "one", school.key(made, "one", "yes"))
    run_out(made, 20)
    school.save(made, "two", school.key(made, "two", "yes"))
    run_out(made, 60)

    with pytest.raises(OverError):
        school.save(made, "two", school.key(made, "two", "no"))

    done = fresh(made)
    assert (done.state, done.by_time, done.score) == ("graded", True, 100)
    assert done.handed_in_at == done.ends_at


def test_one_attempt_that_cannot_be_handed_in_keeps_no_other_open(school, monkeypatch):
    broken, fine = (school.begin(each, TIMED_AT, honor=True) for each in ("ada", "ben"))
    run_out(broken, 120)
    run_out(fine)
    close = attempts.close
    monkeypatch.setattr(
        attempts, "close", lambda row, **rest: 1 / 0 if row.pk == broken.pk else close(row, **rest)
    )

    assert attempts.close_late(timezone.now()) == 1
    assert (fresh(broken).is_open, fresh(fine).is_open) == (True, False)


def test_the_clock_hands_in_what_nobody_handed_in(school):
    made = school.begin(path=TIMED_AT, honor=True)
    school.save(made, "one", school.key(made, "one", "yes"))
    assert attempts.close_late(timezone.now()) == 0
    run_out(made)

    assert attempts.close_late(timezone.now()) == 1
    assert attempts.close_late(timezone.now()) == 0
    done = school.hand_in(made)
    assert (done.state, done.by_time, done.score, done.passed) == ("graded", True, 50, False)
    assert events_of(made) == [
        "assessments.attempt-begun", "assessments.attempt-submitted", "assessments.attempt-graded",
    ]  # fmt: skip


def test_the_honor_code_is_confirmed_first(school):
    with pytest.raises(AttemptError):
        school.begin(path=TIMED_AT)
    assert school.begin(path=TIMED_AT, honor=True).is_open


def test_a_quiz_that_does_not_go_back_locks_what_lies_behind(school):
    made = school.begin(path=TIMED_AT, honor=True)
    attempts.leave_behind(made.pk, 1, by=school.cast.ada)

    with pytest.raises(LockedError):
        school.save(made, "one", school.key(made, "one", "yes"))
    assert school.save(made, "two", school.key(made, "two", "yes")).taken


def test_more_time_is_given_by_who_may_and_counts_from_the_next_attempt(school):
    cast = school.cast
    for who, to in ((cast.ben, cast.ada), (cast.pia, cast.pia)):
        with pytest.raises(NotAllowedError):
            extra_time.give(person=to.person, percent=50, reason="Agreed", by=who)
    given = extra_time.give(person=cast.ada.person, percent=50, reason="Agreed", by=cast.pia)

    made = school.begin(path=TIMED_AT, honor=True)

    assert (made.ends_at - made.began_at, made.extra_minutes) == (timedelta(minutes=30), 10)
    assert "Agreed" not in given.sealed_reason
    extra_time.end(extra_time=given.pk, by=cast.pia)
    assert extra_time.percent_for(cast.ada.person_id, TIMED_AT) == 0
    other = school.begin("ben", TIMED_AT, honor=True)
    assert other.ends_at - other.began_at == timedelta(minutes=20)


def test_rooms_above_begin_for_whom_they_will_and_pin_a_subject(school):
    person = school.cast.ada.person

    one = attempts.begin(person, BASICS_AT, subject="enrollment:1", back_to="/learning/1/")
    other = attempts.begin(person, BASICS_AT, subject="enrollment:2")

    assert (one.number, other.number, one != other) == (1, 1, True)
    assert results.attempts_of("enrollment:1").get() == one
    with pytest.raises(NoAttemptError):
        attempts.begin(person, "quizzes/none.md", subject="x")


def test_an_answer_that_fits_no_option_is_none(school):
    made = school.begin()

    school.save(made, "sum", {"nonsense": 1})
    school.save(made, "capital", "  ")

    assert set(Answer.objects.filter(attempt=made).values_list("value", flat=True)) == {None}


def test_a_wrong_answer_may_cost_points(school, serve):
    serve({**QUIZ_FILES, "quizzes/basics.quiz.md": BASICS.replace("pass: 50%", "pass: 50%, penalty: 0.5")})
    made = school.begin()
    school.save(made, "sum", school.key(made, "sum", "three"))
    school.save(made, "capital", "Paris")

    done = school.hand_in(made)

    assert (school.answer(made, "sum").auto_points, done.score) == (Decimal("-0.5"), 25)


def test_nobody_takes_a_quiz_as_somebody_else(school):
    made = school.begin()

    with lent(school.cast.ada, school.cast.dora):
        with pytest.raises(ActingError):
            school.begin(path=TIMED_AT)
        with pytest.raises(ActingError):
            school.save(made, "sum", school.key(made, "sum", "four"))
        with pytest.raises(ActingError):
            school.hand_in(made)

    assert fresh(made).is_open
