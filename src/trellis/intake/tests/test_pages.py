"""The pages, files and the interface of requests: what they show, to whom, and in how many queries."""

import json
from datetime import date

import pytest
from django.urls import reverse

from trellis.core.services import tokens
from trellis.intake.definitions import stages
from trellis.intake.models import CourseRequest
from trellis.intake.queries import flow
from trellis.intake.services import asking, deciding, staging
from trellis.intake.services.asking import Wish
from trellis.intake.tests.conftest import WISH, fresh

MOST = 15 + 2
"""With the two that it takes to know who asks."""


@pytest.fixture
def at(client):
    def get(who, name, *arguments, **params):
        client.force_login(who)
        return client.get(reverse(f"intake:{name}", args=arguments), params)

    return get


@pytest.fixture
def send(client):
    def post(who, name, *arguments, **data):
        client.force_login(who)
        return client.post(reverse(f"intake:{name}", args=arguments), data)

    return post


def filled(cast):
    """Requests in all stages, with votes."""
    rows = [
        asking.ask(wish=Wish(f"Need {n}", f"Words {n}", "All", people=n + 1), by=cast.ada) for n in range(9)
    ]
    for row in rows:
        asking.vote(request=row, by=cast.ben, team="IT", people=2)
    for n, row in enumerate(rows[1:]):
        deciding.accept(
            request=row,
            impact=1 + n % 5,
            effort=2,
            owner=cast.rob,
            due_on=date(2026, 1, 2),
            by=fresh(cast.pia),
        )
    for row, to in zip(rows[2:], (*stages.WORK[1:], stages.PUBLISHED), strict=False):
        staging.move(request=row, to=to, by=fresh(cast.pia))
    return rows


def test_each_page_is_there_for_the_team_and_not_for_guests_of_outside(cast, asked, at, client):
    for name, arguments in (
        ("board", ()), ("list", ()), ("flow", ()), ("new", ()), ("similar", ()), ("request", (asked.pk,)),
    ):  # fmt: skip
        assert at(cast.ben, name, *arguments).status_code == 200
        assert at(cast.eve, name, *arguments).status_code == 403
    assert at(cast.ben, "change", asked.pk).status_code == 403
    assert at(cast.ada, "change", asked.pk).status_code == 200


@pytest.mark.parametrize("name", ["board", "list", "flow"])
def test_pages_of_many_take_few_queries(cast, at, client, django_assert_max_num_queries, name):
    filled(cast)
    at(cast.pia, name)
    with django_assert_max_num_queries(MOST):
        assert client.get(reverse(f"intake:{name}")).status_code == 200


def test_a_request_takes_few_queries(cast, at, client, django_assert_max_num_queries):
    row = filled(cast)[3]
    at(cast.pia, "request", row.pk)
    with django_assert_max_num_queries(MOST):
        page = client.get(reverse("intake:request", args=[row.pk])).content.decode()
    assert "Move on" in page
    assert "impact 3 ÷ effort 2 = 1.50" in page


def test_while_typing_it_shows_what_says_the_same(cast, asked, at):
    assert "Reading a tachograph" in at(cast.ben, "similar", title="tachograph reading").content.decode()
    assert at(cast.ben, "similar", title="Baking bread").content.decode().strip() == ""


def test_what_says_the_same_is_shown_once_before_it_is_asked_for(cast, asked, send):
    words = {"title": "Tachograph reading", "need": "Read it.", "audience": "Drivers", "kind": "course"}
    words["key"] = "01890000-0000-7000-8000-000000000001"
    answer = send(cast.ben, "new", **words)
    assert answer.status_code == 409
    assert "It is something else: ask" in answer.content.decode()
    assert send(cast.ben, "new", **words, anyway="1").status_code == 302
    assert CourseRequest.objects.count() == 2


def test_a_form_with_a_fault_comes_back_with_what_was_typed(cast, asked, send):
    page = send(cast.pia, "do", asked.pk, "accept", impact="4", effort="2", owner="Nobody at all", due_on="")
    assert page.status_code == 409
    assert "Nobody at all" in page.content.decode()
    asked.refresh_from_db()
    assert asked.stage == "asked"
    assert send(cast.pia, "do", asked.pk, "dance").status_code == 404


