"""Two years of learning of the example company: courses, quizzes, classes and certificates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import Count

from trellis.assessments.models import Answer, Attempt
from trellis.certifications.models import Award
from trellis.classes.models import Attendance, Cohort, Facilitator, Feedback, Registration, Session
from trellis.config.demo.growing import Wish
from trellis.config.demo.tests.test_making import made, owner  # noqa: F401 - a fixture
from trellis.core.models import Notice
from trellis.learning.models import (
    Assignment,
    Community,
    Enrollment,
    Flag,
    Goal,
    PartProgress,
    Question,
    Rating,
)
from trellis.people.days import today

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


def counts(rows, name):
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))


def test_two_years_of_learning_are_told(owner):  # noqa: F811
    made(owner, Wish(30, 3, 7, today()))

    states = counts(Enrollment.objects, "state")
    assert states["completed"] > 60
    assert states["active"] > 5
    asked = counts(Assignment.objects.filter(is_current=True), "state")
    assert asked["done"] > 40
    late = Assignment.objects.filter(is_current=True, state="open", due_on__lt=today())
    assert late.exists()
    assert {"rule", "self"} <= set(counts(Enrollment.objects, "reason"))

    assert set(counts(Attempt.objects, "state")) == {"graded"}
    passed = counts(Attempt.objects, "passed")
    assert passed[True] > passed[False] > 3
    right = Answer.objects.filter(auto_points__gte=1).count() / Answer.objects.count()
    assert Decimal("0.6") < Decimal(right) < Decimal("0.98")
    by_quiz = PartProgress.objects.filter(part="quiz", state="done")
    assert by_quiz.exists()
    assert all(each.evidence.startswith("attempt:") for each in by_quiz)

    assert Rating.objects.exclude(words="").exists()
    assert Rating.objects.exclude(answer="").exists()

    assert counts(Session.objects, "state") == {"held": 2, "open": 1}
    assert Facilitator.objects.count() == 3
    assert Attendance.objects.filter(minutes__gte=48).exists()
    assert Feedback.objects.exists()
    assert Registration.objects.filter(session__state="open", state="registered").exists()
    attended = Registration.objects.filter(outcome="attended").values("person")
    credited = Enrollment.objects.filter(course="giving-feedback", state="completed", person__in=attended)
    assert credited.count() == attended.count()

    cohort = Cohort.objects.get()
    assert cohort.is_open
    assert counts(cohort.seats, "part")["member"] > 2
    assert cohort.news.exists()

    awards = Award.objects.all()
    assert {"people-manager", "internal-facilitator"} == set(counts(awards, "certification"))
    assert {"valid", "expired"} <= set(counts(awards, "state"))
    assert any(0 <= (each.days_left(today()) or 0) < 60 for each in awards.filter(state="valid"))
    assert all(each.evidence.filter(kind="quiz").exists() for each in awards)

    stands = counts(Goal.objects, "state")
    assert set(stands) == {"open", "reached", "dropped"}
    assert {"course", "words"} == set(counts(Goal.objects, "kind"))
    assert {True, False} == set(counts(Goal.objects, "is_shared"))

    assert counts(Community.objects, "is_open") == {True: 2, False: 1}
    assert Question.objects.filter(accepted__isnull=False).count() > 4
    assert Question.objects.filter(accepted=None).exists()
    handled = Flag.objects.get()
    assert handled.is_upheld
    assert not handled.comment.is_readable
    assert all(each.author_id for each in Question.objects.all())

    told = ("assessment", "class", "certif", "learning", "course")
    assert not [each for each in Notice.objects.values_list("kind", flat=True) if each.startswith(told)]


def told():
    return (
        sorted(
            Enrollment.objects.values_list(
                "id", "person__email", "course", "state", "completed_on", "seconds", "done"
            )
        ),
        sorted(Attempt.objects.values_list("id", "score", "began_at")),
        sorted(Assignment.objects.values_list("person__email", "key", "state", "due_on")),
        sorted(Award.objects.values_list("person__email", "certification", "state", "valid_until")),
        sorted(Goal.objects.values_list("id", "person__email", "kind", "key", "words", "state", "by_when")),
        sorted(Question.objects.values_list("id", "author__email", "title", "accepted", "asked_at")),
    )


def test_one_seed_gives_one_history_of_learning(owner):  # noqa: F811
    from django.db import transaction  # noqa: PLC0415 - of this test alone

    found = []
    for _again in range(2):
        with transaction.atomic():
            made(owner, Wish(8, 2, 7, today()))
            found.append(told())
            transaction.set_rollback(True)
    assert found[0] == found[1]
