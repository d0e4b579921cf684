"""The pages, files and the interface of growth: what they show, to whom, and in how many queries."""

import json

import pytest
from django.urls import reverse

from trellis.core.models import AccessNote
from trellis.core.records import uuid7
from trellis.core.services import tokens
from trellis.growth.models import DevelopmentPlan, Promotion, Transfer
from trellis.growth.services import plans, promotions, transfers
from trellis.growth.tests.conftest import SENIOR, written
from trellis.growth.tests.test_transfers import asked

SIGNED_IN = 2
"""What it takes to know who asks: their session and their account."""
MOST = 15 + SIGNED_IN
NAMES = ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora")


@pytest.fixture
def at(client):
    def get(who, name, *arguments, **params):
        client.force_login(who)
        return client.get(reverse(f"growth:{name}", args=arguments), params)

    return get


@pytest.fixture
def send(client):
    def post(who, name, *arguments, **data):
        client.force_login(who)
        return client.post(reverse(f"growth:{name}", args=arguments), data)

    return post


def seers(cast, at, name, *arguments):
    return {each for each in NAMES if at(getattr(cast, each), name, *arguments).status_code == 200}


def test_each_page_is_there_for_whom_it_is_and_for_nobody_else(cast, at):
    plan = plans.begin(person=cast.ada.person, target=SENIOR, by=cast.ada)
    made, moves = written(cast), asked(cast, by=cast.mia)
    line = {"olga", "mia", "ada"}

    assert seers(cast, at, "person", cast.ada.person.pk) == line
    assert seers(cast, at, "plan", plan.pk) == line
    assert seers(cast, at, "transfer-new", cast.ada.person.pk) == line
    assert seers(cast, at, "promotion", made.pk) == {"olga", "mia"}  # a draft is not for People Operations
    assert seers(cast, at, "transfer", moves.pk) == line | {"pia", "rob"}
    promotions.submit(promotion=made, by=cast.mia)
    assert seers(cast, at, "promotion", made.pk) == {"olga", "mia", "pia", "rob"}
    assert seers(cast, at, "calibration") == {"olga"}
    listed = {each for each in NAMES if "Ada" in at(getattr(cast, each), "promotions").content.decode()}
    assert listed >= {"olga", "mia", "pia", "rob"}
    assert not Promotion.objects.exclude(pk=made.pk).exists()
    for name in ("ben", "sam", "dora"):
        assert "Senior IT Analyst" not in at(getattr(cast, name), "promotions-export", "csv").content.decode()


def test_pages_take_few_queries_and_each_look_at_another_is_noted(
    cast, at, client, django_assert_max_num_queries
):
    plan = plans.begin(person=cast.ada.person, target=SENIOR, by=cast.ada)
    draft, made = (
        written(cast),
        promotions.submit(promotion=written(cast, "ben", pay_reason="Rare."), by=cast.mia),
    )

    for who, name, *arguments in (
        (cast.mia, "home"), (cast.mia, "person", cast.ada.person.pk), (cast.mia, "level", cast.ada.person.pk),
        (cast.mia, "plan", plan.pk), (cast.mia, "promotions"), (cast.mia, "promotion", draft.pk),
        (cast.mia, "promotion", made.pk), (cast.olga, "calibration"),
    ):  # fmt: skip
        at(who, name, *arguments, to=SENIOR)  # warms what is cached
        address = reverse(f"growth:{name}", args=arguments)
        with django_assert_max_num_queries(MOST, info=name):
            assert client.get(address, {"to": SENIOR}).status_code == 200, name
    assert set(AccessNote.objects.values_list("about", flat=True)) == {"plan", "promotion"}


