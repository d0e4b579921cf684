"""The pages and the interface of cohorts: for members, for facilitators, for who keeps them, and for nobody else."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from trellis.classes.models import Cohort
from trellis.classes.tests.cohorts import WITH_PROGRAM, cohort_of, kick_off
from trellis.core import attachments, objects
from trellis.core.models import Event
from trellis.core.rules import NotAllowedError
from trellis.core.services import files, tokens
from trellis.people.days import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def handbook(serve):
    """The handbook of the cast, with a program."""
    return serve(WITH_PROGRAM)


def test_a_session_of_a_cohort_is_seen_by_nobody_else(cast):
    made = cohort_of(cast, "ada")
    session = kick_off(cast, made)
    address = reverse("classes:session", args=[session.pk])

    seen = {name: cast.opened(name, address).status_code for name in ("ada", "mia", "pia", "ben")}

    assert seen == {"ada": 200, "mia": 200, "pia": 200, "ben": 404}
    assert "Kick-off" not in cast.read("ben", "/classes/")
    assert "Kick-off" in cast.read("ada", "/classes/")


def test_only_who_facilitates_schedules_for_a_cohort(cast):
    made = cohort_of(cast, "ada")

    with pytest.raises(NotAllowedError):
        kick_off(cast, made, by="ben")
    assert cast.opened("ada", f"/classes/new/?cohort={made.pk}&part=kick-off").status_code == 404
    page = cast.opened("mia", f"/classes/new/?cohort={made.pk}&part=kick-off")
    assert "its members get places at once" in page.content.decode()
    assert cast.opened("mia", f"/classes/new/?cohort={made.pk}&part=first-talk").status_code == 404
    assert cast.opened("mia", "/classes/new/?cohort=x").status_code == 404


PAGES = {
    "cohort": {"ada": 200, "mia": 200, "pia": 200, "ben": 404, "olga": 404},
    "cohort-talk": {"ada": 200, "mia": 200, "pia": 404, "ben": 404, "olga": 404},
    "cohort-people": {"ada": 404, "mia": 200, "pia": 200, "ben": 404, "olga": 404},
    "cohort-edit": {"ada": 404, "mia": 200, "pia": 200, "ben": 404, "olga": 404},
}


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_cohort_are_for_members_facilitators_and_who_keeps_them(cast, page):
    address = reverse(f"classes:{page}", args=[cohort_of(cast, "ada").pk])

    assert {name: cast.opened(name, address).status_code for name in PAGES[page]} == PAGES[page]


@pytest.mark.parametrize("deed", ["add", "remove", "announce", "judge", "end", "newest"])
@pytest.mark.parametrize("name", ["ada", "ben"])
def test_members_and_strangers_do_nothing_to_a_cohort(cast, name, deed):
    made = cohort_of(cast, "ada")
    data = {
        "people": "Rob", "person": str(cast.ada.person_id), "key": str(uuid4()), "title": "Hello", "words": "Over",
        "outcome": str(made.outcomes.first().pk), "state": "reached", "evidence": "Seen",
    }  # fmt: skip
    before = Event.objects.count()

    assert cast.opened(name, reverse("classes:cohort-do", args=[made.pk, deed]), data).status_code == 404
    assert Event.objects.count() == before


def test_what_is_said_in_a_cohort_is_for_who_is_in_it(cast):
    made = cohort_of(cast, "ada")
    seen = {
        name: bool(objects.seen_by(cast.fresh(name), {("cohort", made.pk)}))
        for name in ("ada", "mia", "pia", "ben")
    }

    assert seen == {"ada": True, "mia": True, "pia": False, "ben": False}
    told = objects.who_sees("cohort", made.pk, [cast.fresh(each) for each in seen])
    assert [each.name for each in told] == ["Ada", "Mia"]
    page = cast.read("ada", reverse("classes:cohort-talk", args=[made.pk]))
    assert "Attached files" in page


def test_files_of_a_cohort_are_for_who_is_in_it(cast):
    made = cohort_of(cast, "ada")
    held = files.attach(
        about="cohort", key=made.pk, name="notes.txt", pieces=[b"What we agreed.\n"], by=cast.fresh("mia")
    )

    assert attachments.attachment_for(cast.fresh("ada"), held.pk) == held
    assert attachments.attachment_for(cast.fresh("ben"), held.pk) is None
    assert attachments.attachment_for(cast.fresh("pia"), held.pk) is None


def test_a_cohort_is_begun_and_filled_by_the_pages(cast):
    data = {
        "key": uuid4(), "program": "first-lead", "title": "Spring", "starts_on": f"{today():%Y-%m-%d}",
        "facilitators": "mia@example.org", "goal": "", "words": "Bring a question.",
    }  # fmt: skip
    assert cast.opened("mia", reverse("classes:cohort-new")).status_code == 404
    refused = cast.opened("pia", reverse("classes:cohort-new"), {**data, "facilitators": "Nobody"})
    assert refused.status_code == 422

    answer = cast.opened("pia", reverse("classes:cohort-new"), data)
    made = Cohort.objects.get()
    assert answer.url == reverse("classes:cohort-people", args=[made.pk])
    add = reverse("classes:cohort-do", args=[made.pk, "add"])
    assert cast.opened("mia", add, {"people": "ada@example.org, Ben"}).status_code == 302
    assert cast.opened("mia", add, {"people": "Nobody at all"}).status_code == 422

    assert made.seats.filter(part="member", left_at=None).count() == 2
    assert "Bring a question." in cast.read("ada", reverse("classes:cohort", args=[made.pk]))
    assert "Spring" in cast.read("ada", reverse("classes:cohorts"))
    assert "Spring" not in cast.read("olga", reverse("classes:cohorts"))


def test_lists_of_cohorts_and_members_are_had_as_files(cast):
    made = cohort_of(cast, "ada")
    members = reverse("classes:cohort-members", args=[made.pk, "csv"])

    assert str(made.pk) in cast.read("ada", reverse("classes:cohorts-export", args=["csv"]))
    assert str(made.pk) not in cast.read("ben", reverse("classes:cohorts-export", args=["csv"]))
    assert "ada@example.org" in cast.read("mia", members)
    assert cast.opened("ada", members).status_code == 404


@pytest.mark.parametrize("members", [1, 4])
def test_pages_of_cohorts_ask_few_queries_however_many_are_in(cast, members, django_assert_max_num_queries):
    made = cohort_of(cast, *("ada", "ben", "rob", "olga")[:members])
    kick_off(cast, made)
    for name, pages in (("mia", ("cohort", "cohort-people")), ("ada", ("cohort",))):
        client = Client()
        client.force_login(cast.fresh(name))
        for page in (
            reverse("classes:cohorts"),
            *(reverse(f"classes:{each}", args=[made.pk]) for each in pages),
        ):
            client.get(page)
            with django_assert_max_num_queries(15):
                client.get(page)


@pytest.fixture
def calls(client, cast):
    """Calls the interface as somebody."""

    def calls(name, method, path, body=None):
        issued = tokens.issue(
            account=cast.fresh(name), name="Test", scopes=("classes:read", "classes:write"), days=7
        )
        answer = client.generic(
            method, f"/api/v1/classes/cohorts{path}", json.dumps(body) if body is not None else "",
            "application/json", headers={"Authorization": f"Bearer {issued.secret}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return calls


def test_a_program_begins_a_cohort_and_fills_it(calls, cast):
    body = {
        "program": "first-lead", "starts_on": f"{today():%Y-%m-%d}", "facilitators": [str(cast.mia.person_id)],
    }  # fmt: skip
    assert calls("ada", "POST", "", body)[0] == 403
    assert calls("pia", "POST", "", {**body, "facilitators": [str(uuid4())]})[0] == 404
    status, made = calls("pia", "POST", "", body)

    assert (status, [len(each["parts"]) for each in made["weeks"]]) == (201, [3, 3, 1])
    assert [each["id"] for each in made["outcomes"]] == ["talks", "no-surprise"]
    path = f"/{made['id']}"
    people = {"people": [str(cast.ada.person_id), str(cast.ben.person_id)]}
    assert calls("ada", "POST", f"{path}/members", people)[0] == 404
    status, found = calls("mia", "POST", f"{path}/members", people)
    assert (status, [each["share"] for each in found["items"]]) == (200, [0, 0])
    assert [each["person"] for each in calls("ada", "GET", f"{path}/members")[1]["items"]] == [
        str(cast.ada.person_id)
    ]
    assert calls("rob", "GET", path)[0] == calls("mia", "GET", path)[0] == 200
    assert calls("olga", "GET", path)[0] == calls("olga", "GET", f"{path}/members")[0] == 404
    assert [each["members"] for each in calls("ben", "GET", "")[1]["items"]] == [2]
    assert calls("olga", "GET", "")[1]["items"] == []
    gone = f"{path}/members/{cast.ben.person_id}"
    assert calls("ben", "DELETE", gone)[0] == 404
    assert len(calls("mia", "DELETE", gone)[1]["items"]) == 1
    assert calls("mia", "DELETE", f"{path}/members/{cast.olga.person_id}")[0] == 404
    assert calls("ben", "GET", path)[0] == 404
