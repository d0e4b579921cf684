"""Paths made for people: two with different gaps get different ones from the same template."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trellis.core.models import Notice
from trellis.core.records import uuid7
from trellis.core.rules import NotAllowedError
from trellis.learning.models import MadeItem, MadePath
from trellis.learning.queries import made as queries
from trellis.learning.services import crediting, making, progress, taking_back
from trellis.learning.services.errors import LearningError
from trellis.learning.services.making import OwnItem
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today

TEMPLATE = {
    "paths/grow.md": """\
---
title: Growing
description: What comes next.
path:
  owner: People Generalist
  audience: everybody
---

## Parts

1. [Safety](/courses/safety/course.md)
2. [Giving feedback](/courses/giving-feedback/course.md)
3. [Advanced feedback](/courses/advanced/course.md)
4. A talk with a peer, held (milestone) {#talk}
""",
}
LINK = OwnItem("link", "A talk", "https://example.com/talk")


def keys(path):
    return [(each.kind, each.key or each.title) for each in path.items.order_by("place")]


def make(school, *names, by="mia", **more):
    people = [getattr(school.cast, name).person for name in names]
    values = {"title": "Growing", "template": "grow", **more}
    return making.make(people=people, by=getattr(school.cast, by), **values)


def client(school, name):
    found = Client()
    found.force_login(getattr(school.cast, name))
    return found


@pytest.fixture
def grow(school):
    school.publish(TEMPLATE)
    return school


def test_two_learners_with_different_gaps_get_different_paths_of_the_same_template(grow):
    grow.finish("ada", SAFETY)
    grow.finish("ben", FEEDBACK)

    ada, ben = make(grow, "ada", "ben", own=[LINK])

    milestone = ("task", "A talk with a peer, held")
    assert keys(ada) == [("course", FEEDBACK), ("course", "advanced"), milestone, ("link", "A talk")]
    assert keys(ben) == [("course", SAFETY), ("course", "advanced"), milestone, ("link", "A talk")]
    assert ada.group == ben.group
    assert ada.items.get(key=FEEDBACK).why == "for your role, IT Analyst"


def test_a_course_for_another_level_is_left_out_and_what_comes_before_is_put_before(grow):
    grow.publish({"paths/grow.md": TEMPLATE["paths/grow.md"].replace(
        "2. [Giving feedback](/courses/giving-feedback/course.md)\n", "")})  # fmt: skip

    (ada,) = make(grow, "ada")
    (rob,) = make(grow, "rob", by="rob")

    assert [key for _kind, key in keys(ada)][:3] == [SAFETY, FEEDBACK, "advanced"]
    assert ada.items.get(key=FEEDBACK).why == "comes before Advanced feedback"
    assert "advanced" in [key for _kind, key in keys(rob)]


def test_the_page_shows_what_each_would_get_before_it_is_made(grow):
    grow.finish("ada", SAFETY)
    mia, cast = client(grow, "mia"), grow.cast
    sent = {
        "key": str(uuid7()), "title": "Growing", "template": "grow", "look": "1",
        "people": [str(cast.ada.person_id), str(cast.ben.person_id)], "why": "", "due_on": "",
        **{f"own{n}-kind": "link" for n in range(3)},
    }  # fmt: skip

    shown = mia.post("/learning/made/new/", sent).content.decode()

    assert "had since" in shown
    assert not MadePath.objects.exists()
    sent.pop("look")
    mia.post("/learning/made/new/", sent)
    mia.post("/learning/made/new/", sent)
    assert MadePath.objects.count() == 2
    assert "Ada: Growing" in mia.get("/learning/made/").content.decode()
    assert "Growing" in client(grow, "ada").get("/learning/made/").content.decode()
    assert "Growing" in client(grow, "ada").get("/learning/beside/").content.decode()
    assert (
        Notice.objects.filter(account=cast.ada, subject="A learning path is made for you: Growing").count()
        == 1
    )


def test_it_is_completed_by_courses_and_ticks_and_opens_again_with_what_is_taken_back(grow):
    (made,) = make(grow, "ada", template="", own=[OwnItem("course", "", SAFETY), LINK], title="Two things")
    link = made.items.get(kind="link")
    making.tick(item=link, done=True, by=grow.cast.ada)
    made.refresh_from_db()
    assert made.state == "active"

    crediting.credit(grow.cast.ada.person, SAFETY, "out", evidence="class:sample")

    made.refresh_from_db()
    assert (made.state, made.completed_on) == ("completed", today())
    taking_back.take_back(grow.cast.ada.person, SAFETY, "out", evidence="class:sample")
    made.refresh_from_db()
    assert (made.state, made.completed_on) == ("active", None)
    making.tick(item=link, done=False, by=grow.cast.ada)
    assert queries.views(made.person_id, [made])[0].done == 0


def test_a_course_is_not_ticked_but_completed(grow):
    (made,) = make(grow, "ada")

    with pytest.raises(LearningError, match="once you complete it"):
        making.tick(item=made.items.get(key=SAFETY), done=True, by=grow.cast.ada)
    with pytest.raises(NotAllowedError):
        making.tick(item=made.items.get(kind="task"), done=True, by=grow.cast.mia)


def test_who_may_make_see_and_change(grow):
    with pytest.raises(NotAllowedError):
        make(grow, "ada", by="ben")
    (made,) = make(grow, "ada")
    page = f"/learning/made/{made.pk}/"

    assert [client(grow, name).get(page).status_code for name in ("ada", "mia", "olga", "pia", "ben")] == [
        200, 200, 200, 200, 404,
    ]  # fmt: skip
    with pytest.raises(NotAllowedError):
        making.take_out(item=made.items.first(), by=grow.cast.ada)
    making.add(path=made, item=LINK, by=grow.cast.ada)
    making.take_out(item=made.items.get(kind="link"), by=grow.cast.ada)
    making.take_out(item=made.items.first(), by=grow.cast.mia)
    with pytest.raises(NotAllowedError):
        making.add(path=made, item=LINK, by=grow.cast.ben)


def test_an_item_is_added_for_all_of_the_group_once(grow):
    ada, ben = make(grow, "ada", "ben")
    reading = OwnItem("reading", "", "people/conversations.md")

    assert making.add(path=ada, item=reading, by=grow.cast.mia, to_all=True) == 2
    assert making.add(path=ben, item=reading, by=grow.cast.mia, to_all=True) == 0
    assert ben.items.get(kind="reading").title == "Conversations"
    assert queries.views(ben.person_id, [ben])[0].items[-1].url == "/handbook/people/conversations/"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (OwnItem("link", "A talk", "javascript:alert(1)"), "whole address"),
        (OwnItem("link", "", "https://example.com"), "Say what it is"),
        (OwnItem("reading", "", "none.md"), "no page “none.md”"),
        (OwnItem("course", "", "none"), "no course “none”"),
        (OwnItem("nonsense", "x"), "one of the kinds"),
    ],
)
def test_items_that_lead_nowhere_are_refused(grow, item, words):
    with pytest.raises(LearningError, match=words):
        make(grow, "ada", own=[item])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": " "}, "needs a name"),
        ({"template": ""}, "template, or add items"),
        ({"template": "none"}, "no such path"),
        ({"due_on": today() - timedelta(days=1)}, "a day to come"),
    ],
)
def test_a_path_that_cannot_be_made_says_why(grow, values, words):
    with pytest.raises(LearningError, match=words):
        make(grow, "ada", **values)


def test_a_path_stays_as_it_was_when_its_template_and_courses_go(grow):
    (made,) = make(grow, "ada")
    grow.files.pop("paths/grow.md")
    for name in [each for each in grow.files if each.startswith("courses/advanced/")]:
        grow.files.pop(name)
    grow.publish({})

    shown = client(grow, "ada").get(f"/learning/made/{made.pk}/").content.decode()

    assert "Advanced feedback" in shown
    assert "not there any more" in shown
    for item in made.items.filter(kind="task"):
        making.tick(item=item, done=True, by=grow.cast.ada)
    grow.finish("ada", SAFETY)
    found = grow.enroll("ada")
    for part in ("why", "describe", "practice"):
        found = progress.complete_part(found, part, evidence="read")
    made.refresh_from_db()
    assert made.state == "completed"


def test_the_page_costs_the_same_for_many_items(grow):
    (made,) = make(grow, "ada")
    ada = client(grow, "ada")
    ada.get(f"/learning/made/{made.pk}/")
    for n in range(20):
        MadeItem.objects.create(path=made, place=50 + n, kind="task", title=f"Task {n}")

    with CaptureQueriesContext(connection) as found:
        ada.get(f"/learning/made/{made.pk}/")

    assert len(found) <= 15
