"""Goals over HTTP: one's own are changed and ended; who is above sees what is shown to them, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.learning.models import Goal
from trellis.learning.services import goals
from trellis.learning.tests.calling import Program
from trellis.learning.tests.conftest import FEEDBACK
from trellis.people.days import today

SOON = today() + timedelta(days=30)


@pytest.fixture
def of(school):
    """Programs by whose they are."""
    return lambda name, *scopes: Program(getattr(school.cast, name), *scopes)


def want(school, words="Listen", by="ada", **more):
    return goals.want(by=getattr(school.cast, by), words=words, by_when=SOON, **more)


def test_a_goal_is_made_changed_ended_and_taken_up_again(of):
    ada = of("ada")
    made = ada.done("POST", "/learning-goals", words="Listen", by_when=SOON)
    address = f"/learning-goals/{made['id']}"

    read = ada.get(address)
    changed = ada.done("PATCH", address, read["ETag"], words="Listen well", is_shared=True)
    stale = ada.send("PATCH", address, read["ETag"], words="Listen less")
    ended = ada.done("POST", f"{address}/end", reached=True)
    again = ada.done("POST", f"{address}/take-up", by_when=SOON + timedelta(days=1))

    assert (changed["title"], changed["is_shared"], changed["by_when"]) == ("Listen well", True, str(SOON))
    assert stale.status_code == 412
    assert (ended["state"], ended["reached_on"], ended["share"]) == ("reached", str(today()), 100)
    assert (again["state"], again["by_when"], again["reached_on"]) == (
        "open",
        str(SOON + timedelta(days=1)),
        None,
    )
    assert ada.send("POST", f"{address}/take-up", by_when=SOON).json()["by_when"] == again["by_when"]


def test_goals_are_narrowed_by_state_and_read_in_parts(school, of):
    first, second = want(school, "One"), want(school, "Two")
    goals.end(goal=first, reached=False, by=school.cast.ada)

    ada = of("ada")
    assert [each["title"] for each in ada.items("/learning-goals", state="open")] == ["Two"]
    part = ada.get("/learning-goals", limit=1).json()
    rest = ada.get("/learning-goals", limit=1, cursor=part["next"]).json()
    assert [each["id"] for each in (*part["items"], *rest["items"])] == [str(second.pk), str(first.pk)]


def test_who_is_above_reads_what_is_shown_to_them_and_changes_nothing(school, of):
    shared, own = want(school, "Shown", is_shared=True), want(school, "Hidden")
    mia, ada = of("mia"), str(school.cast.ada.person_id)

    assert [each["title"] for each in mia.items("/learning-goals", person=ada)] == ["Shown"]
    assert mia.items("/learning-goals") == []
    assert mia.get(f"/learning-goals/{shared.pk}").status_code == 200
    assert mia.get(f"/learning-goals/{own.pk}").status_code == 404
    for verb, end, body in (
        ("PATCH", "", {"is_shared": False}), ("POST", "/end", {"reached": True}),
        ("POST", "/take-up", {"by_when": SOON}),
    ):  # fmt: skip
        assert mia.send(verb, f"/learning-goals/{shared.pk}{end}", "*", **body).status_code == 403
        assert mia.send(verb, f"/learning-goals/{own.pk}{end}", "*", **body).status_code == 404
    assert set(Goal.objects.values_list("state", "is_shared")) == {("open", True), ("open", False)}


@pytest.mark.parametrize("name", ["ben", "pia", "dora"])
def test_a_colleague_who_keeps_learning_and_an_administrator_read_no_goal(school, of, name):
    shared = want(school, "Shown", is_shared=True)
    other = of(name)

    assert other.get("/learning-goals", person=str(school.cast.ada.person_id)).status_code == 404
    assert other.get(f"/learning-goals/{shared.pk}").status_code == 404
    assert other.send("POST", f"/learning-goals/{shared.pk}/end", reached=True).status_code == 404


def test_what_is_suggested_is_wanted_as_it_is_suggested(of):
    ada = of("ada")
    for each in ada.items("/learning-goals/suggested"):
        body = {name: each[name] for name in ("kind", "key", "source", "about")}
        assert ada.done("POST", "/learning-goals", **body, by_when=SOON)["title"] == each["title"]

    assert ada.items("/learning-goals/suggested") == []


def test_a_goal_in_own_words_is_about_nothing_else(school, of):
    made = of("ada").done(
        "POST", "/learning-goals", words="Listen", key=FEEDBACK, source="plan", about=uuid4(), by_when=SOON
    )

    row = Goal.objects.get(pk=made["id"])
    assert (row.words, row.key, row.source, row.object) == ("Listen", "", "", None)


def test_a_program_needs_the_scope(school, of):
    found = want(school)

    reader = of("ada", "learning:read")
    assert reader.get(f"/learning-goals/{found.pk}").status_code == 200
    assert reader.send("POST", f"/learning-goals/{found.pk}/end", reached=True).status_code == 403


def test_many_goals_take_no_more_queries(school, of):
    counts = []
    for number in (1, 4):
        for each in range(number):
            want(school, f"{number} {each}")
        ada = of("ada")
        ada.get("/learning-goals")
        with CaptureQueriesContext(connection) as found:
            ada.get("/learning-goals")
        counts.append(len(found))

    assert counts[0] == counts[1] <= 15
