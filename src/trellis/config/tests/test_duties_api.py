"""Duties, for programs; and what a refusal tells them."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.utils import timezone

from trellis.client.client import DutyToGive
from trellis.core.models import Access, Assignment
from trellis.pages.tests.repositories import account

RIGHTS = "duties:\n  deputy: {title: Deputy, description: D., permissions: [pages.approve]}\n"


@pytest.fixture
def people(db, book):
    book.commit_new("rights.yml", RIGHTS)
    assert book.edition.handbook.assembled["rights"].duties
    made = {"boss": account("Boss", Access.ADMINISTRATOR), "dee": account("Dee", Access.READER)}
    return made | {"rob": account("Rob", Access.READER)}


def wanted(who, **facts):
    ends_at = (timezone.now() + timedelta(days=9)).isoformat()
    return {"account_id": str(who.pk), "duty": "deputy", "ends_at": ends_at, "reason": "Leave", **facts}


def test_a_duty_is_given_read_changed_and_ended(call, people):
    boss, dee = people["boss"], people["dee"]

    made = call(boss, "POST", "/duties", wanted(dee))
    key = json.loads(made.content)["id"]

    assert made.status_code == HTTPStatus.CREATED
    assert made["Location"].endswith(f"/duties/{key}")
    listed = json.loads(call(boss, "GET", "/duties?state=active").content)["items"]
    assert [(each["duty"], each["title"], each["state"]) for each in listed] == [
        ("deputy", "Deputy", "active")
    ]
    later = (timezone.now() + timedelta(days=20)).isoformat()
    assert call(boss, "PATCH", f"/duties/{key}", {"ends_at": later}).status_code == HTTPStatus.OK
    ended = json.loads(call(boss, "POST", f"/duties/{key}/end").content)
    assert ended["state"] == "ended"
    assert json.loads(call(boss, "GET", "/duties?state=active").content)["items"] == []


def test_the_generated_client_gives_and_lists_duties(program, people):
    client = program(people["boss"])
    ends_at = timezone.now() + timedelta(days=9)

    made = client.give_duty(DutyToGive(people["dee"].pk, "deputy", ends_at, "Leave"))

    assert client.list_duties().items == [made]
    assert client.end_duty(made.id).state == "ended"


def test_whoever_has_a_duty_reads_it_and_lays_it_down(call, people):
    boss, dee, rob = people.values()
    key = json.loads(call(boss, "POST", "/duties", wanted(dee)).content)["id"]

    assert call(rob, "GET", f"/duties/{key}").status_code == HTTPStatus.NOT_FOUND
    assert call(rob, "POST", f"/duties/{key}/end").status_code == HTTPStatus.NOT_FOUND
    assert call(dee, "GET", f"/duties/{key}").status_code == HTTPStatus.OK
    assert call(dee, "GET", "/duties").status_code == HTTPStatus.FORBIDDEN
    assert call(dee, "POST", f"/duties/{key}/end").status_code == HTTPStatus.OK
    assert not Assignment.objects.active().exists()


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"duty": "nobody"}, 422), ({"reason": " "}, 422), ({"ends_at": "2026-01-01T00:00:00"}, 422),
        ({"ends_at": "2001-01-01T00:00:00Z"}, 422), ({"ends_at": "9999-12-31T23:59:59Z"}, 422), ({"more": 1}, 422),
        ({"account_id": "00000000-0000-0000-0000-000000000007"}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(call, people, facts, status):
    answer = call(people["boss"], "POST", "/duties", wanted(people["dee"], **facts))

    assert answer.status_code == status
    assert not Assignment.objects.exists()


def test_a_refusal_names_the_permission_that_is_lacking(call, people):
    problem = json.loads(call(people["dee"], "GET", "/duties").content)

    assert problem["code"] == "not-allowed"
    assert "“core.administer”: to invite people and say what they may do" in problem["hint"]
