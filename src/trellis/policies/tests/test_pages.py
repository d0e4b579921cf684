import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core.models import Account, Person
from trellis.people.models import Employment, Position
from trellis.policies.models import Acknowledgement, Version
from trellis.policies.queries import changes
from trellis.policies.services import acknowledging
from trellis.policies.tests.conftest import CONDUCT, LAPTOPS


@pytest.fixture
def as_(office):
    def client(name):
        made = Client()
        made.force_login(getattr(office.cast, name))
        return made

    return client


def test_somebody_reads_acknowledges_and_reads_what_is_new(office, as_):
    ada, page = as_("ada"), reverse("policies:read", args=[CONDUCT])

    assert "Code of conduct" in ada.get(reverse("policies:mine")).content.decode()
    shown = ada.get(page).content.decode()
    assert "We treat each other with respect." in shown
    assert "I have read and understood this" in shown
    for _again in range(2):
        done = ada.post(
            reverse("policies:acknowledge", args=[CONDUCT]), {"number": 1}, follow=True
        ).content.decode()
        assert "It is written down" in done
    assert "I have read and understood this" not in done

    office.says("50 euros", "30 euros")
    office.round(days=3)
    shown = ada.get(page).content.decode()
    assert "The policy has changed since version 1" in shown
    assert "<ins" in shown
    again = ada.post(
        reverse("policies:acknowledge", args=[CONDUCT]), {"number": 2}, follow=True
    ).content.decode()
    assert "I have read and understood this" not in again
    assert office.row(office.cast.ada).read.number == 2


def test_who_is_shown_an_old_version_sees_the_new_one_instead(office, as_):
    office.says("50 euros", "30 euros")
    office.round(days=3)

    told = (
        as_("ada")
        .post(reverse("policies:acknowledge", args=[CONDUCT]), {"number": 1}, follow=True)
        .content.decode()
    )

    assert "The policy has changed while you were reading it." in told
    assert office.row(office.cast.ada).state == "asked"


@pytest.mark.parametrize(("name", "sees"), [("pia", True), ("mia", True), ("ada", False), ("ben", False)])
def test_progress_is_for_those_who_look_after_policies_and_for_managers(office, as_, name, sees):
    for address in ("policies:progress", "policies:people"):
        assert as_(name).get(reverse(address)).status_code == (200 if sees else 403)
    assert as_(name).get(reverse("policies:people-export", args=["csv"])).status_code == (
        200 if sees else 403
    )


def test_a_manager_sees_their_line_alone(office, as_):
    seen = as_("mia").get(reverse("policies:people"), {"policy": CONDUCT}).content.decode()

    assert "Ada" in seen
    assert "Rob" not in seen
    assert "Rob" in as_("pia").get(reverse("policies:people"), {"policy": CONDUCT}).content.decode()


def test_the_file_is_evidence_that_anybody_can_check(office, as_):
    acknowledging.acknowledge(path=CONDUCT, number=1, by=office.cast.ada)

    rows = json.loads(
        as_("pia")
        .get(reverse("policies:people-export", args=["json"]), {"policy": CONDUCT, "state": "done"})
        .content
    )

    version = Version.objects.get(path=CONDUCT, number=1)
    assert [(row["person"], row["policy"], row["version"], row["sha256"]) for row in rows] == [
        ("Ada", CONDUCT, 1, version.digest)
    ]
    assert rows[0]["acknowledged_at"]
    assert rows[0]["revision"] == version.revision


def test_evidence_is_for_oneself_and_those_above(office, as_):
    row = acknowledging.acknowledge(path=CONDUCT, number=1, by=office.cast.ada)
    page = reverse("policies:acknowledgement", args=[row.pk])

    assert {name: as_(name).get(page).status_code for name in ("ada", "mia", "pia", "ben")} == {
        "ada": 200, "mia": 200, "pia": 200, "ben": 404,
    }  # fmt: skip
    assert row.read.digest in as_("ada").get(page).content.decode()
    assert as_("ada").get(reverse("policies:paper", args=[row.pk])).content.startswith(b"%PDF")
    assert as_("ben").get(reverse("policies:paper", args=[row.pk])).status_code == 404


def test_a_change_is_decided_on_its_page_by_those_who_may(office, as_):
    acknowledging.acknowledge(path=CONDUCT, number=1, by=office.cast.ada)
    office.says("50 euros", "fifty euros")
    version = changes.newest_of(CONDUCT)
    page = reverse("policies:change", args=[version.pk])

    assert as_("ada").get(page).status_code == 403
    assert as_("ada").post(page, {"asks": "no", "because": "x", "seen": "open"}).status_code == 403
    shown = as_("rob").get(page).content.decode()
    assert "fifty euros" in shown
    assert "ask 6 people again" in shown
    assert "Say why" in as_("rob").post(page, {"asks": "no", "seen": "open"}, follow=True).content.decode()
    as_("rob").post(page, {"asks": "no", "because": "The same amount in words", "seen": "open"})
    version.refresh_from_db()
    assert version.meaning == "unchanged"
    assert "The same amount in words" in as_("rob").get(reverse("policies:changes")).content.decode()


