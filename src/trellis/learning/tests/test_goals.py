"""Goals of learning: whose they are, who sees them, how far they are, and how they end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trellis.core import exported, personal
from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.learning import suggesting
from trellis.learning.models import Goal, Note
from trellis.learning.queries import goals as queries
from trellis.learning.services import crediting, goals, progress, taking_back
from trellis.learning.services.errors import LearningError
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today

SOON = timedelta(days=30)
EVIDENCE = "class:sample"
SENIOR = {
    "courses/tools/course.md": """\
---
title: Choosing tools
description: Which tool for which work.
course:
  owner: People Generalist
  levels: [Senior IT Analyst]
  competencies: [judgement]
---

## Objectives

- Compare two tools. {#compare}

## Outline

1. [Tools](01-tools.md)
""",
    "courses/tools/01-tools.md": "---\ntitle: Tools\n---\n\nTry both.\n",
    "competencies/judgement.md": """\
---
layout: competency
title: Judgement
description: Decides well.
---

# Judgement

## Level 1

- Compares before choosing
""",
}


def want(school, name="ada", **more):
    return goals.want(by=getattr(school.cast, name), by_when=more.pop("by_when", today() + SOON), **more)


def client(school, name):
    made = Client()
    made.force_login(getattr(school.cast, name))
    return made


def test_a_goal_about_a_course_shows_how_far_one_is_and_ends_with_its_completion(school):
    goal = want(school, kind="course", key=FEEDBACK)
    ada = school.cast.ada

    assert queries.shown(ada, [goal])[0].share == 0
    found = school.enroll("ada")
    progress.complete_part(found, "why", evidence="read")
    assert queries.shown(ada, [goal])[0].share == 33
    for part in ("describe", "practice"):
        found = progress.complete_part(found, part, evidence="read")

    goal.refresh_from_db()
    assert (goal.state, goal.reached_on, goal.by_itself) == ("reached", today(), True)


def test_a_completion_that_is_taken_back_opens_the_goal_again(school):
    goal = want(school, kind="course", key=SAFETY)
    crediting.credit(school.cast.ada.person, SAFETY, "out", evidence=EVIDENCE)
    goal.refresh_from_db()
    assert goal.state == "reached"

    taking_back.take_back(school.cast.ada.person, SAFETY, "out", evidence=EVIDENCE)

    goal.refresh_from_db()
    assert (goal.state, goal.reached_on) == ("open", None)


def test_a_goal_is_seen_by_its_person_alone_until_they_show_it_to_those_above(school):
    goal = want(school, words="Lead a retrospective")
    page = f"/learning/goals/{goal.pk}/"

    assert [client(school, name).get(page).status_code for name in ("ada", "mia", "olga", "ben", "pia")] == [
        200, 404, 404, 404, 404,
    ]  # fmt: skip
    goals.change(goal=goal, by_when=goal.by_when, is_shared=True, by=school.cast.ada)
    assert [client(school, name).get(page).status_code for name in ("ada", "mia", "olga", "ben", "pia")] == [
        200, 200, 200, 404, 404,
    ]  # fmt: skip
    person = f"/learning/people/{school.cast.ada.person_id}/"
    assert "Lead a retrospective" in client(school, "mia").get(person).content.decode()
    assert "Lead a retrospective" not in client(school, "pia").get(person).content.decode()


def test_nobody_changes_the_goal_of_somebody_else(school):
    goal = want(school, words="Listen", is_shared=True)

    for act in (
        lambda: goals.change(goal=goal, by_when=today(), is_shared=False, by=school.cast.mia),
        lambda: goals.end(goal=goal, reached=True, by=school.cast.mia),
        lambda: goals.take_up(goal=goal, by_when=today(), by=school.cast.mia),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert client(school, "mia").post(f"/learning/goals/{goal.pk}/", {"act": "drop"}).status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"words": ""}, "Say what you want"),
        ({"words": "x", "by_when": today() - timedelta(days=1)}, "a day to come"),
        ({"kind": "course", "key": "none"}, "no such thing"),
        ({"kind": "nonsense", "key": "none"}, "no such thing"),
        ({"kind": "about", "source": "none", "about": uuid4()}, "no such thing to want"),
    ],
)
def test_what_there_is_not_cannot_be_wanted(school, values, words):
    with pytest.raises(LearningError, match=words):
        want(school, **values)


def test_what_one_has_or_wants_already_is_not_wanted_twice(school):
    first = want(school, kind="course", key=FEEDBACK)

    assert want(school, kind="course", key=FEEDBACK) == first
    school.finish("ben", SAFETY)
    with pytest.raises(LearningError, match="completed this already"):
        want(school, "ben", kind="course", key=SAFETY)


def test_the_gaps_to_the_next_level_are_suggested_and_not_what_one_wants_already(school):
    school.publish(SENIOR)

    found = {
        (each.kind, each.key): each.because
        for each in queries.suggested(school.cast.ada, queries.open_of(school.cast.ada))
    }
    assert found[("course", "tools")] == "for the next level, Senior IT Analyst"
    assert ("competency", "judgement") in found
    want(school, kind="course", key="tools")
    assert ("course", "tools") not in {
        (each.kind, each.key) for each in queries.suggested(school.cast.ada, queries.open_of(school.cast.ada))
    }
    goal = want(school, kind="competency", key="judgement")
    assert queries.shown(school.cast.ada, [goal])[0].share == 0
    school.finish("ada", "tools")
    assert queries.shown(school.cast.ada, [goal])[0].share == 100


def test_a_goal_from_another_room_keeps_no_words_of_it(school):
    key, seen = uuid4(), {"Explain a decision"}

    def describe(who, keys):
        return {key: (next(iter(seen)), "/there/")} if seen and who == school.cast.ada else {}

    source = suggesting.Source(
        lambda who: [
            suggesting.Suggestion("about", "Explain a decision", "of a plan", source="sample", object=key)
        ],
        describe,
    )
    suggesting.register("sample", source)
    try:
        ada = client(school, "ada")
        ada.post("/learning/goals/", {"suggested": str(key)})
        goal = Goal.objects.get()
        assert (goal.words, goal.key, goal.object) == ("", "", key)
        assert "Explain a decision" in ada.get("/learning/goals/").content.decode()
        goals.change(goal=goal, by_when=goal.by_when, is_shared=True, by=school.cast.ada)
        assert "Explain" not in client(school, "mia").get(f"/learning/goals/{goal.pk}/").content.decode()
        seen.clear()
        assert "Something that you may no longer see" in ada.get("/learning/goals/").content.decode()
    finally:
        suggesting._sources.pop("sample")


def test_somebody_is_reminded_once_before_the_day_and_once_after_it(school):
    goal = want(school, words="Listen", by_when=today() + timedelta(days=5))

    assert [goals.remind(today()) for _again in range(2)] == [1, 0]
    late = goal.by_when + timedelta(days=1)
    assert [goals.remind(late) for _again in range(2)] == [1, 0]
    subjects = list(
        Notice.objects.filter(account=school.cast.ada).order_by("pk").values_list("subject", flat=True)
    )
    assert subjects[0].startswith("Your goal until")
    assert subjects[1] == "The day of your goal is over: Listen"
    goals.change(goal=goal, by_when=late + SOON, is_shared=False, by=school.cast.ada)
    assert goals.remind(late + SOON - timedelta(days=2)) == 1


def test_goals_are_made_changed_ended_and_taken_up_again_on_their_pages(school):
    ada = client(school, "ada")
    ada.post(
        "/learning/goals/", {"what": "", "words": "Listen", "by_when": str(today() + SOON), "is_shared": "on"}
    )
    goal = Goal.objects.get()
    assert goal.is_shared
    page = f"/learning/goals/{goal.pk}/"
    ada.post(page, {"act": "change", "words": "Listen well", "by_when": str(today() + 2 * SOON)})
    ada.post(page, {"act": "reached"})
    goal.refresh_from_db()
    assert (goal.words, goal.is_shared, goal.state) == ("Listen well", False, "reached")
    ada.post(page, {"act": "again", "by_when": str(today() + SOON)})
    goal.refresh_from_db()
    assert (goal.state, goal.reached_on) == ("open", None)
    wrong = ada.post("/learning/goals/", {"what": "", "words": "", "by_when": str(today() + SOON)})
    assert "Say what you want to learn" in wrong.content.decode()


def test_goals_go_with_the_person_and_are_in_no_export(school):
    assert personal.declaration_of("learning.Goal").fate == "delete"
    assert "learning.Goal" not in {each.label for each in exported.tables()}
    assert Note._meta.label not in {each.label for each in exported.tables()}


def test_many_goals_cost_no_more_queries_than_one(school):
    ada = client(school, "ada")
    want(school, kind="course", key=FEEDBACK)
    ada.get("/learning/goals/")
    for n in range(9):
        want(school, words=f"Goal {n}")
    want(school, kind="path", key="lead")
    want(school, kind="course", key=SAFETY)
    with CaptureQueriesContext(connection) as many:
        ada.get("/learning/goals/")

    assert len(many) <= 15


def test_programs_read_and_make_goals_of_their_own_account_alone(school):
    ada, mia = client(school, "ada"), client(school, "mia")
    body = {"kind": "course", "key": FEEDBACK, "by_when": str(today() + SOON), "is_shared": True}

    made = ada.post("/api/v1/learning-goals", body, content_type="application/json").json()

    assert (made["title"], made["share"], made["state"]) == ("Giving feedback", 0, "open")
    assert [each["id"] for each in ada.get("/api/v1/learning-goals").json()["items"]] == [made["id"]]
    assert mia.get("/api/v1/learning-goals").json()["items"] == []
    wrong = ada.post("/api/v1/learning-goals", {**body, "key": "none"}, content_type="application/json")
    assert wrong.status_code == 409
    assert ada.get("/api/v1/made-paths").json()["items"] == []
