"""Documents: filled from records or refused, approved by a second person, in versions, sealed in the store."""

from __future__ import annotations

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from trellis.contracts import filling
from trellis.contracts.models import OPEN, Document
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries import proving
from trellis.contracts.rules import NotAllowedError, seen_by
from trellis.contracts.services import documents, signing
from trellis.contracts.services.errors import ContractsError, MissingFieldsError, TamperedError
from trellis.contracts.tests.conftest import FILES, FILLED, PROOF, made, sent, signed
from trellis.core.filereading import read
from trellis.core.models import AccessNote, Attachment, Event
from trellis.handbook.errors import TrellisError
from trellis.people.services import profiles
from trellis.work.queries import approvals as queries_of_work
from trellis.work.services import approvals


def test_a_contract_is_filled_from_records_and_by_hand(contract):
    values = queries.values_of(contract)

    assert values["title"] == "IT Analyst"
    assert (values["name"], values["start"], values["notice"]) == ("Ada", "2020-01-06", "4 weeks")
    assert values["salary"] == "52000 EUR"
    assert contract.breaches == []
    assert (contract.state, contract.number, contract.entity) == ("draft", 1, "Test GmbH")


def test_the_legal_name_stands_in_a_contract(cast):
    profiles.keep(person=cast.ada.person, values={"legal_name": "Adelheid Beispiel"}, by=cast.pia)

    assert queries.values_of(made(cast))["name"] == "Adelheid Beispiel"


@given(given=st.sets(st.sampled_from(["address", "salary"])))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_field_is_filled_or_the_document_is_refused(cast, given):
    before = Document.objects.count()
    values = {name: FILLED[name] if name in given else "" for name in FILLED}
    missing = set(FILLED) - given

    if missing:
        with pytest.raises(MissingFieldsError) as told:
            made(cast, values=values)
        assert set(told.value.fields) == missing
        assert Document.objects.count() == before
    else:
        made(cast, values=values)
        assert Document.objects.count() == before + 1


def test_what_is_missing_is_marked_in_the_preview(cast):
    template = queries.template_at("contracts/permanent.md")

    html = filling.html_of(template, {"name": "Ada *Lovely* <b>"})

    assert "<mark>Salary is missing</mark>" in html
    assert "Ada *Lovely* &lt;b&gt;" in html, "values are words, never Markdown or HTML"
    assert "{{" not in html


def test_a_value_of_another_type_is_told_with_its_field(cast):
    with pytest.raises(ContractsError, match="an amount with its currency") as told:
        made(cast, values={**FILLED, "salary": "much"})

    assert told.value.field == "salary"


def test_notice_below_the_minimum_of_the_country_is_flagged_with_its_source(cast):
    document = made(cast, values={**FILLED, "notice": "2 weeks"})

    (breach,) = document.breaches
    assert (breach["field"], breach["value"], breach["is_least"]) == ("notice", "2 weeks", True)
    assert (breach["source"], breach["as_of"]) == ("Civil Code, section 622", "2026-01-15")
    assert made(cast, values=FILLED).breaches == []


def test_a_template_of_another_entity_does_not_fit(cast):
    leo = cast.hire(cast.sam, "IT Analyst", cast.mia, entity="Test Ltd", by=cast.pia)

    assert leo.entity == "Test Ltd"
    with pytest.raises(ContractsError, match="is not for Test Ltd"):
        made(cast, whom=cast.sam)


@pytest.mark.parametrize("name", ["ada", "mia", "ben", "olga", "dora"])
def test_who_does_not_keep_documents_makes_none(cast, name):
    with pytest.raises(NotAllowedError):
        made(cast, by=getattr(cast, name))


def test_nobody_makes_their_own(cast):
    with pytest.raises(NotAllowedError):
        made(cast, whom=cast.pia)


def test_a_second_person_approves(cast, contract):
    with pytest.raises(NotAllowedError):
        documents.approve(document=contract, by=cast.pia)
    with pytest.raises(ContractsError):
        documents.send(document=contract, by=cast.pia)

    assert documents.approve(document=contract, by=cast.rob).state == "approved"
    assert documents.approve(document=contract, by=cast.rob).approved_by_id == cast.rob.pk


