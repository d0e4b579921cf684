"""Grading by hand, appeals and regrading: who may, what comes of it, what is left as a trace."""

from datetime import date
from decimal import Decimal

import pytest

from trellis.assessments import subscribers
from trellis.assessments.definitions.questions import Criterion, Essay, Rubric
from trellis.assessments.models import Answer, Appeal, Attempt, Grading, Regrade, ScoreChange
from trellis.assessments.queries import grading as queries
from trellis.assessments.services import appeals, attempts, grading, regrading
from trellis.assessments.services.errors import AttemptError, NoAttemptError, TakenError
from trellis.assessments.tests.conftest import BASICS, BASICS_AT, QUIZ_FILES, WRITTEN_AT
from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.people.events import PersonLeft
from trellis.work.models import WorkItem


class Step:
    """A step of a job, as it counts."""

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        return False


def rounds(attempt):
    return list(Grading.objects.filter(attempt=attempt).order_by("round"))


def give(school, row, name, points, comment=""):
    """Somebody takes a grading and finishes it."""
    by = getattr(school.cast, name)
    grading.take(grading=row.pk, by=by)
    grading.mark(grading=row.pk, marks={"well": {"points": points, "comment": comment}}, by=by)
    grading.finish(grading=row.pk, by=by)


def again(school, row, name, points):
    by = getattr(school.cast, name)
    grading.mark(grading=row.pk, marks={"well": {"points": points}}, by=by)
    grading.finish(grading=row.pk, by=by)


