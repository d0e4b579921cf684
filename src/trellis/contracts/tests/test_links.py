"""Signing without an account: the link, what it shows and to whom, and what proves the signature later."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as site
from django.urls import reverse
from django.utils import timezone

from trellis.contracts.models import Document, Signature
from trellis.contracts.queries import proving
from trellis.contracts.queries.links import linked, masked
from trellis.contracts.services import documents, links, signing
from trellis.contracts.services.errors import ContractsError, LinkError
from trellis.contracts.services.signing import Proof
from trellis.contracts.tests.conftest import PROOF, made
from trellis.contracts.views import links as views
from trellis.core import queries as core
from trellis.core.filereading import read
from trellis.core.models import Event, Notice
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import people
from trellis.work.queries.items import waiting_on

TO = "nora.private@example.org"
NEVER_KEPT = "no-store, private, max-age=0, no-cache, must-revalidate"
BY_LINK = Proof("192.0.2.9", "Safari, iPhone", "link", False, None)


@pytest.fixture
def nora(cast):
    """Somebody who is hired and has no account."""
    found = Person.objects.create(name="Nora", email="nora@example.org")
    cast.hire(found, "IT Analyst", cast.mia, by=cast.pia)
    return found


@pytest.fixture
def contract(cast, nora):
    """A contract of theirs that is approved."""
    return documents.approve(document=made(cast, whom=SimpleNamespace(person=nora)), by=cast.rob)


@pytest.fixture
def mails(settings, mailoutbox):
    """A site that sends mail."""
    settings.MAIL_IS_CONFIGURED = True
    return mailoutbox


@pytest.fixture
def send(cast, contract, django_capture_on_commit_callbacks):
    """Sends the contract, by a link to an address."""

    def send(link_to=TO):
        with django_capture_on_commit_callbacks(execute=True):
            return documents.send(document=contract, by=cast.pia, link_to=link_to)

    return send


@pytest.fixture
def token(send, mails):
    """The secret of the link that was mailed."""
    send()
    return secret_in(mails[-1])


def secret_in(mail):
    return re.search(r"/contracts/link/([^/\s]+)/", mail.body)[1]


def waiting_for(account):
    return waiting_on(account).filter(kind="document-signature").count()


def page_of(token):
    return reverse("contracts:link", args=[token])


def row_of(document):
    return document.signatures.get(order=1)


def signed_by_link(token, name="Nora"):
    return signing.sign_by_link(token=token, name=name, consent="yes", proof=BY_LINK)


def test_without_an_account_an_address_is_asked_for(cast, contract):
    with pytest.raises(ContractsError, match="no open account") as told:
        documents.send(document=contract, by=cast.pia)

    assert told.value.field == "link_to"


def test_a_link_goes_to_an_address_that_is_theirs_alone(cast, contract):
    for address in ("nora", "a@b@example.org", "x\ny@example.org", cast.olga.email):
        with pytest.raises(ContractsError) as told:
            documents.send(document=contract, by=cast.pia, link_to=address)
        assert told.value.field == "link_to"
    contract.refresh_from_db()
    assert contract.state == "approved"


def test_whoever_has_an_account_signs_there(cast):
    document = documents.approve(document=made(cast), by=cast.rob)
    cast.ada.joined_at = timezone.now()
    cast.ada.save()

    with pytest.raises(ContractsError, match="has an account"):
        documents.send(document=document, by=cast.pia, link_to=TO)


def test_a_letter_that_they_do_not_sign_goes_by_no_link(cast):
    letter = made(cast, template="contracts/letter.md", values={})

    with pytest.raises(ContractsError, match="does not sign") as told:
        documents.send(document=letter, by=cast.pia, link_to=TO)

    assert told.value.field == "link_to"


def test_the_mail_holds_the_secret_and_nothing_else_does(cast, contract, token, mails):
    row = row_of(contract)

    assert (row.state, row.account, row.link_to, mails[-1].to) == ("asked", None, TO, [TO])
    assert (row.link_digest, len(token)) == (core.digest_of(token), 43)
    assert row.link_mailed_at is not None
    assert timedelta(days=13, hours=23) < row.link_until - timezone.now() <= timedelta(days=14)
    assert mails[-1].reply_to == [cast.pia.email]
    told = str(list(Event.objects.values_list("data", flat=True))) + str(list(Notice.objects.values()))
    assert token not in told
    assert TO not in told


def test_it_is_signed_by_the_link_then_by_the_company_and_all_of_it_is_proved(cast, contract, token):
    links.opened(signature=row_of(contract), network_address="192.0.2.8")
    first = signed_by_link(token)
    document = signing.sign(document=contract, name="Olga", consent="yes", proof=PROOF, by=cast.olga)

    assert (document.state, first.method, first.address, first.account) == (
        "signed",
        "link",
        "192.0.2.9",
        None,
    )
    assert (first.opened_from, first.seal) == ("192.0.2.8", proving.seal_of(row_of(contract)))
    assert (proving.faults_of(document), proving.verify().faults) == ([], ())
    assert b"".join(read(document.evidence.stored)).startswith(b"%PDF")
    event = Event.objects.filter(name="contracts.document-signed").earliest("at")
    assert event.by is None


def test_what_the_link_proves_is_sealed(contract, token):
    row = signed_by_link(token)
    for field in ("link_to", "link_mailed_at", "opened_at", "opened_from", "link_until"):
        was = getattr(row, field)
        value = timezone.now() if field.endswith(("_at", "_until")) else "x@example.org"
        Signature.objects.filter(pk=row.pk).update(**{field: value})
        assert len(proving.faults_of(contract)) == 1, field
        Signature.objects.filter(pk=row.pk).update(**{field: was})
    assert proving.faults_of(contract) == []


def test_addresses_are_masked_on_pages_and_whole_in_the_record(cast, contract, token, client):
    row = signed_by_link(token)
    client.force_login(cast.rob)

    page = client.get(reverse("contracts:document", args=[contract.pk])).content.decode()

    assert "link sent to n…@example.org" in page
    assert TO not in page
    assert f"link sent to {TO}" in dict(signing._evidence(row)).values()
    assert masked("a") == ""


def test_twice_is_once_and_only_their_name_signs(contract, token):
    with pytest.raises(ContractsError, match="Type your name"):
        signed_by_link(token, name="Olga")
    signed_by_link(token)
    before = Event.objects.count()

    assert signed_by_link(token).state == "signed"
    assert Event.objects.count() == before


def test_a_link_that_does_not_work_looks_the_same_whatever_the_reason(cast, contract, token, client):
    def seen(of):
        answers = [client.get(page_of(of)), client.post(page_of(of), {"name": "Nora", "agreed": "on"})]
        answers.append(client.get(reverse("contracts:link-paper", args=[of])))
        assert {each.status_code for each in answers} == {404}
        return re.sub(
            rb"<form.*?</form>|nonce-\S+", b"", answers[0].content.replace(of.encode(), b""), flags=re.S
        )

    wrong = seen("x" * 43)
    given = links.send_anew(document=contract, by=cast.pia, order=1)
    assert seen(token) == wrong, "a newer one took its place"

    newer = given.address.rstrip("/").rpartition("/")[2]
    assert client.get(page_of(newer)).status_code == 200
    assert linked(newer, timezone.now() + timedelta(days=14, minutes=1)) is None
    links.withdraw(document=contract, by=cast.pia, order=1)
    links.withdraw(document=contract, by=cast.pia, order=1)
    assert seen(newer) == wrong
    with pytest.raises(LinkError):
        signed_by_link(newer)


def test_a_void_document_is_shown_to_nobody(cast, contract, token, client):
    documents.void(document=contract, reason="Wrong", by=cast.pia)

    assert client.get(page_of(token)).status_code == 404


def test_the_page_is_read_signed_and_kept_without_signing_in(
    contract, token, client, django_assert_max_num_queries
):
    path = page_of(token)
    client.head(path)
    assert row_of(contract).opened_at is None
    with django_assert_max_num_queries(15):
        page = client.get(path)
    assert "We employ" in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == (NEVER_KEPT, "noindex, nofollow")
    assert page["Referrer-Policy"] == "strict-origin"
    paper = client.get(reverse("contracts:link-paper", args=[token]))
    pdf = b"".join(paper.streaming_content)
    assert proving.digest_of([pdf]) == contract.digest
    assert paper["Cache-Control"] == NEVER_KEPT

    assert client.post(path, {"name": "Nora"}).status_code == 200
    assert row_of(contract).state == "asked"
    answer = client.post(path, {"name": "nora", "agreed": "on"}, HTTP_USER_AGENT="Firefox/1 Windows")
    done = client.get(answer.url).content.decode()

    row = row_of(contract)
    assert (row.state, row.device, row.opened_from, row.address) == (
        "signed", "Firefox, Windows", "127.0.0.1", "127.0.0.1",
    )  # fmt: skip
    assert "Others still have to sign." in done
    assert row.digest in done
    assert client.get(reverse("contracts:link-paper", args=[token])).status_code == 200


def test_forms_of_other_sites_are_refused(contract, token, client):
    client.handler.enforce_csrf_checks = True

    assert client.post(page_of(token), {"name": "Nora", "agreed": "on"}).status_code == 403
    assert row_of(contract).state == "asked"


def test_whoever_declines_by_the_link_says_why(cast, contract, token, client):
    assert client.post(page_of(token), {"deed": "decline", "reason": " "}).status_code == 200
    answer = client.post(page_of(token), {"deed": "decline", "reason": "Another job"})

    assert "You have said that you do not sign it." in client.get(answer.url).content.decode()
    assert client.get(reverse("contracts:link-paper", args=[token])).status_code == 404
    row = row_of(contract)
    assert (row.state, row.reason) == ("declined", "Another job")
    assert Document.objects.get().state == "declined"
    assert Notice.objects.filter(account=cast.pia, subject="A document was not signed").exists()


def test_guessing_links_is_bounded(client, db, monkeypatch):
    monkeypatch.setattr(views, "UNKNOWN", views.Throttle("test of links", limit=2, seconds=900))

    assert [client.get(page_of("x")).status_code for _ in range(3)] == [404, 404, 429]


def test_without_a_mail_server_the_link_is_handed_over_and_the_record_says_so(cast, contract, send, client):
    send()
    row = row_of(contract)
    assert row.link_mailed_at is None
    assert Notice.objects.filter(account=cast.pia, subject__contains="could not be mailed").exists()

    client.force_login(cast.pia)
    act = reverse("contracts:act", args=[contract.pk, "link"])
    page = client.post(act, {"order": "1", "link_to": TO}).content.decode()
    token = re.search(r"/contracts/link/([^/\s\"]+)/", page)[1]

    row = signed_by_link(token)
    assert signing.method_shown(row) == "link made for n…@example.org and handed over"
    assert site.TRELLIS_ADDRESS.rstrip("/") in page


def test_only_who_keeps_documents_sends_links_anew(cast, contract, token, client):
    for who in (cast.mia, cast.ben, cast.olga):
        with pytest.raises(NotAllowedError):
            links.send_anew(document=contract, by=who, order=1)
        with pytest.raises(NotAllowedError):
            links.withdraw(document=contract, by=who, order=1)
        client.force_login(who)
        for deed in ("link", "withdraw-link"):
            assert (
                client.post(reverse("contracts:act", args=[contract.pk, deed]), {"order": "1"}).status_code
                == 404
            )
    assert row_of(contract).link_digest == core.digest_of(token)


def test_reminders_bring_a_new_link_which_ends_when_the_former_would(cast, contract, token, mails):
    until = row_of(contract).link_until
    now = timezone.now()

    assert signing.remind(now + timedelta(days=4)) == 0
    assert (signing.remind(now + timedelta(days=6)), signing.remind(now + timedelta(days=6))) == (1, 0)
    newer = secret_in(mails[-1])
    row = row_of(contract)
    assert newer != token
    assert (row.link_digest, row.link_until) == (core.digest_of(newer), until)

    for _twice in range(2):
        assert signing.remind(now + timedelta(days=30)) == 0
    assert Notice.objects.filter(account=cast.pia, subject__contains="has ended").count() == 1


def test_an_account_that_comes_meanwhile_is_another_way_to_the_same_signature(cast, contract, token, nora):
    people.link(person=nora, account=cast.sam, by=cast.dora)
    account = Account.objects.get(pk=cast.sam.pk)
    assert waiting_for(account) == 1

    signing.sign(document=contract, name="Nora", consent="yes", proof=PROOF, by=account)

    assert signed_by_link(token).method == "password", "it was signed already, and once"
    assert contract.signatures.filter(order=1, state="signed", account=account).count() == 1
    assert Document.objects.get(pk=contract.pk).state == "sent"


def test_the_link_signs_what_waits_on_an_account(cast, contract, token, nora):
    people.link(person=nora, account=cast.sam, by=cast.dora)
    row = signed_by_link(token)

    assert (row.account, proving.faults_of(contract)) == (None, [])
    assert waiting_for(cast.sam) == 0


def test_an_account_that_was_somebody_elses_signs_no_more(cast, contract, token, nora):
    people.link(person=nora, account=cast.sam, by=cast.dora)
    people.unlink(person=nora, by=cast.dora)

    assert (row_of(contract).account, waiting_for(cast.sam)) == (None, 0)
    account = Account.objects.get(pk=cast.sam.pk)
    with pytest.raises(NotAllowedError):
        signing.sign(document=contract, name="Sam", consent="yes", proof=PROOF, by=account)


def test_programs_send_by_a_link_too(cast, contract, client, mails, django_capture_on_commit_callbacks):
    client.force_login(cast.pia)
    path = f"/api/v1/documents/{contract.pk}/send"

    assert client.post(path, {"link_to": "x"}, content_type="application/json").status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, {"link_to": TO}, content_type="application/json")

    assert (answer.json()["state"], mails[-1].to) == ("sent", [TO])