def test_the_person_sees_it_once_it_is_sent_and_managers_never(cast, contract):
    def see():
        return {
            name
            for name in ("ada", "mia", "ben", "olga", "pia", "rob", "dora", "sam")
            if seen_by(getattr(cast, name)).exists()
        }  # fmt: skip

    assert see() == {"pia", "rob"}

    sent(cast, contract)
    assert see() == {"ada", "pia", "rob"}

    signing.sign(document=contract, name="Ada", consent="yes", proof=PROOF, by=cast.ada)
    assert see() == {"ada", "olga", "pia", "rob"}, "Olga signs, and so sees it; Ada's manager does not"


def test_it_is_signed_in_order_and_by_nobody_else(cast, contract):
    sent(cast, contract)

    for each in (cast.olga, cast.pia, cast.ben):
        with pytest.raises(TrellisError):
            signing.sign(document=contract, name=each.name, consent="yes", proof=PROOF, by=each)
    with pytest.raises(ContractsError, match="Type your name"):
        signing.sign(document=contract, name="Somebody", consent="yes", proof=PROOF, by=cast.ada)
    assert signed(cast, contract).state == "signed"


def test_signing_twice_is_harmless(cast, contract):
    sent(cast, contract)
    signing.sign(document=contract, name="Ada", consent="yes", proof=PROOF, by=cast.ada)
    before = Event.objects.count()

    signing.sign(document=contract, name="Ada", consent="yes", proof=PROOF, by=cast.ada)

    assert Event.objects.count() == before


def test_the_evidence_holds_what_was_signed_and_the_log_knows_it(cast, contract):
    document = signed(cast, sent(cast, contract))
    bytes_ = b"".join(read(document.file.stored))

    first, second = queries.signatures_of(document)
    assert proving.digest_of([bytes_]) == document.digest == first.digest == second.digest
    assert (first.address, first.device, first.method, first.second_factor) == (
        "192.0.2.7", "Firefox, Linux", "password", True,
    )  # fmt: skip
    assert proving.faults_of(document) == []
    assert b"".join(read(document.evidence.stored)).startswith(b"%PDF")


def test_a_changed_record_is_found(cast, contract):
    document = signed(cast, sent(cast, contract))
    row = queries.signatures_of(document)[0]
    row.name = "Somebody else"
    row.save()

    assert len(proving.faults_of(document)) == 1

    row.seal = proving.seal_of(row)
    row.save()

    assert "The log does not know" in proving.faults_of(document)[0]
    assert len(proving.verify().faults) == proving.verify().looked_at == 1


def test_a_tampered_file_is_found_and_never_signed(cast, contract, file_store):
    sent(cast, contract)
    (stored,) = [path for path in file_store.rglob("*") if path.is_file()]
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")

    with pytest.raises(TamperedError):
        signing.sign(document=contract, name="Ada", consent="yes", proof=PROOF, by=cast.ada)
    assert proving.faults_of(contract) != []


def test_what_is_stored_is_unreadable(cast, contract, file_store):
    stored = b"".join(path.read_bytes() for path in file_store.rglob("*") if path.is_file())

    assert stored
    assert b"%PDF" not in stored
    assert b"Ada" not in stored
    assert "Example Street" not in contract.values


def test_whoever_declines_says_why_and_the_document_ends(cast, contract):
    sent(cast, contract)

    with pytest.raises(ContractsError):
        signing.decline(document=contract, reason=" ", by=cast.ada)
    assert signing.decline(document=contract, reason="Wrong role", by=cast.ada).state == "declined"
    with pytest.raises(TrellisError):
        signing.sign(document=contract, name="Ada", consent="yes", proof=PROOF, by=cast.ada)


def test_a_letter_is_issued_to_several_at_once(cast):
    template = queries.template_at("contracts/letter.md")

    issued = documents.issue(
        template=template, people=[cast.ada.person, cast.ben.person], values={}, by=cast.pia
    )

    assert [each.state for each in issued] == ["issued", "issued"]
    assert seen_by(cast.ada).count() == 1


