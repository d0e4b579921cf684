"""Communities over HTTP: who reads, joins, asks and answers; moderators look after them, and nobody else does."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.learning.models import Community, Membership, Question
from trellis.learning.services import asking, communities
from trellis.learning.services.communities import Facts
from trellis.learning.tests.calling import Program
from trellis.learning.tests.conftest import FEEDBACK


@pytest.fixture
def of(school):
    """Programs by whose they are."""
    return lambda name, *scopes: Program(getattr(school.cast, name), *scopes)


@pytest.fixture
def circle(school):
    """An open community that Pia looks after, with Ada and Ben."""
    made = communities.found(facts=Facts("Feedback", "Saying it."), by=school.cast.pia)
    for name in ("ada", "ben"):
        communities.join(community=made, by=getattr(school.cast, name))
    return made


@pytest.fixture
def closed(school):
    """A closed community with Pia alone."""
    return communities.found(facts=Facts("Trainers", is_open=False), by=school.cast.pia)


def ask(circle, by, title="How do I begin?"):
    return asking.ask(community=circle, title=title, text="I never know.", by=by)


def test_who_keeps_learning_founds_changes_and_closes_a_community(of):
    pia = of("pia")
    made = pia.done("POST", "/communities", title="Feedback", course=FEEDBACK)
    address = f"/communities/{made['id']}"

    read = pia.get(address)
    changed = pia.done("PATCH", address, read["ETag"], topic="Talking")
    closed = pia.done("PUT", f"{address}/closed", closed=True)
    opened = pia.done("PUT", f"{address}/closed", closed=False)

    assert (made["is_moderator"], made["members"], made["course"]) == (True, 1, FEEDBACK)
    assert (changed["topic"], changed["title"], changed["course"]) == ("Talking", "Feedback", FEEDBACK)
    assert (closed["is_closed_down"], opened["is_closed_down"]) == (True, False)
    assert pia.send("POST", "/communities", title="feedback").status_code == 409
    assert of("ada").send("POST", "/communities", title="Mine").status_code == 403


def test_communities_are_narrowed_by_words_course_and_membership(school, of, circle):
    communities.found(facts=Facts("Safety", course=FEEDBACK), by=school.cast.pia)
    mia = of("mia")

    def titles(**query):
        return [each["title"] for each in mia.items("/communities", **query)]

    assert titles() == ["Safety", "Feedback"]
    assert titles(q="saying") == ["Feedback"]
    assert titles(course=FEEDBACK) == ["Safety"]
    assert titles(mine="true") == []


def test_people_join_are_left_in_peace_and_leave(school, of, circle):
    mia, address = of("mia"), f"/communities/{circle.pk}/membership"

    joined = mia.done("PUT", address, is_quiet=True)
    again = mia.done("PUT", address)
    left = mia.done("DELETE", address)

    assert (joined["is_member"], joined["is_quiet"], joined["members"]) == (True, True, 4)
    assert (again["is_quiet"], again["members"]) == (False, 4)
    assert left == {"closed": False}
    assert not Membership.objects.filter(account=school.cast.mia).exists()
    assert of("pia").send("DELETE", address).status_code == 409  # a community needs a moderator


def test_moderators_take_in_name_others_and_put_out(school, of, closed):
    pia, address = of("pia"), f"/communities/{closed.pk}/members"
    assert of("ada").get(f"/communities/{closed.pk}").status_code == 404

    taken = pia.done("POST", address, person=school.cast.ada.person_id)
    named = pia.done("PATCH", f"{address}/{taken['id']}", is_moderator=True)
    assert (taken["name"], taken["is_moderator"], named["is_moderator"]) == ("Ada", False, True)
    assert {each["name"] for each in of("ada").items(address)} == {"Ada", "Pia"}
    assert pia.get(f"/communities/{closed.pk}").json()["moderators"]

    pia.done("DELETE", f"{address}/{taken['id']}")
    assert of("ada").get(f"/communities/{closed.pk}").status_code == 404
    assert pia.send("DELETE", f"{address}/{taken['id']}").status_code == 404
    assert pia.send("POST", address, person=uuid4()).status_code == 404


def test_a_question_is_asked_answered_and_the_answer_accepted(school, of, circle):
    ada, ben = of("ada"), of("ben")
    asked = ada.done("POST", f"/communities/{circle.pk}/questions", title="How do I begin?")
    remarks = f"/objects/community_question/{asked['id']}/comments"
    address = f"/community-questions/{asked['id']}"

    answer = ben.done("POST", remarks, text="Say what you saw.")
    other = ada.done("POST", remarks, text="Thank you.")
    assert ben.send("PUT", f"{address}/accepted", answer=answer["id"]).status_code == 403
    accepted = ada.done("PUT", f"{address}/accepted", answer=answer["id"])

    assert (accepted["accepted"], accepted["answers"]) == (answer["id"], 2)
    assert [each["text"] for each in ben.items(remarks)] == ["Say what you saw.", "Thank you."]
    assert ada.items(f"/communities/{circle.pk}/questions", state="open") == []
    assert ada.done("PUT", f"{address}/accepted", answer=other["id"])["accepted"] == other["id"]
    assert ada.done("PUT", f"{address}/accepted", answer=None)["accepted"] is None
    assert ada.send("PUT", f"{address}/accepted", answer=uuid4()).status_code == 409
    read = ada.get(address)
    assert ben.send("PATCH", address, read["ETag"], title="Mine").status_code == 403
    assert ada.done("PATCH", address, read["ETag"], title="How do we begin?")["edited_at"] is not None
    assert [each["id"] for each in ben.items(f"/communities/{circle.pk}/questions", q="we begin")] == [
        asked["id"]
    ]


def test_what_is_reported_is_decided_by_moderators(school, of, circle):
    question = ask(circle, school.cast.ada)
    ben, pia = of("ben"), of("pia")
    reports, address = f"/communities/{circle.pk}/reports", f"/community-questions/{question.pk}"

    made = ben.done("POST", f"{address}/reports", why="Rude")
    assert ben.get(reports).status_code == 403
    assert ben.send("POST", f"{reports}/{made['id']}/decide", upheld=True).status_code == 403
    assert [(each["id"], each["why"]) for each in pia.items(reports)] == [(made["id"], "Rude")]
    decided = pia.done("POST", f"{reports}/{made['id']}/decide", upheld=True, why="Unkind")

    assert decided["is_upheld"]
    assert pia.items(reports) == []
    assert ben.get(address).status_code == 404
    assert of("ada").get(address).json()["hidden_for"] == "Unkind"
    assert pia.done("PUT", f"{address}/hidden", hidden=False)["hidden_for"] is None
    assert ben.send("PUT", f"{address}/hidden", hidden=True, why="No").status_code == 403
    assert pia.send("PUT", f"{address}/hidden", hidden=True).status_code == 409  # without a reason


def test_members_look_after_nothing_and_strangers_to_a_closed_one_reach_nothing(school, of, circle, closed):
    question = ask(closed, school.cast.pia, "Secret")
    ada, mine = of("ada"), Membership.objects.get(community=circle, account=school.cast.ben).pk
    theirs = Membership.objects.get(community=closed).pk

    def calls(community, member):
        address = f"/communities/{community.pk}"
        yield ada.get(f"{address}/members")
        yield ada.get(f"{address}/reports")
        yield ada.send("PATCH", address, "*", topic="Mine")
        yield ada.send("PUT", f"{address}/closed", closed=True)
        yield ada.send("POST", f"{address}/members", person=school.cast.mia.person_id)
        yield ada.send("PATCH", f"{address}/members/{member}", is_moderator=True)
        yield ada.send("DELETE", f"{address}/members/{member}")

    assert {each.status_code for each in calls(circle, mine)} == {403}
    assert {each.status_code for each in calls(closed, theirs)} == {404}
    for verb, end, body in (
        ("PATCH", "", {"title": "X"}), ("PUT", "/accepted", {"answer": None}), ("PUT", "/hidden", {"hidden": False}),
        ("POST", "/reports", {"why": "X"}),
    ):  # fmt: skip
        assert ada.send(verb, f"/community-questions/{question.pk}{end}", "*", **body).status_code == 404, end
    assert ada.get(f"/community-questions/{question.pk}").status_code == 404
    assert ada.get(f"/objects/community_question/{question.pk}/comments").status_code == 404
    assert ada.send("PUT", f"/communities/{closed.pk}/membership").status_code == 404
    assert Community.objects.filter(ended_at=None).count() == 2
    assert Question.objects.get(pk=question.pk).title == "Secret"


def test_many_questions_and_members_take_no_more_queries(school, of, circle):
    addresses = ("questions", "members", "reports")
    counts = []
    for number in (1, 4):
        for each in range(number):
            asking.report(
                question=ask(circle, school.cast.ada, f"{number} {each}"), why="X", by=school.cast.ben
            )
        pia = of("pia")
        for end in addresses:
            pia.get(f"/communities/{circle.pk}/{end}")
            with CaptureQueriesContext(connection) as found:
                pia.get(f"/communities/{circle.pk}/{end}")
            counts.append(len(found))

    assert counts[:3] == counts[3:]
    assert max(counts) <= 15
