"""The pages of privacy: what they show, whom they refuse."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from trellis.core import defined, personal, privacy, working
from trellis.core.definitions.retention import Retention, Rule
from trellis.core.models import AccessNote, Erasure, Event, Job, LegalHold, Notice, PersonExport
from trellis.core.services import erasing, notices, tokens
from trellis.core.services.looking import WHOLE, record_access
from trellis.core.tests.privacy.kept import NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(dora):
    made = Client()
    made.force_login(dora)
    return made


def test_ones_own_data_is_listed_and_a_copy_begun(lively, django_assert_max_num_queries):
    client = Client()
    client.force_login(lively)
    address = reverse("core:own-data")

    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()
    assert "What somebody was told." in page
    answer = client.post(address)

    assert answer["Location"] == reverse("web:job", args=[Job.objects.get(name="core.export-person").pk])


def test_the_page_of_a_person_says_what_goes_what_stays_and_why(site, lively, django_assert_max_num_queries):
    with django_assert_max_num_queries(65):  # one for each model, and what every page asks
        page = site.get(reverse("core:person-privacy", args=[lively.person_id])).content.decode()

    assert "1, deleted" in page
    assert "made anonymous" in page
    assert "Others answered it" in page


def test_two_administrators_erase_somebody_by_the_page(site, lively, gert):
    def do(client, act, **values):
        return client.post(
            reverse("core:person-privacy-do", args=[lively.person_id, act]), values, follow=True
        )

    assert "Say why" in do(site, "erase", reason=" ").content.decode()
    assert "Another administrator has to agree." in do(site, "erase", reason="By letter").content.decode()
    assert "Nobody agrees to what they asked for." in do(site, "agree").content.decode()
    other = Client()
    other.force_login(gert)
    do(other, "agree")
    working.work_off()

    page = other.get(reverse("core:person-privacy", args=[lively.person_id])).content.decode()
    assert NAME not in page
    assert "erased" in page


@pytest.mark.parametrize("act", ["copy", "hold", "release", "erase", "agree", "refuse"])
def test_who_is_no_administrator_does_nothing_for_others(lively, gert, act):
    client = Client()
    client.force_login(lively)

    assert (
        client.get(reverse("core:person-privacy", args=[gert.person_id])).status_code == HTTPStatus.FORBIDDEN
    )
    address = reverse("core:person-privacy-do", args=[gert.person_id, act])
    assert client.post(address, {"reason": "R"}).status_code == HTTPStatus.FORBIDDEN
    assert [each.objects.count() for each in (LegalHold, Erasure, PersonExport)] == [0, 0, 0]


def test_a_hold_and_a_copy_are_made_by_the_page(site, ben):
    def do(act):
        return site.post(reverse("core:person-privacy-do", args=[ben.person_id, act]), {"reason": "R"})

    do("hold")
    assert privacy.hold_of(ben.person).reason == "R"
    do("release")
    assert privacy.hold_of(ben.person) is None
    assert do("copy")["Location"].startswith("/jobs/")
    assert do("nothing").status_code == HTTPStatus.NOT_FOUND


def test_the_catalogue_says_of_everything_what_for_and_how_long(site, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page = site.get(reverse("web:data-catalogue"), {"q": "account"}).content.decode()

    assert "Who can sign in, and what they may do<" in page
    assert "core.Account" in page
    assert "until it is deleted" in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"q": "passkey"}, True),
        ({"q": "nothing like it"}, False),
        ({"class": "personal"}, True),
        ({"class": "public"}, False),
        ({"fate": "keep"}, False),
    ],
)
def test_the_catalogue_is_narrowed(site, asked, shown):
    page = site.get(reverse("web:data-catalogue"), asked).content.decode()

    assert ("/people-access/data/core.Passkey/" in page) is shown


def test_the_catalogue_speaks_the_language_of_its_reader(site):
    asked = {"q": "core.Passkey"}
    page = site.get(reverse("web:data-catalogue"), asked, headers={"Accept-Language": "de"}).content.decode()

    for language in ("de", "en"):
        with translation.override(language):
            assert (personal.declaration_of("core.Passkey").title in page) == (language == "de")


def test_the_catalogue_is_had_as_a_file(site):
    rows = site.get(reverse("web:data-catalogue-export", args=["json"]), {"q": "core.Notice"}).json()

    assert {row["model"]: row["rule"] for row in rows}["core.Notice"] == "notices"
    assert site.get(reverse("web:data-catalogue-export", args=["csv"])).status_code == HTTPStatus.OK


def test_a_model_shows_each_of_its_fields(site):
    page = site.get(reverse("web:data-model", args=["core.SignIn"])).content.decode()

    assert all(word in page for word in ("session_key", "withheld", "tells of the person"))
    assert site.get(reverse("web:data-model", args=["core.Nothing"])).status_code == HTTPStatus.NOT_FOUND


def test_what_goes_tonight_is_shown_and_nothing_is_changed(site, ben):
    assert "Nothing ends by time" in site.get(reverse("web:retention")).content.decode()
    notices.notify("support", [ben], subject="Old", address="/")
    Notice.objects.update(created_at=timezone.now() - timedelta(days=31))
    rules = {"notices": Rule(keep="30 days", why="A month is enough.")}
    defined.edition().handbook.assembled["retention"] = Retention(rules)

    page = site.get(reverse("web:retention")).content.decode()

    assert "1 row goes tonight." in page
    assert "A month is enough." in page
    assert Notice.objects.count() == 1


def test_files_of_the_audit_are_looks_that_are_written_down(site, dora):
    assert "Nobody has looked yet" in site.get(reverse("web:access-log")).content.decode()
    site.get(reverse("web:audit-export", args=["csv"]), {"q": "ben"})
    site.get(reverse("web:access-changes-export", args=["csv"]))

    page = site.get(reverse("web:access-log"), {"about": "audit"}).content.decode()
    rows = site.get(reverse("web:access-log-export", args=["json"])).json()

    assert "Dora Heron" in page
    assert "q=ben" in page
    assert [row["about"] for row in rows] == ["access-changes", "audit"]
    assert AccessNote.objects.filter(about="access-log", account=dora).count() == 1
    assert Event.objects.filter(name="core.confidential-seen").count() == 3


def test_the_access_log_asks_as_often_for_three_looks_as_for_one(site, dora, gert):
    with CaptureQueriesContext(connection) as first:
        record_access(account=dora, about="audit", object=WHOLE, why="")
        site.get(reverse("web:access-log"))
    one = len(first)
    for _number in range(2):
        record_access(account=gert, about="audit", object=WHOLE, why="")
    with CaptureQueriesContext(connection) as second:
        record_access(account=dora, about="audit", object=WHOLE, why="")
        site.get(reverse("web:access-log"))

    assert len(second) <= one


def test_erasures_are_listed(site, ben, dora):
    assert "Nobody was erased yet" in site.get(reverse("web:erasures")).content.decode()
    erasing.ask(person=ben.person, reason="By letter", by=dora)

    page = site.get(reverse("web:erasures")).content.decode()

    assert "By letter" in page
    assert "waits for a second administrator" in page


PAGES = ("data-catalogue", "retention", "access-log", "erasures")


@pytest.mark.parametrize("name", PAGES)
def test_only_those_who_protect_data_open_the_pages(ben, name, rights):
    client = Client()
    client.force_login(ben)
    assert client.get(reverse(f"web:{name}")).status_code == HTTPStatus.FORBIDDEN

    ben.role_holdings.create(title="Controller")
    rights("grants:\n  - to: {roles: [Controller]}\n    workspaces: [privacy]\n")
    allowed = client.get(reverse(f"web:{name}")).status_code == HTTPStatus.OK
    assert allowed is (name != "erasures")


def test_programs_of_those_who_protect_data_read_the_catalogue_and_the_looks(dora, ben):
    record_access(account=dora, about="audit", object=WHOLE, why="Q1")

    def asked(account, path):
        secret = tokens.issue(account=account, name="P", scopes=["privacy:read"], days=7).secret
        return Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})

    found = asked(dora, "/data?limit=200").json()["items"]
    assert {each["model"]: each["on_erasure"] for each in found}["core.SignIn"] == "delete"
    assert [each["why"] for each in asked(dora, "/access-notes").json()["items"]] == ["Q1"]
    assert asked(ben, "/data").status_code == HTTPStatus.FORBIDDEN
    assert asked(ben, "/access-notes").status_code == HTTPStatus.FORBIDDEN


def test_programs_of_administrators_ask_and_people_agree(dora, ben, gert):
    def sent(account, path, **body):
        secret = tokens.issue(
            account=account, name="P", scopes=["privacy:read", "privacy:write"], days=7
        ).secret
        headers = {"Authorization": f"Bearer {secret}"}
        return Client().post(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    person = f"/people/{ben.person_id}"
    assert sent(dora, f"{person}/hold", reason="A dispute").json()["on_hold"] is True
    assert sent(dora, f"{person}/erase", reason="By letter").json()["code"] == "legal-hold"
    assert sent(dora, f"{person}/release").json()["on_hold"] is False
    assert sent(dora, f"{person}/erase", reason="By letter").json()["state"] == "asked"
    assert sent(ben, f"{person}/copy").json()["job"] == str(Job.objects.get(name="core.export-person").pk)
    for deed in ("hold", "release", "erase", "copy"):
        refused = sent(ben, f"/people/{gert.person_id}/{deed}", reason="R")
        assert refused.status_code == HTTPStatus.FORBIDDEN
    assert Erasure.objects.get().state == Erasure.State.ASKED
