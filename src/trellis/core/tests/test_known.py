"""People: who is known, with an account or without; linking, merging, and what becomes of access."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import IntegrityError, transaction

from trellis.core import auditing, directory, granted, queries
from trellis.core.models import Access, Account, Event, Group, Membership, Person
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, people, provisioning, rights
from trellis.core.services.accounts import AccountError
from trellis.core.services.people import Facts, PersonFactsError, SamePersonError

pytestmark = pytest.mark.django_db
Kind = Person.Kind


def known(name="Nora", **facts):
    return Person.objects.create(name=name, **facts)


def with_person(account, kind=Kind.TEAM):
    account.person = known(account.name, kind=kind, email=account.email)
    account.save()
    return account.person


def events(about):
    return list(Event.objects.filter(object=about).order_by("id").values_list("name", flat=True))


def test_somebody_is_known_without_an_account(administrator):
    person = people.add(
        facts=Facts(" Nora  Novak ", "Nora@Example.org", Kind.CANDIDATE, "Acme", "C-7"), by=administrator
    )

    assert (person.name, person.email, person.organisation) == ("Nora Novak", "nora@example.org", "Acme")
    assert directory.account_of(person) is None
    assert events(person.pk) == ["core.person-added"]
    assert "Nora" not in Event.objects.get(object=person.pk).data


def test_only_administrators_keep_people(member):
    with pytest.raises(NotAllowedError):
        people.add(facts=Facts("Nora"), by=member)


@pytest.mark.parametrize("facts", [Facts(""), Facts("  "), Facts("N", email="no"), Facts("N" * 201)])
def test_what_cannot_be_said_of_a_person_is_refused(administrator, facts):
    with pytest.raises(PersonFactsError):
        people.add(facts=facts, by=administrator)
    assert Person.objects.count() == 0


def test_one_reference_means_one_person_of_a_kind(administrator):
    people.add(facts=Facts("Nora", external_reference="7"), by=administrator)
    people.add(facts=Facts("Norbert", kind=Kind.CUSTOMER, external_reference="7"), by=administrator)

    with pytest.raises(PersonFactsError, match="7"):
        people.add(facts=Facts("Nina", external_reference="7"), by=administrator)


def test_the_same_again_changes_nothing(administrator):
    person = people.add(facts=Facts("Nora"), by=administrator)
    people.change(person=person, facts=Facts("Nora "), by=administrator)

    assert events(person.pk) == ["core.person-added"]


def test_an_invitation_makes_person_and_account(administrator):
    issued = accounts.invite(
        email="nora@example.org", name="Nora", access=Access.CONTRIBUTOR, titles=(), by=administrator
    )
    person = issued.link.account.person

    assert (person.name, person.email, person.kind) == ("Nora", "nora@example.org", Kind.TEAM)


def test_who_is_invited_from_outside_gets_no_access(administrator):
    issued = accounts.invite(
        email="nora@acme.example", name="Nora", access=Access.APPROVER, titles=(), by=administrator,
        kind=Kind.PARTNER, organisation="Acme",
    )  # fmt: skip

    account = issued.link.account
    assert (account.access, account.person.kind, account.person.organisation) == (
        Access.EXTERNAL,
        Kind.PARTNER,
        "Acme",
    )
    assert not granted.has_access(account, Access.READER)


def test_somebody_known_is_invited_once(administrator):
    person = known(email="nora@example.org", kind=Kind.CANDIDATE)
    facts = {"email": person.email, "name": person.name, "access": Access.READER, "titles": ()}
    issued = accounts.invite(**facts, by=administrator, person=person)

    assert issued.link.account.person == person
    assert issued.link.account.access == Access.EXTERNAL
    with pytest.raises(AccountError, match="account already"):
        accounts.invite(**{**facts, "email": "other@example.org"}, by=administrator, person=person)


def test_access_is_not_given_to_who_is_external(administrator, member):
    with_person(member, Kind.PARTNER)
    Account.objects.filter(pk=member.pk).update(access=Access.EXTERNAL)

    with pytest.raises(AccountError, match="external"):
        accounts.change_access(account=member, access=Access.READER, by=administrator)
    with pytest.raises(AccountError, match="external"):
        accounts.change_access(account=administrator_like("Carl"), access=Access.EXTERNAL, by=administrator)


def administrator_like(name):
    return Account.objects.create(email=f"{name}@example.org", name=name, access=Access.CONTRIBUTOR)


def test_who_leaves_the_team_loses_their_access_and_who_joins_it_reads(administrator, member):
    Account.objects.filter(pk=member.pk).update(access=Access.APPROVER)
    person = with_person(Account.objects.get(pk=member.pk))

    people.change(person=person, facts=Facts("Ben", member.email, Kind.CUSTOMER), by=administrator)
    member.refresh_from_db()
    assert (member.access, queries.access_changes()[0].before) == (Access.EXTERNAL, "approver")

    people.change(person=person, facts=Facts("Ben", member.email), by=administrator)
    member.refresh_from_db()
    assert member.access == Access.READER


def test_no_group_lifts_who_is_external(administrator, member):
    with_person(member, Kind.PARTNER)
    Account.objects.filter(pk=member.pk).update(access=Access.EXTERNAL)
    group = Group.objects.create(name="Chiefs", name_key="chiefs", access=Access.ADMINISTRATOR)
    Membership.objects.create(group=group, account=member)

    rights.settle([member.pk], by=administrator)

    member.refresh_from_db()
    assert (member.access, member.own_access) == (Access.EXTERNAL, None)


def test_an_owner_is_of_the_team(owner, administrator):
    person = with_person(owner)

    with pytest.raises(NotAllowedError):
        people.change(person=person, facts=Facts("Ada", kind=Kind.PARTNER), by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=owner.pk).update(access=Access.EXTERNAL)


def test_nobody_changes_their_own_access_through_their_person(administrator):
    person = with_person(administrator)

    with pytest.raises(NotAllowedError):
        people.change(person=person, facts=Facts("Dora", kind=Kind.PARTNER), by=administrator)


def test_an_account_is_linked_and_unlinked(administrator, member):
    first, nora = with_person(member), known()

    people.link(person=nora, account=member, by=administrator)
    people.link(person=nora, account=member, by=administrator)
    member.refresh_from_db()
    assert (member.person, member.name) == (nora, "Nora")
    assert events(nora.pk) == events(first.pk) == ["core.person-linked"]

    own = people.unlink(person=nora, by=administrator)
    member.refresh_from_db()
    assert member.person == own
    assert people.unlink(person=nora, by=administrator) is None


def test_nobody_has_two_accounts(administrator, member, colleague):
    person = with_person(member)

    with pytest.raises(SamePersonError, match="account already"):
        people.link(person=person, account=colleague, by=administrator)


def test_an_administrator_links_neither_themselves_nor_an_owner(administrator, owner):
    for account in (administrator, owner):
        with pytest.raises(NotAllowedError):
            people.link(person=known(), account=account, by=administrator)


def test_merging_takes_account_and_facts_along(administrator, member):
    former, person = with_person(member), known("Ben B.", organisation="", kind=Kind.TEAM)
    Person.objects.filter(pk=former.pk).update(external_reference="P-1")

    people.merge(person=person, former=former, by=administrator)

    person.refresh_from_db(), former.refresh_from_db(), member.refresh_from_db()
    assert (person.email, person.external_reference) == (member.email, "P-1")
    assert (former.merged_into, member.person, member.name) == (person, person, "Ben B.")
    assert list(directory.known().people) == [person]
    with pytest.raises(SamePersonError, match="merged"):
        people.change(person=former, facts=Facts("Ben"), by=administrator)


def test_two_accounts_are_not_merged_nor_one_with_itself(administrator, member, colleague):
    one, other = with_person(member), with_person(colleague)

    with pytest.raises(SamePersonError, match="Both"):
        people.merge(person=one, former=other, by=administrator)
    with pytest.raises(SamePersonError, match="same record"):
        people.merge(person=one, former=one, by=administrator)
    other.refresh_from_db()
    assert other.merged_into is None


def test_a_name_written_differently_is_that_of_the_person(member):
    with_person(member)

    accounts.rename(account=member, name="Benjamin")

    assert Person.objects.get().name == "Benjamin"


def test_an_identity_provider_makes_people_of_the_team(administrator):
    sent = provisioning.Person(user_name="nora@example.org", name="Nora")
    account = provisioning.add(person=sent, by=administrator)
    provisioning.change(
        account=account, by=administrator,
        person=provisioning.Person(user_name="nora@example.org", name="Nora N.", attributes={"displayName": "Nora N."}),
    )  # fmt: skip

    person = Person.objects.get()
    assert (person.account, person.name, person.kind) == (account, "Nora N.", Kind.TEAM)


def test_list_is_searched_filtered_and_exported(client, administrator, member):
    with_person(member)
    known("Nora", kind=Kind.PARTNER, organisation="Acme")
    known("=cmd()", kind=Kind.CUSTOMER)
    client.force_login(administrator)

    page = client.get("/people-access/known/?q=acme&kind=partner").content.decode()
    assert "Nora" in page
    assert ">Ben<" not in page

    file = client.get("/people-access/known/export.csv?sort=name").content.decode()
    rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    assert [(row["name"], row["kind"], row["account"]) for row in rows] == [
        ("'=cmd()", "customer", ""),
        ("Ben", "team-member", "ben@example.org"),
        ("Nora", "partner", ""),
    ]


def test_list_asks_as_often_for_many_as_for_one(client, administrator, django_assert_max_num_queries):
    client.force_login(administrator)
    client.get("/people-access/known/")
    for number in range(60):
        account = Account.objects.create(email=f"{number}@example.org", name=str(number))
        with_person(account)
    with django_assert_max_num_queries(15):
        client.get("/people-access/known/")


def test_page_of_a_person_changes_invites_and_merges(client, administrator):
    nora, twin = known(email="nora@example.org", kind=Kind.PARTNER), known()
    client.force_login(administrator)
    address = f"/people-access/known/{nora.pk}/"

    assert "Perhaps the same person" in client.get(address).content.decode()
    client.post(address, {"name": "Nora N.", "kind": "partner", "email": nora.email, "organisation": "Acme"})
    client.post(f"{address}merge/", {"other": str(twin.pk)})
    link = client.post(f"{address}invite/").content.decode()

    nora.refresh_from_db()
    assert (nora.name, nora.organisation, nora.account.access) == ("Nora N.", "Acme", Access.EXTERNAL)
    assert "/join/" in link
    assert client.get(f"/people-access/known/{twin.pk}/").headers["Location"] == address
    assert [entry.name for entry in auditing.feed("person", nora.pk)] == [
        "core.person-merged",
        "core.person-changed",
    ]


def test_whoever_saves_second_sees_both_versions_and_decides(client, administrator):
    person = known("Nora", email="nora@example.org", kind=Kind.CUSTOMER)
    client.force_login(administrator)
    address = f"/people-access/known/{person.pk}/"
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())[1]
    typed = {"name": "Nora Nowak", "email": "nora@example.org", "kind": "customer", "organisation": "Acme"}
    people.change(
        person=person, facts=Facts("Nora Novak", "nora@example.org", Kind.PARTNER), by=administrator
    )

    page = client.post(address, {**typed, "seen": seen}).content.decode()

    assert "Somebody else has changed this meanwhile." in page
    assert 'value="Nora Nowak"' in page
    told = re.findall(r"Meanwhile it says: ([^<]+)<", page)
    assert sorted(set(told)) == ["Nora Novak", "nothing", "partner"]
    person.refresh_from_db()
    assert person.name == "Nora Novak"

    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    client.post(address, {**typed, "seen": seen})
    person.refresh_from_db()
    assert (person.name, person.organisation, person.kind) == ("Nora Nowak", "Acme", Kind.CUSTOMER)


def test_page_says_what_cannot_be(client, administrator, member):
    person = with_person(member)
    client.force_login(administrator)
    address = f"/people-access/known/{person.pk}/"

    assert "nobody like this" in client.post(f"{address}merge/", {"other": "who"}).content.decode()
    assert "one and the same" in client.post(f"{address}merge/", {"other": str(person.pk)}).content.decode()
    answer = client.post(f"{address}link/", {"other": "no@example.org"}, follow=True).content.decode()
    assert "no account with this address" in answer
    assert client.post(f"{address}close/").status_code == 404


@pytest.mark.parametrize("path", ["", "new/", "0190a0d0-0000-7000-8000-000000000000/"])
def test_people_are_shown_to_administrators_alone(client, member, path):
    client.force_login(member)

    assert client.get(f"/people-access/known/{path}").status_code == 403
