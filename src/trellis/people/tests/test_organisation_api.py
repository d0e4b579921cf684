"""The organisation for programs: each operation does what its page does, for whom the page does it."""

from __future__ import annotations

import json
from datetime import date
from http import HTTPStatus

import pytest

from trellis.core.services import tokens
from trellis.people.models import Seat
from trellis.people.services import employment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to("2026-06-15T10:00:00Z")


@pytest.fixture
def calls(client, cast):
    """Calls the interface as somebody."""

    def calls(who, method, path, body=None, scopes=("team:read", "team:write")):
        issued = tokens.issue(account=who, name="Test", scopes=scopes, days=7)
        answer = client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "", "application/json",
            headers={"Authorization": f"Bearer {issued.secret}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return calls


def test_departments_with_how_many_work_there(calls, cast):
    listed = calls(cast.ada, "GET", "/departments")[1]["items"]
    assert {each["name"]: (each["people"], each["people_in_all"]) for each in listed} == {
        "it": (3, 3), "operations": (1, 6), "people": (2, 2),
    }  # fmt: skip
    assert calls(cast.ada, "GET", "/departments/it")[1]["parent"] == "operations"
    assert calls(cast.ada, "GET", "/departments/none")[0] == HTTPStatus.NOT_FOUND


def test_a_slice_of_the_chart(calls, cast):
    status, found = calls(cast.ada, "GET", f"/organisation/chart?at={cast.mia.person_id}&depth=1")
    assert status == HTTPStatus.OK
    assert (found["items"][0]["name"], found["items"][0]["level"]) == ("Mia", 2)
    assert {each["name"] for each in found["items"]} == {"Mia", "Ada", "Ben"}
    first = calls(cast.ada, "GET", "/organisation/chart?limit=2")[1]
    rest = calls(cast.ada, "GET", f"/organisation/chart?limit=200&cursor={first['next']}")[1]
    assert len(first["items"]) + len(rest["items"]) == 6


def test_findings_are_for_those_who_manage_or_keep_records(calls, cast):
    employment.change_position(
        employment=cast.employments["ben"], effective_on=date(2026, 6, 15), by=cast.pia,
        facts={"manager": cast.rob.person},
    )  # fmt: skip
    found = calls(cast.pia, "GET", "/organisation/findings?kind=line")[1]["items"]
    assert [each["about"] for each in found] == ["Ben"]
    assert calls(cast.ada, "GET", "/organisation/findings")[0] == HTTPStatus.FORBIDDEN


def test_a_position_is_planned_changed_opened_and_closed(calls, cast):
    body = {"title": "IT Analyst", "department": "it", "starts_on": "2026-09-01"}
    status, made = calls(cast.pia, "POST", "/planned-positions", body)
    address = f"/planned-positions/{made['id']}"
    assert (status, made["state"]) == (HTTPStatus.CREATED, "planned")
    changed = calls(cast.pia, "PUT", address, {**body, "location": "Leeds", "version": made["version"]})[1]
    assert changed["location"] == "Leeds"
    assert calls(cast.pia, "PUT", address, {**body, "version": made["version"]})[0] == HTTPStatus.CONFLICT
    assert calls(cast.pia, "POST", f"{address}/move", {"state": "open"})[1]["state"] == "open"
    assert calls(cast.pia, "GET", "/planned-positions?quarter=2026-Q3")[1]["items"][0]["id"] == made["id"]
    assert calls(cast.pia, "POST", f"{address}/move", {"state": "closed"})[1]["state"] == "closed"


def test_the_plan_is_refused_to_those_who_do_not_plan(calls, cast):
    body = {"title": "IT Analyst", "department": "it", "starts_on": "2026-09-01"}
    assert calls(cast.mia, "GET", "/planned-positions")[0] == HTTPStatus.FORBIDDEN
    assert calls(cast.mia, "POST", "/planned-positions", body)[0] == HTTPStatus.FORBIDDEN
    assert (
        calls(cast.pia, "POST", "/planned-positions", body, scopes=("team:read",))[0] == HTTPStatus.FORBIDDEN
    )
    assert not Seat.objects.exists()