def test_from_asking_to_published_without_a_script(cast, asked, send, at):
    do = lambda who, deed, **data: send(who, "do", asked.pk, deed, **data)  # noqa: E731 - short for a story
    assert do(cast.ben, "vote", team="IT", people="4").status_code == 302
    do(cast.pia, "ask-back", text="Which lorries?")
    assert "Which lorries?" in at(cast.ada, "request", asked.pk).content.decode()
    do(cast.ada, "answer", text="All")
    do(cast.pia, "accept", impact="4", effort="2", owner="Rob", due_on="2026-12-01")
    do(cast.rob, "scope", objectives="Read one", modality="micro", learners="", minutes="20")
    do(cast.rob, "reviewers", reviewers="Mia\n")
    do(cast.rob, "replan", due_on="2026-12-10", reason="Ill")
    do(cast.rob, "move", to="review", due_on="", text="", owner="")
    do(cast.mia, "review", act="missing", text="Examples")
    do(cast.rob, "hand-on", owner="Ben")
    do(cast.ben, "link", course="tachographs", proposal="12")
    do(cast.pia, "mark", impact="5", effort="1")
    sent = send(cast.ben, "do", asked.pk, "move", to="published", **{"from": "board"})
    assert sent.url == reverse("intake:board")
    asked.refresh_from_db()
    assert (asked.stage, str(asked.priority), asked.course) == ("published", "5.00", "tachographs")
    assert at(cast.ada, "request", asked.pk).status_code == 200
    assert do(cast.ben, "vote", act="back").status_code == 302


def test_a_request_is_merged_and_declined_from_its_page(cast, asked, send, at):
    other = asking.ask(wish=Wish("Driving time", "Plan tours.", "Dispatch"), by=cast.mia)
    third = asking.ask(wish=Wish("Baking", "Bake bread.", "All"), by=cast.mia)
    send(cast.pia, "do", other.pk, "merge", into=str(asked.pk), text="The same")
    send(cast.pia, "do", third.pk, "decline", reason="Not for work", instead="people/hobbies.md")
    assert "Reading a tachograph" in at(cast.mia, "request", other.pk).content.decode()
    assert "people/hobbies.md" in at(cast.mia, "request", third.pk).content.decode()


def test_the_list_is_filtered_and_saved_as_a_file(cast, at):
    filled(cast)
    assert len(at(cast.ben, "list", stage="open").context["table"].lines) == 8
    assert len(at(cast.ben, "list", stage="design", kind="course", q="need").context["table"].lines) == 1
    rows = json.loads(at(cast.ben, "export", "json", stage="published").content)
    assert [(each["title"], each["needed_by"]) for each in rows] == [("Need 7", 10)]


def test_the_figures_count_working_days(cast, asked, time_machine):
    time_machine.move_to("2026-03-02T10:00:00Z")
    row = asking.ask(wish=WISH, by=cast.ada)
    time_machine.move_to("2026-03-04T10:00:00Z")
    row = deciding.accept(request=row, impact=3, effort=3, by=fresh(cast.pia))
    time_machine.move_to("2026-03-09T10:00:00Z")  # over a weekend: 3 working days
    row = staging.move(request=row, to="review", by=fresh(cast.pia))
    time_machine.move_to("2026-03-10T10:00:00Z")
    row = staging.move(request=row, to="design", text="Unclear", by=fresh(cast.pia))
    row = staging.move(request=row, to="published", by=fresh(cast.pia))
    found = flow.flow(date(2026, 3, 31))
    assert (found.median, found.review, found.reworked, found.published) == (6, 1, 1, 1)
    assert found.months[-1] == (date(2026, 3, 1), 6, 1)
    assert [(each.kind, each.median) for each in found.kinds] == [("course", 6)]