DEEDS = st.lists(st.sampled_from(["version", "approve", "send", "sign", "decline", "void"]), max_size=7)


@given(deeds=DEEDS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_way_leaves_one_chain_of_versions_of_which_at_most_one_is_open(cast, deeds):
    document = made(cast)
    series = document.series
    signed_before = {}

    for deed in deeds:
        newest = Document.objects.filter(series=series).latest("number")
        with suppress(TrellisError):
            _do(deed, newest, cast)
        chain = list(Document.objects.filter(series=series).order_by("number"))
        assert [each.number for each in chain] == list(range(1, len(chain) + 1))
        assert [each.supersedes_id for each in chain] == [None, *(each.pk for each in chain[:-1])]
        assert sum(each.state in OPEN for each in chain) <= 1
        assert all(each.state not in OPEN for each in chain[:-1])
        for each in chain:
            if each.pk in signed_before:
                assert (each.state, each.digest) == ("signed", signed_before[each.pk])
            if each.state == "signed":
                signed_before[each.pk] = each.digest
                assert proving.is_whole(each)


def _do(deed, document, cast):
    if deed == "version":
        documents.new_version(document=document, values=FILLED, by=cast.pia)
    elif deed == "approve":
        documents.approve(document=document, by=cast.rob)
    elif deed == "send":
        documents.send(document=document, by=cast.pia)
    elif deed == "sign":
        signed(cast, document)
    elif deed == "decline":
        signing.decline(document=document, reason="No", by=cast.ada)
    else:
        documents.void(document=document, reason="No", by=cast.pia)


def test_of_two_new_versions_at_once_the_second_is_told(cast, contract):
    documents.new_version(document=contract, values=FILLED, by=cast.pia)

    with pytest.raises(ContractsError, match="newer version"):
        documents.new_version(document=contract, values=FILLED, by=cast.pia)


def test_the_handbook_says_who_approves(cast, serve):
    serve({
        **FILES,
        "approvals.yml": (
            "approvals:\n  contract:\n    title: Contract\n    steps:\n"
            "      - {title: A second pair of eyes, by: {permission: contracts.keep}}\n"
        ),
    })  # fmt: skip
    document = documents.ask(document=made(cast), by=cast.pia)
    request = queries_of_work.open_request("contract", document.pk)
    with pytest.raises(ContractsError):
        documents.approve(document=document, by=cast.rob)
    standing = queries_of_work.standing_of(request)
    approvals.approve(request, by=cast.rob, digest=request.digest, step=standing.step.position)

    document.refresh_from_db()
    assert (document.state, document.approved_by_id) == ("approved", cast.rob.pk)


def test_whoever_is_to_approve_reads_it_while_it_waits_for_them(cast, serve, client):
    serve({
        **FILES,
        "approvals.yml": (
            "approvals:\n  contract:\n    title: Contract\n    steps:\n"
            '      - {title: Its manager, by: {role: "Manager, IT"}}\n'
        ),
    })  # fmt: skip
    document = made(cast)
    assert not seen_by(cast.mia).exists()
    documents.ask(document=document, by=cast.pia)
    request = queries_of_work.open_request("contract", document.pk)

    assert list(seen_by(cast.mia)) == [document]
    assert not any(seen_by(who).exists() for who in (cast.ada, cast.ben, cast.olga, cast.dora))
    client.force_login(cast.mia)
    assert "Permanent contract" in client.get(f"/contracts/{document.pk}/").text
    assert f"/contracts/{document.pk}/" in client.get(f"/my-work/approvals/{request.pk}/").text
    assert AccessNote.objects.filter(account=cast.mia, object=document.pk).exists()

    standing = queries_of_work.standing_of(request)
    approvals.approve(request, by=cast.mia, digest=request.digest, step=standing.step.position)
    assert not seen_by(cast.mia).exists()


def test_when_a_document_goes_its_files_go(cast, contract):
    assert Attachment.objects.filter(about="document", object=contract.pk).exists()
    contract.delete()

    assert not Attachment.objects.filter(about="document").exists()
    assert AccessNote.objects.count() == 0
