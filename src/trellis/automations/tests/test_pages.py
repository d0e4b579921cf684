"""Pages and the interface: everybody of the team sees what there is; what it acted on, only who may steer it."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.automations.models import AutomationRun, Standing
from trellis.automations.tests.conftest import DUTIES, account, give_duty, go_on
from trellis.core.models import Access
from trellis.core.services import tokens

CLOCK = """\
title: Look at the list
owner: mia@example.org
when: {every: week, on: monday, at: "08:00", zone: Europe/Berlin}
then:
  - {do: create-task, to: owner, title: Look at the list}
"""


@pytest.fixture
def ran(house, cast):
    """An automation of Dora's that ran once, and one of Mia's that waits for its clock."""
    house(new_duties=DUTIES, list=CLOCK)
    give_duty(cast.dora, cast.sam)
    go_on()
    return AutomationRun.objects.get()


@pytest.fixture
def shown(client):
    def shown(who, name, *arguments, query=""):
        client.force_login(who)
        return client.get(reverse(f"automations:{name}", args=arguments) + query)

    return shown


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_says_how_each_stands(shown, cast, ran):
    told = text_of(shown(cast.sam, "directory"))

    assert "Tell of new duties" in told
    assert "When somebody gave a duty" in told
    assert "Every Monday at 08:00 (Europe/Berlin)" in told
    assert "when it happens" in told
    assert reverse("automations:runs") not in told.partition("<main")[2]


def test_the_list_costs_the_same_with_more(shown, client, cast, ran, house, django_assert_max_num_queries):
    house(new_duties=DUTIES, list=CLOCK, **{f"n{n}": DUTIES for n in range(5)})
    shown(cast.sam, "directory")

    with django_assert_max_num_queries(10):
        told = text_of(client.get(reverse("automations:directory")))

    assert told.count("Tell of new duties") == 6


def test_an_empty_list_says_what_to_write(shown, cast, house):
    house()

    assert "A file in the folder automations" in text_of(shown(cast.sam, "directory"))


def test_the_page_of_one_says_what_it_does_and_shows_its_last_runs(shown, cast, ran):
    told = text_of(shown(cast.sam, "automation", "new-duties"))

    assert "When somebody gave a duty, if duty is approver: tell whom the field account names:" in told
    assert "due in 3 working days" in told
    assert "Somebody gave a duty: done" in told
    assert reverse("automations:run", args=[ran.pk]) not in told
    assert reverse("automations:pause", args=["new-duties"]) not in told


def test_the_page_shows_no_more_than_ten_runs(shown, cast, ran):
    for n in range(12):
        AutomationRun.objects.create(
            automation="new-duties", occurrence=str(n), trigger="core.duty-given", at=timezone.now(),
            state="done", ended_at=timezone.now(),
        )  # fmt: skip

    assert text_of(shown(cast.dora, "automation", "new-duties")).count("Somebody gave a duty: done") == 10


def test_who_may_steer_it_sees_a_run_whole(shown, cast, ran):
    assert reverse("automations:run", args=[ran.pk]) in text_of(shown(cast.dora, "automation", "new-duties"))

    told = text_of(shown(cast.dora, "run", ran.pk))

    assert "duty is approver" in told
    assert "met" in told
    assert str(cast.sam.pk) in told
    assert "give whom the field account names the task" in told


@pytest.mark.parametrize("who", ["mia", "sam"])
def test_what_it_acted_on_is_not_there_for_others(shown, cast, ran, who):
    somebody = getattr(cast, who)

    assert shown(somebody, "run", ran.pk).status_code == HTTPStatus.NOT_FOUND
    assert shown(somebody, "dry-run", "new-duties").status_code == HTTPStatus.NOT_FOUND
    assert "No runs" in text_of(shown(somebody, "runs"))
    assert json.loads(shown(somebody, "runs-export", "json").content) == []


@pytest.mark.parametrize("name", ["directory", "runs"])
def test_who_is_external_sees_nothing(shown, cast, ran, name):
    assert shown(cast.xenia, name).status_code == HTTPStatus.FORBIDDEN
    assert shown(cast.xenia, "automation", "new-duties").status_code == HTTPStatus.FORBIDDEN
    assert shown(cast.xenia, "run", ran.pk).status_code == HTTPStatus.FORBIDDEN


def test_the_log_is_filtered_and_had_as_a_file(shown, client, cast, ran, django_assert_max_num_queries):
    shown(cast.dora, "runs")
    with django_assert_max_num_queries(13):
        told = text_of(client.get(reverse("automations:runs")))

    assert reverse("automations:run", args=[ran.pk]) in told
    assert "Nothing fits these filters" in text_of(shown(cast.dora, "runs", query="?state=failed"))
    (row,) = json.loads(shown(cast.dora, "runs-export", "json", query="?state=done").content)
    assert (row["automation"], row["results"]) == ("new-duties", "tell: 1, create-task: 1")


def test_a_dry_run_counts_and_does_nothing(shown, cast, ran, house):
    give_duty(cast.dora, cast.mia)
    give_duty(cast.dora, account("Otto"), "auditor")
    go_on()
    before = AutomationRun.objects.count()

    told = text_of(shown(cast.dora, "dry-run", "new-duties"))

    assert "It would have run 2 times in the last 30 days." in told
    assert "3 occurrences were looked at." in told
    assert AutomationRun.objects.count() == before
    house(new_duties=DUTIES.replace("dora@", "mia@"))
    assert "2 of these would have been refused" in text_of(shown(cast.mia, "dry-run", "new-duties"))
    house(new_duties=DUTIES.replace("approver", "nothing", 1))
    assert "Not once" in text_of(shown(cast.dora, "dry-run", "new-duties"))


def test_a_clock_is_run_dry_by_its_strokes(shown, cast, ran):
    told = text_of(shown(cast.mia, "dry-run", "list"))

    assert "It would have run 4 times" in told or "It would have run 5 times" in told


def test_the_owner_pauses_and_resumes(shown, client, cast, ran):
    client.force_login(cast.mia)
    address = reverse("automations:pause", args=["list"])

    assert "Say why." in text_of(client.post(address, {"because": " "}, follow=True))
    assert "Paused by Mia: Away" in text_of(client.post(address, {"because": "Away"}, follow=True))
    client.force_login(cast.sam)
    assert client.post(reverse("automations:resume", args=["list"])).status_code == HTTPStatus.FORBIDDEN
    client.force_login(cast.dora)
    client.post(reverse("automations:resume", args=["list"]))
    assert Standing.objects.get(name="list").paused_at is None


def test_a_refused_run_is_repeated_from_its_page(shown, client, cast, ran):
    AutomationRun.objects.update(state="refused", trouble="Mia may not.")

    assert "Mia may not." in text_of(shown(cast.dora, "run", ran.pk))
    assert "It is tried again." in text_of(
        client.post(reverse("automations:repeat", args=[ran.pk]), follow=True)
    )
    ran.refresh_from_db()
    assert ran.state == "waiting"


def test_one_whose_owner_is_gone_says_so(shown, cast, house):
    house(new_duties=DUTIES.replace("dora@", "nobody@"))

    assert "Nobody here is “nobody@example.org”, so nothing is done." in text_of(
        shown(cast.sam, "automation", "new-duties")
    )


@pytest.fixture
def calls(client):
    def calls(who, method, path, body=None):
        scopes = ["automations:read", "automations:write"]
        issued = tokens.issue(account=who, name="Test", scopes=scopes, days=7)
        answer = client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "", "application/json",
            headers={"Authorization": f"Bearer {issued.secret}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return calls


def test_programs_see_and_steer_what_their_account_may(calls, cast, ran):
    _status, listed = calls(cast.sam, "GET", "/automations")
    assert [(each["name"], each["state"]) for each in listed["items"]] == [
        ("list", "on"),
        ("new-duties", "on"),
    ]
    assert calls(cast.sam, "GET", "/automation-runs")[1]["items"] == []
    assert calls(cast.sam, "GET", f"/automation-runs/{ran.pk}")[0] == HTTPStatus.NOT_FOUND
    assert calls(cast.sam, "GET", "/automations/new-duties/dry-run")[0] == HTTPStatus.NOT_FOUND
    assert calls(cast.sam, "POST", "/automations/list/pause", {"because": "No"})[0] == HTTPStatus.FORBIDDEN
    assert calls(cast.xenia, "GET", "/automations")[0] == HTTPStatus.FORBIDDEN

    assert calls(cast.dora, "GET", "/automation-runs")[1]["items"][0]["id"] == str(ran.pk)
    assert calls(cast.dora, "GET", "/automations/new-duties/dry-run")[1]["runs"] == 1
    paused = calls(cast.mia, "POST", "/automations/list/pause", {"because": "Away"})[1]
    assert (paused["state"], paused["paused_because"], paused["next_at"]) == ("paused", "Away", None)
    assert calls(cast.mia, "POST", "/automations/list/resume")[1]["state"] == "on"
    assert calls(cast.dora, "POST", f"/automation-runs/{ran.pk}/repeat")[0] == HTTPStatus.CONFLICT


def test_access_that_is_lost_closes_the_log_at_once(shown, cast, ran):
    assert shown(cast.dora, "run", ran.pk).status_code == HTTPStatus.OK
    cast.dora.access = Access.EXTERNAL
    cast.dora.save()

    assert shown(cast.dora, "run", ran.pk).status_code == HTTPStatus.FORBIDDEN
    assert timezone.now() - ran.created_at < timedelta(minutes=5)
