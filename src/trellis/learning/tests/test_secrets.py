"""Who is kept out of a course: whoever waits to be let in, was refused, or gave up before it began."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from trellis.assessments.definitions.recognising import is_quiz
from trellis.assessments.models import Attempt
from trellis.assessments.services import attempts as quizzes
from trellis.core.rules import NotAllowedError
from trellis.learning.models import Enrollment, EnrollmentState, Note, PartProgress, Reply
from trellis.learning.services import enrolling, keeping, progress
from trellis.learning.services.errors import LearningError
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.pages.queries.current import whole_edition

QUIZ = """\
---
title: Check yourself
quiz: {pass: 100%, attempts: 2, review: passed}
---

## Two and two? {#sum}

- [ ] three
- [x] four
"""
AT = f"courses/{SAFETY}/quiz.md"


@pytest.fixture
def as_(school):
    def client(name):
        made = Client()
        made.force_login(getattr(school.cast, name))
        return made

    return client


def sent(client, found, *items):
    answer = client.post(
        f"/learning/{found.pk}/sync/",
        json.dumps({"items": [{"id": str(n), **each} for n, each in enumerate(items)]}),
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content[-500:]


def with_quiz(school):
    course = school.files[f"courses/{SAFETY}/course.md"]
    school.publish(
        {
            f"courses/{SAFETY}/course.md": course.replace(
                "1. [The way out](01-out.md)", "1. [Check](quiz.md)"
            ),
            AT: QUIZ,
        }
    )
    assert is_quiz(whole_edition().handbook.pages[AT])


@pytest.mark.parametrize("state", ["asked", "refused", "withdrawn"])
def test_who_was_not_let_in_reads_nothing_and_leaves_nothing(school, as_, state):
    school.finish("ada", FEEDBACK)
    found = enrolling.enroll(school.cast.ada.person, "advanced", by=school.cast.ada)
    Enrollment.objects.filter(pk=found.pk).update(state=state)
    ada, there = as_("ada"), f"/learning/{found.pk}/"

    for place in (f"{there}hard/", f"{there}newer/"):
        answer = ada.get(place, follow=True)
        assert b"Breathe." not in answer.content
    assert ada.get(f"{there}hard/").status_code == 302
    ada.post(f"{there}do/done/", {"part": "hard"})
    ada.post(f"{there}do/note/", {"part": "hard", "key": str(found.pk), "kind": "note", "text": "Mine"})
    sent(
        ada, found, {"do": "beat", "part": "hard", "seconds": 5}, {"do": "done", "part": "hard"},
        {"do": "reply", "part": "hard", "block": "b", "kind": "exercise", "value": "x", "counter": 1},
    )  # fmt: skip

    assert not PartProgress.objects.filter(enrollment=found).exists()
    assert not Note.objects.exists()
    assert not Reply.objects.exists()
    with pytest.raises(NotAllowedError):
        progress.complete_by_oneself(
            enrollment=Enrollment.objects.get(pk=found.pk), part_key="hard", by=school.cast.ada
        )


def test_who_gave_a_course_up_still_reads_what_they_began(school, as_):
    found, ada = school.enroll("ada"), as_("ada")
    ada.get(f"/learning/{found.pk}/why/")
    enrolling.withdraw(enrollment=found, by=school.cast.ada)

    assert b"Feedback fails when it judges." in ada.get(f"/learning/{found.pk}/why/").content


def test_no_quiz_is_begun_in_a_course_that_was_given_up_or_refused(school, as_):
    with_quiz(school)
    found, ada = school.enroll("ada", SAFETY), as_("ada")
    ada.get(f"/learning/{found.pk}/quiz/")
    enrolling.withdraw(enrollment=found, by=school.cast.ada)
    assert ada.post(f"/learning/{found.pk}/do/attempt/", {"part": "quiz"}).status_code == 302
    Enrollment.objects.filter(pk=found.pk).update(state=EnrollmentState.REFUSED)
    assert ada.post(f"/learning/{found.pk}/do/attempt/", {"part": "quiz"}).status_code == 404

    assert not Attempt.objects.exists()


def test_giving_up_and_beginning_again_gives_no_more_attempts(school, as_):
    with_quiz(school)
    ada = as_("ada")
    for _round in range(2):
        found = school.enroll("ada", SAFETY)
        ada.post(f"/learning/{found.pk}/do/attempt/", {"part": "quiz"})
        quizzes.submit(Attempt.objects.get(state="open").pk, by=school.cast.ada)
        enrolling.withdraw(enrollment=found, by=school.cast.ada)
    found = school.enroll("ada", SAFETY)
    ada.post(f"/learning/{found.pk}/do/attempt/", {"part": "quiz"})

    assert Attempt.objects.count() == 2
    assert not Attempt.objects.filter(state="open").exists()


def test_after_a_completion_attempts_are_counted_anew(school, as_):
    with_quiz(school)
    ada = as_("ada")
    for _round in range(2):
        found = school.enroll("ada", SAFETY)
        ada.post(f"/learning/{found.pk}/do/attempt/", {"part": "quiz"})
        quizzes.submit(Attempt.objects.get(state="open").pk, by=school.cast.ada)
        enrolling.withdraw(enrollment=found, by=school.cast.ada)
    school.finish("ada", SAFETY)
    found = school.enroll("ada", SAFETY)
    ada.post(f"/learning/{found.pk}/do/attempt/", {"part": "quiz"})

    assert Attempt.objects.filter(state="open", subject=f"enrollment:{found.pk}").exists()


def test_what_a_browser_makes_up_is_bounded(school, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_REPLIES", 3)
    found, ada = school.enroll("ada"), school.cast.ada

    def put(block, counter=1):
        keeping.reply(
            enrollment=found, part_key="why", block=block, kind="exercise", value="x", counter=counter, by=ada
        )

    for n in range(3):
        put(f"b{n}")
    put("b1", counter=2)
    with pytest.raises(LearningError):
        put("b3")
    assert Reply.objects.count() == 3


def test_an_address_that_names_nobody_is_no_error(school, as_):
    assert as_("pia").get("/learning/assign/?person=nobody&person=").status_code == 200


def test_what_is_new_in_a_page_that_somebody_may_not_see_is_not_told(school, as_):
    found, ada = school.enroll("ada"), as_("ada")
    newer = {"people/conversations.md": "# Conversations\n\n## Feedback\n\nSpeak of the merger.\n"}
    school.publish(newer)
    assert b"Speak of the merger." in ada.get(f"/learning/{found.pk}/newer/").content
    closed = "visibility:\n  - {path: people/conversations.md, to: restricted, roles: [People Generalist]}\n"
    school.publish({**newer, "handbook.yml": school.files["handbook.yml"] + closed})

    shown = ada.get(f"/learning/{found.pk}/newer/").content

    assert b"Speak of the merger." not in shown
    assert b"Speak soon." not in shown
    assert b"It has changed." in shown