def test_a_promotion_is_written_from_the_gap_between_two_levels(cast, at, send, client):
    page = at(cast.mia, "level", cast.ada.person.pk, to=SENIOR).content.decode()
    assert "Choose the tools of the team" in page
    address = reverse("growth:level", args=[cast.ada.person.pk]) + f"?to={SENIOR.replace('#', '%23')}"

    answer = client.post(address, {"act": "promote"})

    made = Promotion.objects.get()
    assert answer.headers["Location"] == reverse("growth:promotion", args=[made.pk])
    document = at(cast.mia, "promotion", made.pk).content.decode()
    assert "“In short” is empty." in document
    [criterion] = made.criteria.all()
    values = {
        "when": made.effective_on.isoformat(), "amount": "50000", "currency": "EUR", "seen": made.version,
        "section-summary": "Does the work.", f"criterion-{criterion.pk}": "Chose the tool.",
    }  # fmt: skip
    assert send(cast.mia, "promotion", made.pk, **{**values, "amount": "x"}, act="save").status_code == 409
    assert send(cast.mia, "promotion", made.pk, **values, act="submit").status_code == 302
    made.refresh_from_db()
    assert made.state == "calibration"
    assert send(cast.olga, "promotion", made.pk, act="verdict", verdict="not-yet", round=1).status_code == 409
    send(cast.olga, "promotion", made.pk, act="verdict", verdict="go", round=1)
    made.refresh_from_db()
    assert made.state == "asked"
    send(cast.mia, "promotion", made.pk, act="withdraw")
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_everything_of_a_plan_is_done_on_its_page(cast, at, send):
    plan = plans.begin(person=cast.ada.person, target=SENIOR, by=cast.ada)
    [item] = plan.items.all()
    for deed, values in {
        "assess": {f"item-{item.pk}": "partly", "seen": 1},
        "evidence": {"key": uuid7(), "item": item.pk, "text": "Compared tools", "link": ""},
        "action": {"key": uuid7(), "kind": "learning", "text": "Read on", "owner": cast.ada.person.pk},
        "comment": {"key": uuid7(), "text": "Well begun"},
        "arrange": {"coach": "rob@example.org", "review_on": "2026-05-04"},
    }.items():
        assert send(cast.ada, "plan-do", plan.pk, deed, **values).status_code == 302, deed
    page = at(cast.mia, "plan", plan.pk).content.decode()
    for word in ("partly", "Compared tools", "Read on", "Well begun", "Rob"):
        assert word in page, word
    broken = send(cast.ada, "plan-do", plan.pk, "action", key=uuid7(), kind="x", text="Typed once", owner="")
    assert (broken.status_code, "Typed once" in broken.content.decode()) == (409, True)
    assert send(cast.ada, "plan-do", plan.pk, "end", state="dropped").status_code == 409
    assert send(cast.ben, "plan-do", plan.pk, "comment", key=uuid7(), text="Hi").status_code == 404
    assert send(cast.mia, "plan-do", plan.pk, "promote").status_code == 302
    assert "Compared tools" in at(cast.mia, "promotion", Promotion.objects.get().pk).content.decode()


def test_a_transfer_is_asked_for_answered_and_withdrawn_on_its_pages(cast, send):
    values = {
        "title": "People Generalist", "department": "people", "manager": "olga@example.org",
        "effective_on": "2026-06-01", "reason": "People.",
    }  # fmt: skip
    assert (
        send(cast.ada, "transfer-new", cast.ada.person.pk, **{**values, "manager": "nobody"}).status_code
        == 409
    )
    assert send(cast.ada, "transfer-new", cast.ada.person.pk, **values).status_code == 302
    made = Transfer.objects.get()
    send(cast.mia, "transfer", made.pk, act="agree")
    made.refresh_from_db()
    assert made.state == "offered"
    send(cast.olga, "transfer", made.pk, act="agree")
    made.refresh_from_db()
    assert made.state == "asked"
    transfers.withdraw(transfer=made, by=cast.ada)
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_programs_see_what_their_owner_sees(cast, client):
    def call(who, method, path, body=None):
        _row, token = tokens.issue(
            account=who, name="T", scopes=frozenset({"growth:read", "growth:write"}), days=7
        )
        client.logout()
        return client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "",
            content_type="application/json", headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    ada = str(cast.ada.person.pk)
    levels = call(cast.ada, "GET", f"/growth/{ada}/levels").json()
    assert [each["level"] for each in levels["next"]] == [SENIOR]
    assert call(cast.ben, "GET", f"/growth/{ada}/levels").status_code == 404
    body = {"person": ada, "level": SENIOR}
    assert call(cast.ada, "POST", "/development-plans", body).json()["items"] == 1
    plan = DevelopmentPlan.objects.get()
    assert call(cast.mia, "GET", f"/development-plans/{plan.pk}").json()["title"] == "Senior IT Analyst"
    assert call(cast.ben, "GET", "/development-plans").json()["items"] == []
    assert call(cast.ada, "POST", "/promotions", body).status_code in (403, 404)
    made = call(cast.mia, "POST", "/promotions", body).json()
    assert call(cast.ada, "GET", f"/promotions/{made['id']}").status_code == 404
    assert len(call(cast.olga, "GET", "/promotions").json()["items"]) == 1
    assert call(cast.mia, "POST", f"/promotions/{made['id']}/withdraw", {}).json()["state"] == "withdrawn"

    role = {"person": str(cast.mia.person.pk), "risk": "high", "reason": "Alone with it"}
    assert call(cast.ada, "POST", "/key-roles", role).status_code == 404
    marked = call(cast.olga, "POST", "/key-roles", role).json()
    name = {"person": ada, "readiness": "year"}
    assert call(cast.olga, "POST", f"/key-roles/{marked['id']}/successors", name).json()["within_a_year"] == 1
    assert call(cast.mia, "POST", f"/key-roles/{marked['id']}/successors", name).status_code == 404
    assert [len(call(who, "GET", "/key-roles").json()["items"]) for who in (cast.olga, cast.mia)] == [1, 0]