def fresh(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def test_nobody_grades_their_own_and_nobody_both_rounds(school):
    made = school.written("mia")
    first, second = rounds(made)
    with pytest.raises(NoAttemptError):
        grading.take(grading=first.pk, by=school.cast.mia)
    with pytest.raises(NoAttemptError):
        grading.take(grading=first.pk, by=school.cast.ben)
    grading.take(grading=first.pk, by=school.cast.pia)

    with pytest.raises(TakenError):
        grading.take(grading=second.pk, by=school.cast.pia)
    with pytest.raises(TakenError):
        grading.take(grading=first.pk, by=school.cast.rob)
    assert [each.round for each in queries.queue_for(school.cast.pia)] == [1]
    assert list(queries.queue_for(school.cast.mia)) == []


def test_two_who_agree_make_the_result_together(school):
    made = school.written()
    first, second = rounds(made)

    give(school, first, "pia", "8", "Well done")
    assert fresh(made).state == "handed-in"
    give(school, second, "mia", "7")

    done = fresh(made)
    assert (done.state, done.points, done.passed) == ("graded", Decimal("8.5"), True)
    assert Notice.objects.filter(account=school.cast.ada, subject="Your result: Written").exists()


def test_two_who_differ_look_again_and_then_a_third_decides(school):
    made = school.written()
    first, second = rounds(made)
    give(school, first, "pia", "9")
    give(school, second, "mia", "2")

    assert [(each.again, each.finished_at) for each in rounds(made)] == [(True, None), (True, None)]
    assert [each.points for each in queries.others_marks(rounds(made)[0])] == [2]
    again(school, first, "pia", "9")
    again(school, second, "mia", "3")
    third = rounds(made)[2]
    assert fresh(made).state == "handed-in"
    give(school, third, "rob", "4")

    assert fresh(made).points == 5


def test_two_who_look_again_and_agree_need_no_third(school):
    made = school.written()
    first, second = rounds(made)
    give(school, first, "pia", "9")
    give(school, second, "mia", "2")

    again(school, first, "pia", "6")
    again(school, second, "mia", "6")

    assert (fresh(made).points, len(rounds(made))) == (7, 2)


def test_what_somebody_was_grading_goes_back_when_they_leave(school):
    made = school.written()
    first = rounds(made)[0]
    grading.take(grading=first.pk, by=school.cast.pia)
    assert WorkItem.objects.filter(
        kind="assessments-grading", assignee=school.cast.pia, state="open"
    ).exists()

    left = PersonLeft(school.cast.pia.person_id, None, first.pk, date(2026, 1, 1))
    subscribers.person_left(left)
    subscribers.person_left(left)

    assert rounds(made)[0].grader_id is None
    assert not WorkItem.objects.filter(kind="assessments-grading", state="open").exists()


def test_what_was_taken_by_whose_account_is_closed_goes_back(school):
    made = school.written()
    grading.take(grading=rounds(made)[0].pk, by=school.cast.pia)
    assert grading.release_gone() == 0
    school.cast.pia.is_active = False
    school.cast.pia.save(update_fields=["is_active"])

    assert grading.release_gone() == 1


def test_a_grading_is_given_back_without_its_marks(school):
    made = school.written()
    row = rounds(made)[0]
    grading.take(grading=row.pk, by=school.cast.pia)
    grading.mark(grading=row.pk, marks={"well": {"points": "3"}}, by=school.cast.pia)

    grading.give_back(grading=row.pk, by=school.cast.pia)

    assert (rounds(made)[0].grader_id, row.marks.count()) == (None, 0)


def test_an_essay_without_words_is_graded_by_nobody(school):
    made = school.begin(path=WRITTEN_AT)
    school.save(made, "sky", "true")

    done = school.hand_in(made)

    assert (done.state, done.points, rounds(made)) == ("graded", 1, [])


def test_a_step_is_that_of_the_rubric():
    rubric = Rubric(("weak", "fair", "strong"), (Criterion("a", "A", Decimal(4), ("x", "y", "z")),))

    assert grading.step_of(Essay(key="k", stem="S", points=Decimal(10))) == 1
    assert grading.step_of(Essay(key="k", stem="S", points=Decimal(4), rubric=rubric)) == 2


def test_an_appeal_is_answered_by_another_with_a_reason(school):
    made = school.take(right=1)
    cast = school.cast
    with pytest.raises(NoAttemptError):
        appeals.make(attempt=made.pk, words="x", by=cast.ben)
    with pytest.raises(AttemptError):
        appeals.make(attempt=made.pk, words=" ", by=cast.ada)
    row = appeals.make(attempt=made.pk, words="Rome was one, too.", key="capital", by=cast.ada)
    with pytest.raises(AttemptError):
        appeals.make(attempt=made.pk, words="Again", key="capital", by=cast.ada)
    assert WorkItem.objects.filter(kind="assessments-appeal", assignee=cast.pia, state="open").exists()
    for name in ("ada", "ben"):
        with pytest.raises(NoAttemptError):
            appeals.decide(appeal=row.pk, because="x", by=getattr(cast, name))
    with pytest.raises(AttemptError):
        appeals.decide(appeal=row.pk, because=" ", by=cast.pia)
    with pytest.raises(AttemptError):
        appeals.decide(appeal=row.pk, because="x", points=Decimal(2), by=cast.pia)
    assert Appeal.objects.get().state == "open"

    appeals.decide(appeal=row.pk, because="True of 1810.", points=Decimal(1), by=cast.pia)

    assert fresh(made).score == 100
    change = ScoreChange.objects.get()
    assert (change.score_before, change.score_after, change.appeal) == (50, 100, row)
    assert not WorkItem.objects.filter(kind="assessments-appeal", state="open").exists()


def test_an_appeal_may_give_another_attempt(school):
    made = school.take(right=0)
    row = appeals.make(attempt=made.pk, words="The connection broke", by=school.cast.ada)

    appeals.decide(appeal=row.pk, because="So it did", again=True, by=school.cast.pia)

    assert fresh(made).state == "void"
    assert school.begin().number == 2


def apply(school, kind, key="capital", name="pia"):
    row = regrading.declare(
        quiz=BASICS_AT, key=key, kind=kind, because="It was wrong", by=getattr(school.cast, name)
    )
    return row, regrading.apply(row.pk, Step)


def test_a_regrade_changes_those_whom_its_preview_names(school):
    ada, ben = school.take(right=1), school.take("ben")
    said = regrading.declared(BASICS_AT, "capital", "full")
    found = queries.preview(regrading.concerned(BASICS_AT, "capital"), said)
    assert [(each.attempt, each.before, each.after) for each in found.changes] == [(ada, 50, 100)]
    with pytest.raises(NotAllowedError):
        apply(school, "full", name="ben")

    row, n = apply(school, "full")

    assert (n, fresh(ada).score, fresh(ben).score) == (1, 100, 100)
    assert regrading.apply(row.pk, Step) == 0
    assert Regrade.objects.get().changed == 1
    assert ScoreChange.objects.get().regrade == row
    assert Notice.objects.filter(account=school.cast.ada, subject="Your result has changed: Basics").exists()
    assert not Notice.objects.filter(account=school.cast.ben).exists()


def test_a_question_that_does_not_count_is_left_out_for_all(school):
    ada = school.take(right=1)
    under_way = school.begin("ben")

    apply(school, "void")

    assert (fresh(ada).score, fresh(ada).out_of) == (100, 1)
    school.save(under_way, "sum", school.key(under_way, "sum", "four"), "ben")
    assert (school.hand_in(under_way, "ben").score, fresh(ada).passed) == (100, True)
    apply(school, "none")
    assert fresh(ada).score == 50


def test_the_right_answer_of_today_counts_for_those_who_gave_it(school, serve):
    ada, ben = school.take(right=1), school.take("ben")
    serve({**QUIZ_FILES, "quizzes/basics.quiz.md": BASICS.replace("- Paris", "- Rome")})

    _row, n = apply(school, "newer")

    assert (n, fresh(ada).score, fresh(ben).score) == (2, 100, 50)


def test_what_the_newer_question_no_longer_has_is_not_held_against_anybody(school, serve):
    ada = school.take()
    serve({**QUIZ_FILES, "quizzes/basics.quiz.md": BASICS.replace("[x] four", "[x] 4")})

    _row, n = apply(school, "newer", "sum")

    assert (n, fresh(ada).score) == (0, 100)


def test_points_for_everybody_end_the_grading_of_an_essay(school):
    made = school.written()
    row = regrading.declare(quiz=WRITTEN_AT, key="well", kind="full", because="Unclear", by=school.cast.mia)

    regrading.apply(row.pk, Step)

    assert (fresh(made).state, fresh(made).score, rounds(made)) == ("graded", 100, [])
    undo = regrading.declare(quiz=WRITTEN_AT, key="well", kind="none", because="Clear", by=school.cast.mia)
    assert regrading.apply(undo.pk, Step) == 0
    assert fresh(made).score == 100
    assert Answer.objects.get(attempt=made, key="well").override == "full"


def test_a_void_attempt_waits_on_nobody(school):
    made = school.written()
    grading.take(grading=rounds(made)[0].pk, by=school.cast.pia)

    attempts.void(made.pk, because="Alarm", by=school.cast.pia)

    assert not WorkItem.objects.filter(kind__startswith="assessments", state="open").exists()
    with pytest.raises(AttemptError):
        grading.finish(grading=rounds(made)[0].pk, by=school.cast.pia)
