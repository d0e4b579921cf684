"""Goals and communities that are taken over from elsewhere: once, by who keeps learning, and nobody is told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.discussions.models import Comment
from trellis.learning.models import Community, Flag, Goal, Question
from trellis.learning.services import goals
from trellis.learning.services.communities import Facts
from trellis.learning.services.taking_over_talk import (
    Answered,
    Asked,
    Founded,
    Reported,
    Wished,
    take_over_community,
    take_over_goals,
)
from trellis.learning.tests.conftest import FEEDBACK
from trellis.people.days import today


@pytest.fixture
def founded(school):
    """A community of Pia and Ada, with a question that has an accepted answer and a hidden one."""
    cast, at = school.cast, timezone.now() - timedelta(days=100)
    rude = Reported(cast.ada, "Rude", at, cast.pia, at)
    answers = (
        Answered(uuid4(), cast.pia, "Say what you saw.", at, is_accepted=True),
        Answered(uuid4(), cast.ben, "Do not.", at, reported=rude),
    )
    asked = Asked(uuid4(), cast.ada, "How do I begin?", "I never know.", at, answers)
    return Founded(uuid4(), Facts("Feedback", course=FEEDBACK), at, (cast.pia, cast.ada), (asked,))


def test_a_community_is_there_with_all_that_was_asked_and_nobody_is_told(school, founded):
    for _twice in range(2):
        made = take_over_community(founded=founded, by=school.cast.pia)

    assert made == Community.objects.get()
    assert [each.account for each in made.memberships.order_by("-is_moderator")] == [
        school.cast.pia,
        school.cast.ada,
    ]
    question = Question.objects.get()
    assert (question.accepted.text, question.asked_at) == ("Say what you saw.", founded.at)
    assert {each.text: each.is_readable for each in Comment.objects.all()} == {
        "Say what you saw.": True, "Do not.": False,
    }  # fmt: skip
    assert Flag.objects.get().is_upheld
    assert not Notice.objects.exists()


def test_another_of_the_same_name_is_left_alone(school, founded):
    there = Community.objects.create(title="FEEDBACK", founded_by=school.cast.ada)

    assert take_over_community(founded=founded, by=school.cast.pia) is None
    assert list(Community.objects.all()) == [there]


def test_goals_are_there_once_and_what_is_wanted_already_has_no_second(school):
    ada = school.cast.ada
    goals.want(by=ada, kind="course", key=FEEDBACK, by_when=today())
    wished = [
        Wished(uuid4(), ada.person_id, "course", FEEDBACK, timezone.now(), today()),
        Wished(uuid4(), ada.person_id, "words", "Listen", timezone.now(), today(), "reached", today()),
    ]

    assert [take_over_goals(wished=wished, by=school.cast.pia) for _twice in range(2)] == [1, 0]
    assert set(Goal.objects.values_list("kind", "words", "state")) == {
        ("course", "", "open"), ("words", "Listen", "reached"),
    }  # fmt: skip


def test_only_who_keeps_learning_takes_over(school, founded):
    with pytest.raises(NotAllowedError):
        take_over_community(founded=founded, by=school.cast.ada)
    with pytest.raises(NotAllowedError):
        take_over_goals(wished=[], by=school.cast.ada)