def test_people_are_reminded_and_exempted(office, as_):
    row = office.row(office.cast.ada)

    told = as_("mia").post(
        reverse("policies:people"), {"action": "remind", "row": [str(row.pk)]}, follow=True
    )
    assert "1 person was reminded." in told.content.decode()
    assert as_("mia").post(reverse("policies:exempt", args=[row.pk]), {"because": "x"}).status_code == 302
    assert office.row(office.cast.ada).state == "asked"
    as_("pia").post(reverse("policies:exempt", args=[row.pk]), {"because": "On leave"})
    assert office.row(office.cast.ada).state == "exempt"


def test_several_people_are_exempted_at_once_with_a_reason(office, as_):
    keys = [str(office.row(getattr(office.cast, name)).pk) for name in ("ada", "ben")]
    chosen, page = {"action": "exempt", "row": keys}, reverse("policies:people")

    assert as_("mia").post(page, {**chosen, "because": "x"}).status_code == 403
    asked = as_("pia").post(page, chosen).content.decode()
    assert "Exempt 2 people" in asked
    assert "Ben" in asked
    told = as_("pia").post(page, {**chosen, "because": " "})
    assert (told.status_code, "Say why they are exempt" in told.content.decode()) == (422, True)
    as_("pia").post(page, {**chosen, "because": "On leave"})
    assert office.asked() == {"Olga", "Mia", "Pia", "Rob"}


def test_a_section_that_is_only_for_others_is_folded_away(office, as_):
    abroad = office.cast.employments["ada"].entity
    office.says("countries: [Germany]", "not: {entities: [" + abroad + "]}")

    shown = as_("ada").get(reverse("policies:read", args=[CONDUCT])).content.decode()

    folded = shown.partition('<details class="for-others">')[2].partition("</details>")[0]
    assert "Only for others: In Germany" in folded
    assert "The works council is heard." in folded
    assert "Gifts above" not in folded


def test_who_is_not_of_the_team_sees_no_policies(office):
    outside = Client()
    outside.force_login(Account.objects.create(email="x@example.org", name="Xu", access="external"))

    for address in (reverse("policies:mine"), reverse("policies:read", args=[CONDUCT])):
        assert outside.get(address).status_code in (403, 404)


def test_a_page_that_is_no_policy_is_not_there(office, as_):
    for path in ("policies/none.md", "index.md"):
        assert as_("pia").get(reverse("policies:read", args=[path])).status_code == 404
        assert as_("pia").post(reverse("policies:acknowledge", args=[path]), {"number": 1}).status_code == 404


def test_pages_take_few_queries_with_three_hundred_people(office, as_, django_assert_max_num_queries):
    version = changes.newest_of(CONDUCT)
    people = Person.objects.bulk_create([Person(name=f"Person {n}") for n in range(300)])
    due = office.now - timedelta(days=1)
    day, ben = date(2020, 1, 6), office.cast.employments["ben"]
    hired = Employment.objects.bulk_create(
        [Employment(person=each, entity="Test GmbH", starts_on=day, revision="x") for each in people]
    )
    Position.objects.bulk_create(
        [
            Position(employment=each, person_id=each.person_id, entity="Test GmbH", starts_on=day, revision="x",
                     title="IT Analyst", department="it", manager_id=ben.person_id)
            for each in hired
        ]
    )  # fmt: skip
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(person=each, path=CONDUCT, asked=version, reason="new", due_at=due)
            for each in people
        ]
    )
    pia = as_("pia")
    pages = [
        reverse("policies:mine"), reverse("policies:read", args=[CONDUCT]), reverse("policies:progress"),
        reverse("policies:people"), f"{reverse('policies:people')}?policy={CONDUCT}", reverse("policies:changes"),
    ]  # fmt: skip
    for page in pages:
        assert "Person 1" in pia.get(page).content.decode() or "/people/" not in page
        with django_assert_max_num_queries(15):
            assert pia.get(page).status_code == 200


def test_programs_acknowledge_see_and_decide(office, as_):
    ada, api = as_("ada"), "/api/v1"
    listed = ada.get(f"{api}/policies").json()["items"]
    assert {each["path"]: each["state"] for each in listed} == {CONDUCT: "asked", LAPTOPS: "asked"}

    made = ada.post(
        f"{api}/acknowledgements", {"policy": CONDUCT, "version": 1}, content_type="application/json"
    )
    assert (made.status_code, made.json()["state"], made.json()["version"]) == (200, "done", 1)
    key = made.json()["id"]
    assert as_("ben").get(f"{api}/acknowledgements/{key}").status_code == 404
    assert as_("mia").get(f"{api}/acknowledgements").json()["items"]
    assert as_("ben").get(f"{api}/acknowledgements").json()["items"] == []

    office.says("50 euros", "fifty euros")
    change = changes.newest_of(CONDUCT)
    body = {"asks": False, "because": "The same"}
    decide = f"{api}/policy-changes/{change.pk}/decide"
    assert ada.post(decide, body, content_type="application/json").status_code == 403
    found = as_("pia").post(decide, body, content_type="application/json").json()
    assert (found["meaning"], found["because"]) == ("unchanged", "The same")
