"""Work and approvals for programs: each does what the page does, for whom the page does it."""

from __future__ import annotations

import json
from http import HTTPStatus
from uuid import uuid4

import pytest

from trellis.core.services import tokens
from trellis.work.models import ApprovalRequest
from trellis.work.services import tasks

SCOPES = ["work:read", "work:write", "approvals:read", "approvals:write"]


@pytest.fixture
def calls(client, cast):
    """Calls the interface as somebody."""

    def calls(who, method, path, body=None):
        issued = tokens.issue(account=who, name="Test", scopes=SCOPES, days=7)
        answer = client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "", "application/json",
            headers={"Authorization": f"Bearer {issued.secret}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return calls


def test_a_task_is_written_down_handed_on_and_finished(calls, cast):
    status, made = calls(cast.mia, "POST", "/work", {"title": "Call", "due": "2026-03-05"})
    address = f"/work/{made['id']}"

    assert (status, made["kind"], made["assignee"]) == (HTTPStatus.CREATED, "task", str(cast.mia.pk))
    assert [each["title"] for each in calls(cast.mia, "GET", "/work")[1]["items"]] == ["Call"]
    _status, handed = calls(cast.mia, "POST", f"{address}/delegate", {"to": "Sam", "because": "Away"})
    assert handed["assignee"] == str(cast.sam.pk)
    assert calls(cast.mia, "POST", f"{address}/finish")[0] == HTTPStatus.NOT_FOUND
    assert calls(cast.sam, "POST", f"{address}/snooze", {"until": "2000-01-01"})[0] == HTTPStatus.CONFLICT
    assert calls(cast.sam, "POST", f"{address}/finish")[1]["state"] == "done"
    assert calls(cast.sam, "GET", "/work?which=done")[1]["items"][0]["id"] == made["id"]


def test_others_are_told_that_there_is_no_such_task(calls, cast):
    made = tasks.give(title="Private", by=cast.mia)

    assert calls(cast.sam, "GET", f"/work/{made.pk}")[0] == HTTPStatus.NOT_FOUND
    for deed, body in (
        ("finish", None),
        ("snooze", {"until": "2100-01-01"}),
        ("delegate", {"to": "Max", "because": "x"}),
    ):
        assert calls(cast.sam, "POST", f"/work/{made.pk}/{deed}", body)[0] == HTTPStatus.NOT_FOUND


def test_an_approval_is_asked_for_and_given(calls, cast):
    wanted = {
        "rule": "purchase",
        "title": "Chairs",
        "facts": {"amount": {"amount": "9", "currency": "EUR"}, "software": False},
    }
    status, made = calls(cast.mia, "POST", "/approvals", wanted)
    address = f"/approvals/{made['id']}"
    decision = {"verdict": "approve", "digest": made["digest"], "step": made["step"]}

    assert (status, made["waits_for"]) == (HTTPStatus.CREATED, [str(cast.max.pk)])
    assert calls(cast.mia, "POST", f"{address}/decide", decision)[0] == HTTPStatus.FORBIDDEN
    assert calls(cast.carl, "POST", f"{address}/decide", decision)[0] == HTTPStatus.NOT_FOUND
    stale = calls(cast.max, "POST", f"{address}/decide", {**decision, "digest": "0"})
    assert (stale[0], stale[1]["code"]) == (HTTPStatus.CONFLICT, "approval")
    assert calls(cast.max, "POST", f"{address}/decide", decision)[1]["state"] == "granted"
    assert [each["id"] for each in calls(cast.max, "GET", "/approvals?state=granted")[1]["items"]] == [
        made["id"]
    ]
    assert [each["deed"] for each in calls(cast.mia, "GET", address)[1]["trace"]][-1] == "granted"


@pytest.mark.parametrize(
    "wanted",
    [
        {"rule": "nothing", "title": "Chairs"},
        {"rule": "purchase", "title": "Chairs"},
        {"rule": "purchase", "title": "Chairs", "facts": {"price": 3}},
        {"rule": "purchase", "title": "Chairs", "facts": {"amount": {"amount": "NaN", "currency": "EUR"}}},
        {"rule": "purchase", "title": "Chairs", "facts": {"amount": {"amount": "1", "currency": "XXX"}}},
        {"rule": "purchase", "title": "Chairs", "facts": {"amount": [1], "software": {"a": "b"}}},
    ],
)
def test_a_request_whose_facts_are_not_those_of_the_rule_is_refused(calls, cast, wanted):
    status, told = calls(cast.mia, "POST", "/approvals", wanted)

    assert (status, told["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert not ApprovalRequest.objects.exists()


def test_a_request_is_withdrawn_by_who_asked(calls, cast):
    wanted = {
        "rule": "purchase",
        "title": "Chairs",
        "facts": {"amount": {"amount": "9", "currency": "EUR"}, "software": True},
    }
    made = calls(cast.mia, "POST", "/approvals", wanted)[1]

    assert calls(cast.max, "POST", f"/approvals/{made['id']}/withdraw", {})[0] == HTTPStatus.FORBIDDEN
    assert calls(cast.mia, "POST", f"/approvals/{made['id']}/withdraw", {})[1]["state"] == "withdrawn"
    assert calls(cast.mia, "GET", f"/approvals/{uuid4()}")[0] == HTTPStatus.NOT_FOUND
