"""The pages of documents and benefits: what each shows, to whom, and in how many queries."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from trellis.contracts.models import Document, Enrolment
from trellis.contracts.queries.documents import template_at
from trellis.contracts.services import documents, signing
from trellis.contracts.tests.conftest import FILLED, PROOF, made, sent, signed
from trellis.core.filereading import read
from trellis.core.models import AccessNote
from trellis.core.tests.lent import browser_lent

MOST = 15


@pytest.fixture
def get(client, django_assert_max_num_queries):
    """A page as somebody sees it, in a bounded number of queries."""

    def get(who, name, *args, data=None):
        client.force_login(who)
        path = reverse(f"contracts:{name}", args=args)
        client.get(path, data)
        with django_assert_max_num_queries(MOST):
            return client.get(path, data)

    return get


def test_a_contract_is_made_by_the_page_and_what_is_missing_is_marked(cast, client, get):
    at = (cast.ada.person.pk, "contracts/permanent.md")
    page = get(cast.pia, "make", *at)
    assert b"<mark>Salary is missing</mark>" in page.content
    client.force_login(cast.pia)
    path = reverse("contracts:make", args=at)
    values = {"name": "Ada", "title": "IT Analyst", "start": "2020-01-06", "notice": "2 weeks"}

    refused = client.post(path, values)
    assert Document.objects.count() == 0
    assert b"This has to be said." in refused.content
    assert b"Civil Code, section 622" in refused.content, "the minimum of the law is told with its source"

    answer = client.post(path, {**values, **FILLED})
    document = Document.objects.get()
    assert answer.url == reverse("contracts:document", args=[document.pk])
    shown = client.get(answer.url).content
    assert b"Civil Code, section 622" in shown
    assert document.state == "draft"
    assert b"It is made. Read it, then ask for its approval." in shown, (
        "nobody is asked before the writer says so"
    )


def test_a_letter_takes_two_clicks(cast, client, get):
    at = (cast.ada.person.pk, "contracts/letter.md")
    page = get(cast.pia, "make", *at)

    client.post(reverse("contracts:make", args=at), {"name": "Ada", "start": "2020-01-06"})

    assert b"Make and send" in page.content
    assert Document.objects.get().state == "issued"


def test_letters_are_made_for_several_at_once(cast, client, get):
    assert b"Confirmation of employment" in get(cast.pia, "letters").content
    people = [str(cast.ada.person.pk), str(cast.ben.person.pk)]

    client.post(reverse("contracts:letters"), {"template": "contracts/letter.md", "person": people})

    assert Document.objects.filter(state="issued").count() == 2


def test_the_wrong_person_is_refused_everywhere_also_by_the_link_of_the_file(cast, contract, client, get):
    sent(cast, contract)
    paths = [
        reverse(f"contracts:{name}", args=[contract.pk])
        for name in ("document", "preview", "sign", "new-version")
    ]
    paths += [
        reverse("contracts:person", args=[cast.ada.person.pk]),
        reverse("contracts:make", args=[cast.ada.person.pk, "contracts/letter.md"]),
        reverse("core:file", args=[contract.file_id]),
        f"/api/v1/documents/{contract.pk}",
        f"/api/v1/files/{contract.file_id}",
    ]
    for who in (cast.mia, cast.ben, cast.dora):
        client.force_login(who)
        assert {client.get(path).status_code for path in paths} == {404}
        assert (
            client.post(reverse("contracts:act", args=[contract.pk, "void"]), {"reason": "x"}).status_code
            == 404
        )
        assert client.get("/api/v1/documents").json()["items"] == []
    contract.refresh_from_db()
    assert contract.state == "sent"
    client.force_login(cast.ada)
    assert client.get(reverse("contracts:new-version", args=[contract.pk])).status_code == 403
    assert client.get(reverse("core:file", args=[contract.file_id])).status_code == 200


def test_every_view_is_noted(cast, contract, get):
    for name in ("document", "preview"):
        before = AccessNote.objects.filter(account=cast.pia, object=contract.pk).count()
        get(cast.pia, name, contract.pk)
        assert AccessNote.objects.filter(account=cast.pia, object=contract.pk).count() == before + 2


@pytest.mark.parametrize("name", ["documents", "benefits", "verify"])
def test_everybody_has_pages_of_their_own(cast, contract, get, name):
    sent(cast, contract)

    assert get(cast.ada, name).status_code == 200
    assert get(cast.mia, name).status_code == 200


def test_the_list_shows_nothing_of_others(cast, contract, get, client):
    sent(cast, contract)

    assert b"Permanent contract" in get(cast.ada, "documents").content
    assert b"Permanent contract" in get(cast.pia, "documents", data={"state": "sent"}).content
    assert b"Permanent contract" not in get(cast.mia, "documents").content
    client.force_login(cast.pia)
    file = client.get(reverse("contracts:documents-export", args=["csv"])).content.decode()
    assert contract.digest in file
    assert "Example Street" not in file


def test_a_signed_document_shows_who_signed_it(cast, contract, get):
    document = signed(cast, sent(cast, contract))

    page = get(cast.pia, "document", document.pk).content.decode()

    assert "192.0.2.7" in page
    assert document.digest in page


def test_whoever_signs_does_so_on_the_page_after_they_proved_who_they_are(cast, contract, client):
    sent(cast, contract)
    client.force_login(cast.ada)
    path = reverse("contracts:sign", args=[contract.pk])
    session = client.session
    session["confirmed_at"] = 0
    session.save()
    assert client.get(path).url.startswith(reverse("core:confirm"))

    client.force_login(cast.ada)
    assert client.post(path, {"name": "Adam", "agreed": "on"}).status_code == 200
    assert client.post(path, {"name": "Ada"}).status_code == 200
    assert not contract.signatures.filter(state="signed").exists()

    client.post(path, {"name": "ada", "agreed": "on"}, HTTP_USER_AGENT="Firefox/1 Windows")
    row = contract.signatures.get(state="signed")
    assert (row.name, row.device, row.address) == ("ada", "Firefox, Windows", "127.0.0.1")


def test_a_genuine_file_is_known_and_a_changed_one_is_not(cast, contract, client):
    signed(cast, sent(cast, contract))
    pdf = b"".join(read(contract.file.stored))
    path = reverse("contracts:verify")

    def looked(who, content):
        client.force_login(who)
        return client.post(path, {"file": SimpleUploadedFile("a.pdf", content)}).content

    assert b"is genuine" in looked(cast.ada, pdf)
    assert b"is none of the documents" in looked(cast.ada, pdf[:-1] + b"x")
    assert b"is none of the documents" in looked(cast.mia, pdf), "others learn nothing of it"


def test_benefits_are_chosen_by_the_page_and_seen_by_those_who_keep_them(cast, client, get):
    client.force_login(cast.ada)
    client.post(reverse("contracts:choose", args=["ticket"]), {"option": "city", "deed": "enrol"})
    assert Enrolment.objects.filter(person=cast.ada.person, ends_on=None).count() == 1
    assert "you have it" in get(cast.ada, "benefits").content.decode()

    assert "Ada" in get(cast.pia, "program", "ticket").content.decode()
    assert get(cast.pia, "programs").status_code == 200
    for name, args in (("programs", ()), ("program", ("ticket",)), ("program-export", ("ticket", "csv"))):
        client.force_login(cast.mia)
        assert client.get(reverse(f"contracts:{name}", args=args)).status_code == 403


def test_programs_see_and_do_what_people_may(cast, client):
    client.force_login(cast.pia)
    body = {"person": str(cast.ada.person.pk), "template": "contracts/letter.md"}
    answer = client.post("/api/v1/documents", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    key = answer.json()["id"]
    assert (
        client.post(f"/api/v1/documents/{key}/send", {}, content_type="application/json").json()["state"]
        == "issued"
    )

    client.force_login(cast.mia)
    assert client.post("/api/v1/documents", body, content_type="application/json").status_code == 404

    client.force_login(cast.ada)
    for half in ({"life_event": "birth"}, {"life_event_on": "2026-03-01"}):
        answer = client.post(
            "/api/v1/benefits/ticket/enrol", {"option": "city", **half}, content_type="application/json"
        )
        assert answer.status_code == 409, "a life event counts from its day"
    assert not Enrolment.objects.exists()
    assert [each["id"] for each in client.get("/api/v1/documents").json()["items"]] == [key]
    assert (
        client.post(
            "/api/v1/benefits/ticket/enrol", {"option": "city"}, content_type="application/json"
        ).json()["option"]
        == "city"
    )
    assert len(client.get("/api/v1/enrolments").json()["items"]) == 1
    found = {each["name"]: each["option"] for each in client.get("/api/v1/benefits").json()["items"]}
    assert found["ticket"] == "city"


def test_pages_stay_bounded_however_many_documents_there_are(cast, get):
    for each in (cast.ada, cast.ben, cast.mia):
        documents.issue(
            template=template_at("contracts/letter.md"), people=[each.person], values={}, by=cast.pia
        )
    made(cast)

    assert get(cast.pia, "documents").status_code == 200
    assert get(cast.pia, "person", cast.ada.person.pk).status_code == 200


def test_reminders_come_every_few_days_and_once(cast, contract, time_machine):
    time_machine.move_to("2026-03-02 10:00+00:00")
    sent(cast, contract)

    assert signing.remind(timezone.now()) == 0
    time_machine.move_to("2026-03-08 10:00+00:00")
    assert (signing.remind(timezone.now()), signing.remind(timezone.now())) == (1, 0)
    signing.sign(document=contract, name="Ada", consent="yes", proof=PROOF, by=cast.ada)
    assert signing.remind(timezone.now()) == 0


def test_nobody_signs_or_refuses_to_as_somebody_else(cast, contract):
    sent(cast, contract)
    browser = browser_lent(cast.ada, cast.dora)
    page = reverse("contracts:sign", args=[contract.pk])

    answers = [browser.get(page), browser.post(page, {"name": "Ada", "agreed": "on"})]
    answers.append(browser.post(reverse("contracts:act", args=[contract.pk, "decline"]), {"reason": "No"}))

    assert [each.status_code for each in answers[:2]] == [403, 403]
    assert not contract.signatures.filter(state__in=("signed", "declined")).exists()


def test_nobody_reads_a_document_as_somebody_else(cast, contract):
    sent(cast, contract)
    looks = AccessNote.objects.count()
    browser = browser_lent(cast.ada, cast.dora)

    answers = [
        browser.get(reverse(f"contracts:{name}", args=[contract.pk])) for name in ("document", "preview")
    ]
    told = browser.get(f"/api/v1/documents/{contract.pk}")

    assert [each.status_code for each in (*answers, told)] == [403, 403, 403]
    assert "Not while you act" in answers[0].content.decode()
    assert told.json()["code"] == "not-allowed"
    assert AccessNote.objects.count() == looks, "nobody is said to have looked who did not"
