"""Whatever happens in whatever order: an attempt has one score, and it is that of its answers."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.assessments import papers, reckoning, terms
from trellis.assessments.models import Attempt, ScoreChange
from trellis.assessments.services import appeals, attempts, grading, regrading
from trellis.assessments.services.errors import AttemptError
from trellis.assessments.tests.conftest import BASICS_AT, WRITTEN_AT
from trellis.assessments.tests.test_attempts import run_out
from trellis.assessments.tests.test_grading import Step
from trellis.core.models import Event

ACTS = (
    "save",
    "late save",
    "submit",
    "time",
    "clock",
    "full",
    "void",
    "newer",
    "none",
    "grade",
    "appeal",
    "decide",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(["sum", "capital", "well", "sky"]), st.integers(0, 2)),
    min_size=4, max_size=16,
)  # fmt: skip


def act(school, made, what, key, n):
    """Something happens to an attempt."""
    cast = school.cast
    if what in ("save", "late save"):
        values = {
            "sum": ["three", "four", None],
            "capital": ["Paris", "Rome", ""],
            "sky": ["true", "false", None],
        }
        value = values.get(key, ["Much.", "", None])[n]
        if (
            key == "sum"
            and value is not None
            and any(each["question"]["key"] == "sum" for each in made.paper)
        ):
            value = school.key(made, "sum", value)
        school.save(
            made, key, value, tab="ab"[n % 2], number=1 if what == "late save" else timezone.now().microsecond
        )
    elif what == "submit":
        school.hand_in(made)
    elif what == "time":
        Attempt.objects.filter(pk=made.pk, state="open").exists() and run_out(made)
    elif what == "clock":
        attempts.close_late(timezone.now())
    elif what in ("full", "void", "newer", "none"):
        row = regrading.declare(quiz=made.quiz, key=key, kind=what, because="x", by=cast.pia)
        regrading.apply(row.pk, Step)
    elif what == "grade":
        for row, name in zip(made.gradings.filter(finished_at=None), ("pia", "mia"), strict=False):
            by = getattr(cast, name)
            grading.take(grading=row.pk, by=by)
            grading.mark(grading=row.pk, marks={"well": {"points": str(n)}}, by=by)
            grading.finish(grading=row.pk, by=by)
    elif what == "appeal":
        appeals.make(attempt=made.pk, words="x", key=key, by=cast.ada)
    elif what == "decide":
        for row in made.appeals.filter(state="open"):
            appeals.decide(appeal=row.pk, because="x", points=row.answer.out_of, by=cast.pia)


@pytest.mark.slow
@pytest.mark.timeout(240)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, path=st.sampled_from([BASICS_AT, WRITTEN_AT]))
def test_no_order_of_events_makes_another_score_than_that_of_the_answers(school, steps, path):
    with transaction.atomic():
        made = school.begin(path=path)
        frozen = None
        for what, key, n in steps:
            try:
                with transaction.atomic():
                    act(school, made, what, key, n)
            except AttemptError:
                pass
            frozen = _look(made, frozen)
        transaction.set_rollback(True)


def _look(made, frozen):
    row = Attempt.objects.get(pk=made.pk)
    answers = list(row.answers.order_by("position"))
    values = [each.value for each in answers]
    if frozen is not None:
        assert values == frozen, "what was handed in has changed"
    total = reckoning.total(answers, terms.percent(row.rule("pass")))
    if row.state == "graded":
        assert (row.score, row.passed, row.points, row.out_of) == (
            total.score, total.passed, total.points, total.out_of,
        )  # fmt: skip
        for each, asked in zip(answers, papers.asked_in(row.paper), strict=True):
            score = papers.scored(asked, each.value, each.newer, terms.percent(row.rule("penalty"), "0"))
            assert each.auto_points == (papers.earned(score) if score is not None else None)
    graded = Event.objects.filter(object=row.pk, name="assessments.attempt-graded").count()
    assert graded == (1 + ScoreChange.objects.filter(attempt=row).count() if row.state == "graded" else 0)
    assert Event.objects.filter(object=row.pk, name="assessments.attempt-submitted").count() == (
        row.state != "open"
    )
    return values if row.state != "open" else None
