"""Paths made for people, over HTTP: who makes, reads, changes and ticks them, and who does not."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.learning.models import MadePath
from trellis.learning.services import making
from trellis.learning.services.making import OwnItem
from trellis.learning.tests.calling import Program
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.learning.tests.test_made_paths import grow

__all__ = ["grow"]

TASK = {"kind": "task", "title": "Talk with a peer"}


@pytest.fixture
def of(school):
    """Programs by whose they are."""
    return lambda name, *scopes: Program(getattr(school.cast, name), *scopes)


def made(school, *names, by="mia"):
    people = [getattr(school.cast, name).person for name in names]
    own = [OwnItem("task", "Talk with a peer"), OwnItem("course", "", FEEDBACK)]
    return making.make(people=people, title="Growing", own=own, by=getattr(school.cast, by))


def test_a_manager_makes_a_path_which_its_person_ticks(school, of):
    mia, ada = of("mia"), of("ada")
    people = [str(school.cast.ada.person_id), str(school.cast.ben.person_id)]

    found = mia.done("POST", "/made-paths", people=people, title="Growing", items=[TASK], why="Next year")
    first, second = found["items"]
    address = f"/made-paths/{next(each['id'] for each in found['items'] if each['person'] == people[0])}"
    mia.done("POST", f"{address}/items", kind="course", what=SAFETY, to_all=True)
    shown = ada.get(address).json()
    item = next(each["id"] for each in shown["items"] if each["kind"] == "task")
    ticked = ada.done("PUT", f"{address}/items/{item}/done", done=True)

    assert first["group"] == second["group"]
    assert [(each["kind"], each["key"]) for each in shown["items"]] == [("task", ""), ("course", SAFETY)]
    assert [each["is_done"] for each in ticked["items"]] == [True, False]
    assert len(mia.items("/made-paths", person=people[1])[0]["items"]) == 2
    assert {each["id"] for each in mia.items("/made-paths/by-me")} == {first["id"], second["id"]}
    assert mia.items("/made-paths") == []


def test_items_are_taken_out_and_a_path_is_given_up(school, of):
    (path,) = made(school, "ada")
    mia, ada, address = of("mia"), of("ada"), f"/made-paths/{path.pk}"
    course = next(each["id"] for each in mia.get(address).json()["items"] if each["kind"] == "course")

    left = mia.done("DELETE", f"{address}/items/{course}")
    assert [each["kind"] for each in left["items"]] == ["task"]
    assert ada.done("POST", f"{address}/give-up")["state"] == "withdrawn"
    assert ada.done("POST", f"{address}/give-up")["state"] == "withdrawn"
    assert [each["id"] for each in ada.items("/made-paths", state="withdrawn")] == [str(path.pk)]
    assert ada.items("/made-paths", state="active") == []


def test_a_colleague_neither_reads_nor_changes_a_path(school, of):
    (path,) = made(school, "ada")
    ben, address = of("ben"), f"/made-paths/{path.pk}"
    item = path.items.get(kind="task").pk

    assert ben.get(address).status_code == 404
    assert ben.get("/made-paths", person=str(school.cast.ada.person_id)).status_code == 404
    for verb, end, body in (
        ("POST", "/items", TASK), ("PUT", f"/items/{item}/done", {"done": True}), ("DELETE", f"/items/{item}", {}),
        ("POST", "/give-up", {}),
    ):  # fmt: skip
        assert ben.send(verb, f"{address}{end}", **body).status_code == 404, end
    answer = ben.send("POST", "/made-paths", people=[str(school.cast.ada.person_id)], title="X", items=[TASK])
    assert answer.status_code == 404
    assert MadePath.objects.count() == 1


def test_a_manager_ticks_nothing_for_others_and_its_person_takes_out_only_their_own(school, of):
    (path,) = made(school, "ada")
    address, item = f"/made-paths/{path.pk}", path.items.get(kind="task").pk
    ada = of("ada")

    assert of("mia").send("PUT", f"{address}/items/{item}/done", done=True).status_code == 403
    assert ada.send("DELETE", f"{address}/items/{item}").status_code == 403
    own = ada.done("POST", f"{address}/items", kind="link", title="A talk", what="https://example.com/")
    last = next(each for each in own["items"] if each["kind"] == "link")
    assert len(ada.done("DELETE", f"{address}/items/{last['id']}")["items"]) == 2


def test_what_is_wrong_is_said(school, of):
    ada, me = of("ada"), str(school.cast.ada.person_id)

    for body, status in (
        ({"items": []}, 409), ({"template": "none"}, 409), ({"items": [{"kind": "course", "what": "none"}]}, 409),
        ({"items": [TASK], "people": [str(uuid4())]}, 404), ({"items": [{"kind": "poem"}]}, 422),
    ):  # fmt: skip
        answer = ada.send("POST", "/made-paths", **{"people": [me], "title": "Mine", **body})
        assert answer.status_code == status, body
    (path,) = made(school, "ada", by="ada")
    course = path.items.get(kind="course").pk
    assert ada.send("PUT", f"/made-paths/{path.pk}/items/{course}/done", done=True).status_code == 409
    assert ada.send("PUT", f"/made-paths/{path.pk}/items/{uuid4()}/done", done=True).status_code == 404


def test_many_paths_take_no_more_queries(school, of):
    counts = []
    for number in (1, 3):
        for _each in range(number):
            made(school, "ada")
        program = of("ada")
        program.get("/made-paths")
        with CaptureQueriesContext(connection) as found:
            program.get("/made-paths")
        counts.append(len(found))

    assert counts[0] == counts[1] <= 15


def test_what_each_would_get_is_told_and_nothing_is_made(school, of, grow):
    ada, ben = str(school.cast.ada.person_id), str(school.cast.ben.person_id)
    mia = of("mia", "learning:read")

    told = mia.get("/made-paths/preview", template="grow", person=[ada, ben]).json()["items"]

    assert [each["person"] for each in told] == [ada, ben]
    assert all(each["items"] and each["items"][0]["why"] for each in told)
    assert not MadePath.objects.exists()
    assert mia.get("/made-paths/preview", template="nothing", person=[ada]).status_code == 404
    assert of("ada").get("/made-paths/preview", template="grow", person=[ben]).status_code == 404
