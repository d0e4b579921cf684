"""The interface over HTTP: sessions, one's own registration and that of one's line, attendance; who is refused."""

import json
from uuid import uuid4

import pytest

from trellis.classes.models import Session
from trellis.classes.tests.conftest import (
    PART,
    begun,
    credited,
    of_course,
    registered,
    scheduled,
    soon,
    states,
)
from trellis.core.models import Access
from trellis.core.services import tokens
from trellis.people.tests.conftest import person


@pytest.fixture
def calls(client, cast):
    """Calls the interface as somebody."""

    def calls(name, method, path, body=None, scopes=("classes:read", "classes:write")):
        issued = tokens.issue(account=cast.fresh(name), name="Test", scopes=scopes, days=7)
        answer = client.generic(
            method, f"/api/v1/classes{path}", json.dumps(body) if body is not None else "", "application/json",
            headers={"Authorization": f"Bearer {issued.secret}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return calls


def planned(cast, **more):
    """A session as it is asked for."""
    span = soon(days=4)
    return {
        "title": "Talk", "zone": "Europe/Berlin", "facilitators": [str(cast.pia.person_id)],
        "meetings": [{"starts_at": span.begin.isoformat(), "ends_at": span.end.isoformat()}], **more,
    }  # fmt: skip


def test_a_session_is_scheduled_and_found(calls, cast):
    status, made = calls(
        "pia", "POST", "/sessions", planned(cast, course=PART.course, part=PART.part, capacity=2)
    )
    assert (status, made["state"], made["taken"], len(made["meetings"])) == (201, "open", 0, 1)
    status, found = calls("ada", "GET", f"/sessions?course={PART.course}")
    assert (status, [each["id"] for each in found["items"]]) == (200, [made["id"]])
    assert calls("ada", "GET", f"/sessions/{made['id']}")[1]["facilitators"] == [str(cast.pia.person_id)]
    assert calls("ada", "GET", "/sessions?state=held")[1]["items"] == []


def test_who_may_not_schedule_is_refused_and_what_is_wrong_is_said(calls, cast):
    assert calls("ada", "POST", "/sessions", planned(cast))[0] == 403
    assert calls("pia", "POST", "/sessions", planned(cast, meetings=[]))[0] == 422
    assert calls("pia", "POST", "/sessions", planned(cast, course="nothing", part="x"))[0] in (400, 409, 422)
    assert calls("pia", "POST", "/sessions", planned(cast, room=str(uuid4())))[0] == 404
    assert calls("pia", "POST", "/sessions", planned(cast, facilitators=[str(uuid4())]))[0] == 404
    assert not Session.objects.exists()


def test_people_register_and_withdraw_themselves(calls, cast):
    session = scheduled(cast, capacity=1)
    status, mine = calls("ada", "POST", f"/sessions/{session.pk}/registrations", {})
    assert (status, mine["state"], mine["person"]) == (201, "registered", str(cast.ada.person_id))
    assert calls("ada", "POST", f"/sessions/{session.pk}/registrations", {})[0] == 409
    assert calls("rob", "POST", f"/sessions/{session.pk}/registrations", {})[1]["state"] == "waiting"
    assert [each["id"] for each in calls("ada", "GET", "/registrations")[1]["items"]] == [mine["id"]]
    assert len(calls("pia", "GET", "/registrations")[1]["items"]) == 2
    assert calls("ben", "POST", f"/registrations/{mine['id']}/withdrawal", {})[0] == 404
    status, gone = calls("ada", "POST", f"/registrations/{mine['id']}/withdrawal", {"reason": "Ill"})
    assert (status, gone["state"]) == (200, "withdrawn")
    assert states(session) == {"Ada": "withdrawn", "Rob": "offered"}


def test_managers_register_their_line_and_nobody_else(calls, cast):
    session = scheduled(cast)
    ada, rob = ({"person": str(getattr(cast, name).person_id)} for name in ("ada", "rob"))
    assert calls("mia", "POST", f"/sessions/{session.pk}/registrations", ada)[0] == 201
    assert calls("mia", "POST", f"/sessions/{session.pk}/registrations", rob)[0] == 403
    assert calls("ben", "POST", f"/sessions/{session.pk}/registrations", ada)[0] == 403
    assert states(session) == {"Ada": "registered"}


def test_attendance_is_written_down_by_who_runs_a_session_and_credited(calls, cast):
    session = of_course(cast)
    (row,) = registered(cast, session, "ada")
    begun(session)
    body = {"lines": [{"registration": str(row.pk), "minutes": 60}]}
    address = f"/sessions/{session.pk}/attendance"
    assert calls("ada", "POST", address, body)[0] == 404
    assert calls("pia", "POST", address, {"lines": [{**body["lines"][0], "meeting": 2}]})[0] == 404
    assert calls("pia", "POST", address, {"lines": [{"registration": str(uuid4()), "minutes": 1}]})[0] == 404
    status, found = calls("pia", "POST", address, body)
    assert (status, [(each["outcome"], each["minutes"]) for each in found["items"]]) == (
        200,
        [("attended", 60)],
    )
    assert calls("pia", "POST", address, body)[1]["items"] == []
    assert credited() == [("Ada", PART.course, PART.part)]


def test_guests_are_refused_before_anything_is_looked_up(calls, cast):
    cast.gus = person("Gus", Access.EXTERNAL)
    session = scheduled(cast)
    for method, path, body in (
        ("GET", "/sessions", None), ("GET", f"/sessions/{session.pk}", None), ("GET", f"/sessions/{uuid4()}", None),
        ("GET", "/registrations", None), ("POST", f"/sessions/{session.pk}/registrations", {}),
        ("POST", f"/registrations/{uuid4()}/withdrawal", {}),
        ("POST", f"/sessions/{uuid4()}/attendance", {"lines": [{"registration": str(uuid4()), "minutes": 1}]}),
        ("POST", "/sessions", planned(cast)),
    ):  # fmt: skip
        assert calls("gus", method, path, body)[0] == 403, path


def test_a_token_is_good_for_what_it_says(calls, cast):
    session = scheduled(cast)
    assert (
        calls("ada", "POST", f"/sessions/{session.pk}/registrations", {}, scopes=("classes:read",))[0] == 403
    )
    assert calls("ada", "GET", "/sessions", scopes=("classes:write",))[0] == 403


def test_a_draft_is_there_for_those_who_run_it_alone(calls, cast):
    made = calls("pia", "POST", "/sessions", planned(cast, draft=True))[1]
    assert calls("ada", "GET", f"/sessions/{made['id']}")[0] == 404
    assert calls("ada", "POST", f"/sessions/{made['id']}/registrations", {})[0] == 404
    assert calls("ada", "GET", "/sessions")[1]["items"] == []
    assert calls("pia", "GET", f"/sessions/{made['id']}")[0] == 200
