"""Courses are looked at when something new concerns them, when a page that they include changes, and by their day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.core import rounds
from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import tokens
from trellis.courses.touches import concerned
from trellis.intake.models import ContentUpdate, SeenCourse
from trellis.intake.services import updating
from trellis.intake.services.errors import IntakeError
from trellis.intake.tests.conftest import BOOK, fresh
from trellis.pages.tests.served import compiled
from trellis.people.days import today
from trellis.work.models import WorkItem

PIPES = """\
---
title: Pipelines
description: Build and test by themselves.
course:
  owner: Manager, IT
  topics: [ci, delivery]
---

## Outline

1. [Why](01-why.md)
2. [When](02-when.md)
"""
REVIEWS = """\
---
title: Reviews
description: Read what others wrote.
course:
  owner: People Generalist
---

## Outline

1. [Merging](01-merging.md)
2. [Reading](02-reading.md)
"""
BASE = {
    **BOOK,
    "courses/pipes/course.md": PIPES,
    "courses/pipes/01-why.md": "---\ntitle: Why\n---\n\nBecause.\n",
    "courses/pipes/02-when.md": "---\ntitle: When\n---\n\nNow.\n\n![[how/deploy#when]]\n",
    "courses/reviews/course.md": REVIEWS,
    "courses/reviews/01-merging.md": "---\ntitle: Merging\ntopics: [CI]\n---\n\nPress it.\n",
    "courses/reviews/02-reading.md": "---\ntitle: Reading\n---\n\nRead it.\n",
    "how/deploy.md": "# Deploying\n\n## When\n\nOn Mondays.\n\n## Who\n\nAll of us.\n",
}
NEWS = "releases/november.md"
RELEASE = "---\ntitle: What is new\nrelease:\n  topics: [CI]\n  days: 5\n---\n\nPipelines are faster.\n"


@pytest.fixture
def looked(cast, serve):
    """The handbook was looked at once, before anything new."""
    serve(BASE)
    updating.look(timezone.now())
    return cast


@pytest.fixture
def at(client):
    def get(who, name, *arguments, **params):
        client.force_login(fresh(who))
        return client.get(reverse(f"intake:{name}", args=arguments), params)

    return get


def look(serve, **files):
    serve({**BASE, **{path.replace("__", "/").replace("_md", ".md"): text for path, text in files.items()}})
    return updating.look(timezone.now())


def released(serve, text=RELEASE):
    serve({**BASE, NEWS: text})
    return updating.look(timezone.now())


def waits(row):
    items = WorkItem.objects.filter(about=row.pk, state="open")
    return {each.assignee.name for each in items.select_related("assignee")}


def test_a_release_note_lists_the_courses_and_lessons_about_its_topics_for_their_owners(looked, serve):
    assert not ContentUpdate.objects.exists()

    assert released(serve) == 2

    pipes, reviews = ContentUpdate.objects.order_by("course")
    assert (pipes.course, pipes.parts, pipes.topics, pipes.cause) == ("pipes", [], "CI", "release")
    assert reviews.parts == [["courses/reviews/01-merging.md", "Merging"]]
    assert waits(pipes) == {"Mia"}
    assert "Pia" in waits(reviews)
    assert pipes.due_on > today()
    assert WorkItem.objects.filter(about=pipes.pk).get().due_at.date() == pipes.due_on
    assert Notice.objects.filter(account=looked.mia, kind="content-update").count() == 1
    assert updating.look(timezone.now()) == 0


def test_a_release_note_of_long_ago_or_about_nothing_raises_nothing(looked, serve):
    long_ago = (today() - timedelta(days=200)).isoformat()
    assert released(serve, RELEASE.replace("  days: 5", f"  on: {long_ago}")) == 0
    assert released(serve, RELEASE.replace("[CI]", "[welding]")) == 0


def test_a_topic_that_is_added_later_raises_what_is_missing_and_nothing_twice(looked, serve):
    assert released(serve, RELEASE.replace("[CI]", "[delivery]")) == 1
    assert released(serve, RELEASE.replace("[CI]", "[delivery, CI]")) == 1
    assert ContentUpdate.objects.count() == 2


def test_a_page_that_a_lesson_includes_raises_work_and_another_section_does_not(looked, serve):
    deploy = BASE["how/deploy.md"]
    assert look(serve, how__deploy_md=deploy.replace("All of us", "Two of us")) == 0

    assert look(serve, how__deploy_md=deploy.replace("Mondays", "Tuesdays")) == 1

    row = ContentUpdate.objects.get()
    assert (row.cause, row.source, row.title) == ("page", "how/deploy.md", "Deploying")
    assert row.parts == [["courses/pipes/02-when.md", "When"]]
    assert look(serve, how__deploy_md=deploy.replace("Mondays", "Fridays")) == 0
    assert ContentUpdate.objects.count() == 1


def test_many_courses_are_looked_at_over_several_rounds_each_once(looked, serve, monkeypatch):
    monkeypatch.setattr(updating, "AT_ONCE", 1)
    monkeypatch.setattr(rounds, "SLICE", 0.0)
    monkeypatch.setattr(updating._seen, "revision", "")
    texts = {"how/deploy.md": BASE["how/deploy.md"].replace("Mondays", "Tuesdays"), NEWS: RELEASE}
    texts["courses/reviews/02-reading.md"] = "---\ntitle: Reading\n---\n\nRead all of it.\n"
    serve({**BASE, **texts})

    raised = [updating.follow(timezone.now()) for _each in range(5)]

    assert (sorted(raised[:2]), raised[2:]) == ([0, 1], [2, 0, 0])
    assert sorted(ContentUpdate.objects.values_list("course", "cause")) == [
        ("pipes", "page"), ("pipes", "release"), ("reviews", "release"),
    ]  # fmt: skip


def test_a_course_that_is_seen_for_the_first_time_raises_nothing(cast, serve):
    serve(BASE)
    assert updating.look(timezone.now()) == 0
    assert SeenCourse.objects.count() == 2


def test_it_ends_by_itself_once_the_course_is_changed_where_it_was_meant(looked, serve):
    released(serve)
    other = BASE["courses/reviews/02-reading.md"].replace("Read it", "Read all of it")
    serve({**BASE, NEWS: RELEASE, "courses/reviews/02-reading.md": other})
    updating.look(timezone.now())
    assert ContentUpdate.objects.get(course="reviews").is_open

    meant = BASE["courses/reviews/01-merging.md"].replace("Press it", "It merges itself")
    serve({**BASE, NEWS: RELEASE, "courses/reviews/01-merging.md": meant,
           "courses/pipes/01-why.md": "---\ntitle: Why\n---\n\nTo save time.\n"})  # fmt: skip
    updating.look(timezone.now())

    rows = list(ContentUpdate.objects.all())
    assert {each.state for each in rows} == {"changed"}
    assert all(each.done_at is not None for each in rows)
    assert not any(waits(each) for each in rows)


def test_who_looked_says_why_it_stays_and_only_its_owner_or_who_looks_after_courses_does(looked, serve):
    released(serve)
    row = ContentUpdate.objects.get(course="pipes")
    for who in (looked.ada, looked.eve):
        with pytest.raises(NotAllowedError):
            updating.review(update=row, reason="Fine", by=fresh(who))
    with pytest.raises(IntakeError, match="Say why"):
        updating.review(update=row, reason=" ", by=fresh(looked.mia))

    row = updating.review(update=row, reason="It shows no screens.", by=fresh(looked.mia))

    assert (row.state, row.reason, row.done_by) == ("reviewed", "It shows no screens.", looked.mia)
    assert not waits(row)
    assert updating.review(update=row, reason="It shows no screens.", by=fresh(looked.mia)) == row
    with pytest.raises(IntakeError, match="already"):
        updating.review(update=row, reason="Other words", by=fresh(looked.pia))
    assert released(serve) == 0


def test_the_day_of_a_review_raises_work_once_for_each_day(looked, serve):
    soon = today() + timedelta(days=10)
    text = BASE["courses/pipes/01-why.md"].replace("title: Why", f"title: Why\nreview-by: {soon}")
    serve({**BASE, "courses/pipes/01-why.md": text})
    assert updating.look_at_days(timezone.now()) == 1
    row = ContentUpdate.objects.get()
    assert (row.cause, row.due_on, row.parts) == ("review", soon, [["courses/pipes/01-why.md", "Why"]])
    updating.review(update=row, reason="Read it; it holds.", by=fresh(looked.mia))
    assert updating.look_at_days(timezone.now()) == 0

    later = text.replace(str(soon), str(today() + timedelta(days=300)))
    serve({**BASE, "courses/pipes/01-why.md": later})
    assert updating.look_at_days(timezone.now()) == 0
    serve({**BASE, "courses/pipes/01-why.md": text.replace(str(soon), str(date(2020, 1, 2)))})
    assert updating.look_at_days(timezone.now()) == 1
    assert ContentUpdate.objects.latest("raised_at").due_on == today()


def test_only_who_looks_after_a_course_sees_what_is_to_be_looked_at(looked, serve, at, client):
    released(serve)
    pipes, reviews = ContentUpdate.objects.order_by("course")
    assert at(looked.ada, "updates").status_code == 403
    assert at(looked.ada, "update", pipes.pk).status_code == 404
    page = at(looked.mia, "updates").content.decode()
    assert "Pipelines" in page
    assert f"/updates/{reviews.pk}/" not in page
    assert at(looked.mia, "update", reviews.pk).status_code == 404
    shown = at(looked.pia, "updates", source=NEWS).content.decode()
    assert "Pipelines" in shown
    assert "Merging" in shown
    assert "Nothing fits" in at(looked.pia, "updates", q="welding").content.decode()

    client.force_login(fresh(looked.mia))
    there = reverse("intake:update", args=[pipes.pk])
    assert client.post(there, {"reason": ""}).status_code == 409
    assert client.post(there, {"reason": "Looked."}).status_code == 302
    assert "Nothing had to change." in client.get(there).content.decode()
    rows = at(looked.pia, "updates-export", "json").json()
    assert {(each["course"], each["state"]) for each in rows} == {("pipes", "reviewed"), ("reviews", "open")}


def test_the_list_takes_few_queries(looked, serve, at, client, django_assert_max_num_queries):
    released(serve)
    at(looked.pia, "updates")
    with django_assert_max_num_queries(15):
        assert client.get(reverse("intake:updates")).status_code == 200


def test_programs_read_what_is_to_be_looked_at_and_say_that_it_stays(looked, serve, client):
    released(serve)

    def call(who, method, path, body=None):
        _row, token = tokens.issue(
            account=who, name="T", scopes=frozenset({"intake:read", "intake:write"}), days=7
        )
        return client.generic(
            method, f"/api/v1/content-updates{path}", body or "", content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    (found,) = call(looked.mia, "GET", "?state=open").json()["items"]
    assert (found["course"], found["cause"], found["source"]) == ("pipes", "release", NEWS)
    assert call(looked.ada, "GET", f"/{found['id']}").status_code == 404
    answer = call(looked.mia, "POST", f"/{found['id']}/reviewed", '{"reason": "Looked."}').json()
    assert (answer["state"], answer["reason"]) == ("reviewed", "Looked.")
    assert call(looked.mia, "GET", "?state=open").json()["items"] == []


def test_a_proposal_with_a_release_note_says_which_courses_it_concerns():
    before, after = compiled(BASE), compiled({**BASE, NEWS: RELEASE})
    assert [(each.title, each.how) for each in concerned(before, after, [NEWS])] == [
        ("Pipelines", "CI"), ("Reviews", "CI"),
    ]  # fmt: skip
    assert list(concerned(after, after, [NEWS])) == []
