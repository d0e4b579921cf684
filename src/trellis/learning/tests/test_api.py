"""What programs do with learning, over HTTP: with a browser's session, with a token and its scopes, and as a guest."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from trellis.core.models import Account
from trellis.core.services import tokens
from trellis.learning.models import Assignment, Enrollment, Note, Reply
from trellis.learning.services import progress
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today

API = "/api/v1"
ADDRESSES = (
    ("get", "/enrollments"), ("get", "/completions"), ("get", "/assignments"), ("get", "/enrollments/{key}"),
    ("post", "/enrollments"), ("post", "/enrollments/{key}/complete"), ("post", "/assignments"),
)  # fmt: skip


class Program:
    """A program of somebody's: signed in as they are, or with a token that has some scopes."""

    def __init__(self, account: Account, *scopes: str) -> None:
        self._client, self._headers = Client(), {}
        if scopes:
            issued = tokens.issue(account=account, name="Mine", scopes=list(scopes), days=7)
            self._headers = {"Authorization": f"Bearer {issued.secret}"}
        else:
            self._client.force_login(account)

    def get(self, path, **query):
        return self._client.get(f"{API}{path}", query, headers=self._headers)

    def post(self, path, **body):
        return self._client.post(f"{API}{path}", body, content_type="application/json", headers=self._headers)

    def items(self, path, **query):
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]


@pytest.fixture
def of(school):
    return lambda name, *scopes: Program(Account.objects.get(pk=getattr(school.cast, name).pk), *scopes)


def body(address, school):
    person = str(school.cast.ada.person_id)
    if address == "/assignments":
        due = str(today() + timedelta(days=30))
        return {"subject": "course", "key": FEEDBACK, "people": [person], "due": due}
    return {"part": "why"} if address.endswith("complete") else {"course": FEEDBACK, "person": person}


def test_somebody_enrolls_reads_and_completes(school, of):
    ada = of("ada", "learning:read", "learning:write")

    made = ada.post("/enrollments", course=FEEDBACK)
    assert made.status_code in (200, 201), made.content
    key = made.json()["id"]
    assert ada.post("/enrollments", course=FEEDBACK).json()["id"] == key
    assert (made.json()["state"], made.json()["done"], made.json()["total"]) == ("active", 0, 3)
    for _again in range(2):
        done = ada.post(f"/enrollments/{key}/complete", part="why")
        assert done.status_code in (200, 201), done.content
    parts = {each["key"]: each["state"] for each in done.json()["parts"]}
    assert (done.json()["done"], parts["why"], parts["describe"]) == (1, "done", "")
    outside = ada.post(f"/enrollments/{key}/complete", part="talk", said="Cameras do not judge.")
    assert outside.json()["done"] == 1
    assert [each["id"] for each in ada.items("/enrollments", state="active")] == [key]
    assert ada.items("/completions") == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"course": "no-such-course"}, 422),
        ({"course": "advanced"}, 422),
        ({}, 422),
        ({"course": FEEDBACK, "more": 1}, 422),
        ({"course": FEEDBACK, "person": str(uuid4())}, 404),
    ],
)
def test_what_cannot_be_is_said_as_a_problem(school, of, sent, status):
    answer = of("ada").post("/enrollments", **sent)

    assert answer.status_code in (status, 409, 400) if status == 422 else answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert not Enrollment.objects.exists()


def test_parts_that_others_confirm_are_not_completed_by_a_program(school, of):
    ada, found = of("ada"), school.enroll("ada")

    for part in ("practice", "nothing"):
        assert 400 <= ada.post(f"/enrollments/{found.pk}/complete", part=part, said="x").status_code < 500
    assert ada.get(f"/enrollments/{found.pk}").json()["done"] == 0


def test_each_sees_their_own_managers_those_below_and_keepers_all(school, of):
    school.finish("ada")
    school.finish("pia", FEEDBACK)
    ada, pia = str(school.cast.ada.person_id), str(school.cast.pia.person_id)
    key = Enrollment.objects.get(course=SAFETY).pk

    for name, seen in (
        ("ada", {ada}),
        ("mia", {ada}),
        ("olga", {ada, pia}),
        ("pia", {ada, pia}),
        ("ben", set()),
    ):
        program = of(name)
        for path in ("/enrollments", "/completions"):
            assert {each["person"] for each in program.items(path)} == seen, (name, path)
        assert program.get(f"/enrollments/{key}").status_code == (200 if ada in seen else 404), name
    assert of("mia").items("/completions", course=FEEDBACK) == []
    assert of("ben").items("/completions", person=ada) == []


def test_others_words_are_in_no_answer(school, of):
    found = school.enroll("ada")
    Note.objects.create(enrollment=found, part="why", kind="note", text="Secret note")
    Reply.objects.create(
        enrollment=found,
        course=FEEDBACK,
        part="why",
        block="last",
        kind="exercise",
        value="Secret reply",
        counter=1,
    )
    progress.ask_to_confirm(enrollment=found, part_key="practice", said="Secret words", by=school.cast.ada)

    for name in ("ada", "mia", "pia"):
        assert "Secret" not in of(name).get(f"/enrollments/{found.pk}").content.decode()


def test_managers_enroll_and_assign_to_those_below_them_alone(school, of):
    person, due = str(school.cast.ada.person_id), today() + timedelta(days=30)
    sent = {"subject": "course", "key": FEEDBACK, "people": [person], "due": str(due)}

    assert of("mia").post("/enrollments", course=FEEDBACK, person=person).json()["person"] == person
    assert of("ben").post("/enrollments", course=FEEDBACK, person=person).status_code == 404
    assert of("ben").post("/assignments", **sent).status_code == 403
    assert not Assignment.objects.filter(key=FEEDBACK).exists()
    for _again in range(2):
        answer = of("mia").post("/assignments", **sent)
        assert answer.status_code in (200, 201), answer.content
    row = Assignment.objects.get(key=FEEDBACK)
    assert (row.person_id, row.due_on) == (school.cast.ada.person_id, due)
    listed = of("ada").items("/assignments", key=FEEDBACK)
    assert [(each["state"], each["is_required"], each["by_rule"]) for each in listed] == [
        ("open", True, False)
    ]
    assert of("ben").items("/assignments", key=FEEDBACK) == []


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_guests_and_external_accounts_are_refused_before_anything_is_looked_up(school, of, method, address):
    found = school.enroll("ada")
    guest = Account.objects.create(email="guest@example.org", name="Guest", access="external")
    path, sent = address.format(key=found.pk), body(address, school) if method == "post" else {}

    assert getattr(Program(guest), method)(path, **sent).status_code == 403
    nobody = Client()
    assert nobody.generic(method.upper(), f"{API}{path}").status_code == 401


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_a_token_does_what_its_scopes_say(school, of, method, address):
    found = school.enroll("ada")
    path, sent = address.format(key=found.pk), body(address, school) if method == "post" else {}
    wrong = "learning:write" if method == "get" else "learning:read"

    assert getattr(of("ada", wrong), method)(path, **sent).status_code == 403


def test_lists_are_paged_and_ask_little(school, of, django_assert_max_num_queries):
    for name in ("ada", "ben", "mia", "pia"):
        school.finish(name, FEEDBACK)
    pia = of("pia", "learning:read")
    first = pia.get("/enrollments", limit=3).json()
    assert len(first["items"]) == 3
    cursor = first.get("next_cursor") or first.get("next") or first.get("cursor")
    assert cursor, first.keys()

    with django_assert_max_num_queries(12):
        assert len(pia.items("/enrollments")) == 4