def test_programs_ask_decide_and_move(cast, client):
    def call(who, method, path, body=None):
        _row, token = tokens.issue(
            account=who, name="T", scopes=frozenset({"intake:read", "intake:write"}), days=7
        )
        client.logout()
        return client.generic(
            method, f"/api/v1/course-requests{path}", json.dumps(body) if body is not None else "",
            content_type="application/json", headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    wish = {"title": "T", "need": "N", "audience": "A", "people": 3}
    assert call(cast.eve, "POST", "", wish).status_code == 403
    made = call(cast.ada, "POST", "", wish)
    assert made.status_code == 201
    key = made.json()["id"]
    assert call(cast.ben, "PUT", f"/{key}/vote", {"people": 4}).json()["needed_by"] == 7
    assert call(cast.ben, "POST", f"/{key}/decide", {"verdict": "accept"}).status_code == 403
    verdict = {"verdict": "accept", "impact": 5, "effort": 2}
    assert call(cast.pia, "POST", f"/{key}/decide", verdict).json()["priority"] == 2.5
    assert call(cast.pia, "POST", f"/{key}/stage", {"stage": "design"}).json()["stage"] == "design"
    assert [each["id"] for each in call(cast.ben, "GET", "?stage=open").json()["items"]] == [key]
    assert call(cast.ben, "GET", "/flow").json()["in_work"] == 1
    assert call(cast.eve, "GET", f"/{key}").status_code == 403


def test_the_board_shows_each_stage_its_reviewers_and_a_revised_day_with_the_reason(cast, asked, at, client):
    row = deciding.accept(
        request=asked, impact=5, effort=2, owner=cast.rob, due_on=date(2026, 12, 1), by=fresh(cast.pia)
    )
    row = staging.name_reviewers(request=row, people=[cast.mia, cast.ben], by=fresh(cast.rob))
    row = staging.move(request=row, to="review", due_on=date(2026, 12, 10), by=fresh(cast.rob))
    staging.replan(request=row, due_on=date(2027, 1, 15), reason="The trainer is ill.", by=fresh(cast.rob))
    staging.review(request=row, good=True, by=cast.mia)

    page = at(cast.ada, "board").content.decode()

    card = page[page.index("intake-card") :]
    for words in (
        "until 15 January 2027",
        "before until 10 December 2026",
        "The trainer is ill.",
        "Ben",
        "Mia",
        "can go on",
    ):
        assert words in card, words
    row = staging.move(request=row, to="pilot", by=fresh(cast.rob))
    assert "The trainer is ill." not in at(cast.ada, "board").content.decode()


def test_programs_plan_anew_name_reviewers_and_review(cast, asked, client):
    deciding.accept(
        request=asked, impact=5, effort=2, owner=cast.rob, due_on=date(2026, 12, 1), by=fresh(cast.pia)
    )

    def call(who, method, path, body):
        _row, token = tokens.issue(account=who, name="T", scopes=frozenset({"intake:write"}), days=7)
        client.logout()
        return client.generic(
            method, f"/api/v1/course-requests/{asked.pk}/{path}", json.dumps(body),
            content_type="application/json", headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    plan = {"due_on": "2026-12-24", "reason": ""}
    assert call(cast.rob, "POST", "plan", plan).status_code == 409
    assert call(cast.ben, "POST", "plan", plan | {"reason": "Ill"}).status_code == 403
    assert call(cast.rob, "POST", "plan", plan | {"reason": "Ill"}).json()["due_on"] == "2026-12-24"
    named = {"accounts": [str(cast.mia.pk)]}
    assert call(cast.rob, "PUT", "reviewers", {"accounts": [str(asked.pk)]}).status_code == 404
    assert call(cast.rob, "PUT", "reviewers", named).json()["reviewers"][0]["done_at"] is None
    assert call(cast.rob, "POST", "stage", {"stage": "review"}).status_code == 200
    assert call(cast.ben, "POST", "review", {"good": True}).status_code == 403
    assert call(cast.mia, "POST", "review", {"good": True}).json()["reviewers"][0]["good"] is True


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("tachographs", "tachographs"),
        ("Reading a tachograph", "reading-a-tachograph"),
        ("courses/x/course.md", "x"),
    ],
)
def test_a_course_is_linked_by_its_title_also_before_it_is_there(cast, asked, send, said, key):
    send(cast.pia, "do", asked.pk, "accept", impact="4", effort="2", owner="Rob", due_on="")

    assert send(cast.rob, "do", asked.pk, "link", course=said, proposal="").status_code == 302

    asked.refresh_from_db()
    assert asked.course == key


def test_from_a_request_its_course_is_begun_with_what_it_says(cast, asked, send, at):
    send(cast.pia, "do", asked.pk, "accept", impact="4", effort="2", owner="Rob", due_on="")
    cast.rob.access = "contributor"
    cast.rob.save()
    page = at(cast.rob, "request", asked.pk).content.decode()
    assert f"{reverse('studio:new')}?title=" in page

    send(cast.rob, "do", asked.pk, "link", course="tachographs", proposal="")
    assert f"{reverse('studio:new')}?title=" not in at(cast.rob, "request", asked.pk).content.decode()
