"""The door for identity providers: who may call, what is told, what is kept, what is refused."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trellis.core import mailing
from trellis.core.models import Access, AccessChange, Account, Mail, ProvisioningCall, RoleHolding
from trellis.core.scim import door
from trellis.core.scim.schemas import LARGEST_BODY
from trellis.core.services import groups, links, outbox, provisioning, tokens
from trellis.core.services.provisioning import Person
from trellis.core.tests.scim import ENTERPRISE, PATCH, USER, Provider, token_of
from trellis.core.throttling import Throttle

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
ENDPOINTS = [
    ("GET", ""),
    ("GET", "/Users"),
    ("POST", "/Users"),
    ("GET", "/Users/0190"),
    ("PUT", "/Users/0190"),
    ("PATCH", "/Users/0190"),
    ("DELETE", "/Users/0190"),
    ("GET", "/Groups"),
    ("POST", "/Groups"),
    ("PATCH", "/Groups/0190"),
    ("POST", "/.search"),
    ("POST", "/Users/.search"),
    ("POST", "/Bulk"),
    ("GET", "/Schemas"),
    ("GET", "/ResourceTypes"),
    ("GET", "/Me"),
    ("GET", "/Nothing"),
]


@pytest.fixture
def provider(administrator):
    return Provider(token_of(administrator))


def names(answer):
    return [each.get("userName") or each.get("displayName") for each in answer.json()["Resources"]]


def last_call():
    call = ProvisioningCall.objects.order_by("-at").first()
    return call.method, call.path, call.status


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_nobody_is_served_without_a_token(method, path):
    answer = Provider(None).ask(method, path)

    assert (answer.status_code, answer.json()["schemas"]) == (401, [ERROR])
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/scim+json"


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_token_without_the_scope_is_refused(administrator, method, path):
    answer = Provider(token_of(administrator, scope="accounts:write")).ask(method, path)

    assert answer.status_code == 403
    assert "scim" in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
@pytest.mark.parametrize("access", [Access.READER, Access.CONTRIBUTOR, Access.APPROVER])
def test_token_of_somebody_who_is_no_administrator_is_refused(member, access, method, path):
    Account.objects.filter(pk=member.pk).update(access=access)

    answer = Provider(token_of(member)).ask(method, path)

    assert answer.status_code == 403
    assert "administrator" in answer.json()["detail"]


def test_administrator_who_signed_in_with_a_browser_is_not_served(administrator):
    browser = Client()
    browser.force_login(administrator)

    assert browser.get("/scim/v2/Users").status_code == 401


def test_revoked_token_is_refused_at_once(administrator):
    made = tokens.issue(account=administrator, name="Provider", scopes=["scim"], days=365)
    provider = Provider(made.secret)
    assert provider.ask("GET", "/Users").status_code == 200

    tokens.revoke(key=made.key, by=administrator)

    assert provider.ask("GET", "/Users").status_code == 401


@pytest.mark.django_db
def test_how_to_prove_oneself_is_told_to_anybody():
    answer = Provider(None).ask("GET", "/ServiceProviderConfig")

    assert answer.status_code == 200
    assert answer.json()["authenticationSchemes"][0]["type"] == "oauthbearertoken"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_reading_it_is_open(method, db):
    assert Provider(None).ask(method, "/ServiceProviderConfig").status_code == 401


def test_made_user_is_an_account_that_reads_and_nothing_more(provider, administrator):
    made = provider.add(
        "Fay@Example.org", externalId="f-1", displayName="Fay Okoro", active=True, roles=[{"value": "Editor"}]
    )

    account = Account.objects.get(pk=made["id"])
    assert (account.email, account.name, account.access) == ("fay@example.org", "Fay Okoro", Access.READER)
    assert not account.has_usable_password()
    assert not account.role_holdings.exists()
    assert (made["userName"], made["externalId"], made["active"]) == ("Fay@Example.org", "f-1", True)
    noted = AccessChange.objects.get(account=account)
    assert (noted.deed, noted.by) == ("added", administrator)


def test_what_trellis_does_not_use_is_given_back_as_it_was_sent(provider):
    said = {
        "name": {"givenName": "Fay", "familyName": "Okoro", "honorificPrefix": "Dr."},
        "emails": [{"value": "fay@example.org", "type": "work", "primary": True}],
        "phoneNumbers": [{"value": "+49 30 1", "type": "mobile"}],
        "addresses": [{"locality": "Köln", "type": "work"}],
        "title": "Lead",
        "preferredLanguage": "de",
        ENTERPRISE: {"department": "Größe", "employeeNumber": "007", "manager": {"value": "somebody"}},
    }

    made = provider.add(**said)

    told = provider.ask("GET", f"/Users/{made['id']}").json()
    assert {name: told[name] for name in said} == said
    assert Account.objects.get(pk=made["id"]).name == "Fay Okoro"


def test_user_shows_groups_and_roles_held_however_given(provider, member):
    RoleHolding.objects.create(account=member, title="Editor")
    made = provider.add_group("Engineers", [str(member.pk)])

    told = provider.ask("GET", f"/Users/{member.pk}").json()

    assert told["roles"] == [{"value": "Editor"}]
    assert told["groups"] == [
        {
            "value": made["id"],
            "$ref": f"http://testserver/scim/v2/Groups/{made['id']}",
            "display": "Engineers",
        }
    ]


def test_account_made_by_hand_is_found_and_taken_over_by_its_address(provider, member):
    found = provider.ask("GET", '/Users?filter=userName eq "BEN@example.org"').json()
    assert [each["id"] for each in found["Resources"]] == [str(member.pk)]

    provider.patch(f"/Users/{member.pk}", {"op": "Add", "path": "externalId", "value": "b-1"})

    again = provider.ask("GET", '/Users?filter=externalId eq "b-1"').json()
    assert [each["userName"] for each in again["Resources"]] == ["ben@example.org"]
    member.refresh_from_db()
    assert (member.name, member.email) == ("Ben", "ben@example.org")


def test_user_name_that_somebody_has_is_a_conflict(provider, member):
    answer = provider.ask("POST", "/Users", {"schemas": [USER], "userName": "Ben@Example.org"})

    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


def test_user_name_that_is_no_address_takes_the_one_that_is_sent(provider):
    emails = [{"value": "home@example.org", "type": "home"}, {"value": "Fay@example.org", "primary": True}]

    with_one = provider.add("fokoro", emails=emails)
    without = provider.add("gokoro")

    assert Account.objects.get(pk=with_one["id"]).email == "fay@example.org"
    assert Account.objects.get(pk=without["id"]).email.endswith("@no-address.invalid")
    assert names(provider.ask("GET", '/Users?filter=userName eq "FOKORO"')) == ["fokoro"]


def test_new_address_is_noted_and_former_links_end(provider):
    made = provider.add("fay@example.org")

    provider.patch(
        f"/Users/{made['id']}", {"op": "Replace", "path": "userName", "value": "fay.o@example.org"}
    )

    assert Account.objects.get(pk=made["id"]).email == "fay.o@example.org"
    noted = AccessChange.objects.get(deed="address")
    assert (noted.before, noted.after) == ("fay@example.org", "fay.o@example.org")


@pytest.mark.parametrize("who", ["owner", "administrator"])
def test_address_of_an_owner_or_administrator_is_not_changed(request, provider, who):
    account = request.getfixturevalue(who)

    answer = provider.patch(
        f"/Users/{account.pk}", {"op": "replace", "path": "userName", "value": "mallory@example.org"}
    )

    assert answer.status_code == 403
    account.refresh_from_db()
    assert account.email != "mallory@example.org"


def test_name_that_somebody_chose_stays_until_the_provider_says_another(provider):
    made = provider.add(displayName="Fay Okoro")
    Account.objects.filter(pk=made["id"]).update(name="Fay")
    path = f"/Users/{made['id']}"

    provider.patch(path, {"op": "add", "path": "title", "value": "Lead"})
    assert Account.objects.get(pk=made["id"]).name == "Fay"

    provider.patch(path, {"op": "replace", "path": "displayName", "value": "Fay O."})
    assert Account.objects.get(pk=made["id"]).name == "Fay O."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('filter=userName eq "FAY@example.org"', ["fay@example.org"]),
        ('filter=externalId eq "g-1"', ["gus@example.org"]),
        ('filter=externalId eq "G-1"', []),
        ("filter=active eq false", ["hal@example.org"]),
        ('filter=emails[type eq "work" and value eq "fay@work.example.org"]', ["fay@example.org"]),
        ('filter=emails.value co "WORK.example"', ["fay@example.org"]),
        ('filter=displayName eq "größe"', ["gus@example.org"]),
        (f'filter={ENTERPRISE}:department eq "Sales"', ["fay@example.org", "hal@example.org"]),
        (f'filter={ENTERPRISE}:department eq "sales" and active eq true', ["fay@example.org"]),
        ('filter=userName eq "hal@example.org" or externalId eq "g-1"', ["gus@example.org", "hal@example.org"]),
        ("filter=not (active eq true)", ["hal@example.org"]),
        ("filter=active ne true", ["hal@example.org"]),
        ('filter=not (userName eq "fay@example.org" or externalId eq "g-1") and active eq true', ["dora@example.org"]),
        ('filter=not (userName sw "fay") and externalId pr', ["gus@example.org"]),
        ("filter=displayName pr&sortBy=userName&sortOrder=descending&count=2", ["gus@example.org", "fay@example.org"]),
        ("sortBy=userName&startIndex=2&count=1", ["fay@example.org"]),
        ("sortBy=displayName&count=1", ["dora@example.org"]),
        ("count=0", []),
    ],
)  # fmt: skip
def test_users_are_filtered_sorted_and_paged(provider, query, found):
    work = [{"value": "fay@work.example.org", "type": "work"}]
    provider.add("fay@example.org", displayName="Fay", emails=work, **{ENTERPRISE: {"department": "Sales"}})
    provider.add("gus@example.org", displayName="Größe", externalId="g-1")
    provider.add("hal@example.org", active=False, **{ENTERPRISE: {"department": "Sales"}})

    assert names(provider.ask("GET", f"/Users?{query}")) == found


def test_search_by_post_finds_people_and_groups(provider, member):
    provider.add_group("Ben's friends", [str(member.pk)])
    schema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

    found = provider.ask("POST", "/.search", {"schemas": [schema], "filter": 'displayName sw "ben"'})

    assert sorted(names(found)) == ["Ben's friends", "ben@example.org"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("filter=userName eq", "invalidFilter"),
        ('filter=shoeSize eq "44"', "invalidFilter"),
        ("filter=active gt true", "invalidFilter"),
        ("sortBy=shoeSize", "invalidPath"),
    ],
)
def test_wrong_filter_is_told_precisely(provider, query, kind):
    answer = provider.ask("GET", f"/Users?{query}")

    assert (answer.status_code, answer.json()["scimType"]) == (400, kind)
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b'{"urn:a":' * 900 + b"1" + b"}" * 900, 400),
        (b'{"schemas": ["%b"]}' % USER.encode(), 400),
        (b'{"schemas": ["%b"], "userName": " "}' % USER.encode(), 400),
        (b'{"schemas": ["%b"], "userName": "a\\u0000b"}' % USER.encode(), 400),
        (b'{"schemas": ["%b"], "userName": "%b"}' % (USER.encode(), b"x" * 255), 400),
        (b'{"schemas": ["%b"], "userName": "x", "externalId": "%b"}' % (USER.encode(), b"x" * 256), 400),
        (b" " * (LARGEST_BODY + 1), 413),
    ],
)
def test_bad_input_is_told_in_the_form_of_scim_and_writes_nothing(provider, administrator, body, status):
    answer = provider.ask("POST", "/Users", body)

    assert (answer.status_code, answer.json()["schemas"]) == (status, [ERROR])
    assert list(Account.objects.all()) == [administrator]
    assert last_call() == ("POST", "/Users", status)


def test_version_that_is_known_is_not_sent_again_and_one_that_is_old_changes_nothing(provider):
    made = provider.add(displayName="Fay")
    path, version = f"/Users/{made['id']}", made["meta"]["version"]
    assert provider.ask("GET", path, **{"If-None-Match": version}).status_code == 304

    rename = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "F"}]}
    assert provider.ask("PATCH", path, rename, **{"If-Match": version}).status_code == 200
    assert provider.ask("PATCH", path, rename, **{"If-Match": version}).status_code == 412


def test_bulk_makes_a_user_and_its_group_and_tells_of_each_fault(provider):
    schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Sales"}
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "1", "data": {"schemas": [USER], "userName": "fay"}},
        {"method": "POST", "path": "/Groups", "data": {**group, "members": [{"value": "bulkId:1"}]}, "bulkId": "2"},
        {"method": "POST", "path": "/Users", "bulkId": "3", "data": {"schemas": [USER], "userName": "FAY"}},
    ]  # fmt: skip

    answer = provider.ask("POST", "/Bulk", {"schemas": [schema], "Operations": operations})

    assert [each["status"] for each in answer.json()["Operations"]] == ["201", "201", "409"]
    (sales,) = provider.ask("GET", "/Groups").json()["Resources"]
    assert [each["display"] for each in sales["members"]] == ["fay"]


def test_changes_and_refusals_are_noted_and_reading_is_not(provider, administrator):
    made = provider.add()
    provider.ask("GET", "/Users")
    provider.ask("GET", f"/Users/{administrator.pk.hex}x")

    assert last_call() == ("POST", "/Users", 201)
    provider.ask("DELETE", f"/Users/{made['id']}")
    assert last_call() == ("DELETE", f"/Users/{made['id']}", 204)
    Provider("trellis_pat_wrong").ask("GET", "/Users")
    assert last_call() == ("GET", "/Users", 401)


def test_too_many_requests_are_told_to_wait(provider, monkeypatch, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    monkeypatch.setattr(door, "CALLS_OF_KEY", Throttle("scim", limit=2, seconds=60))

    answers = [provider.ask("GET", "/Users") for _each in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[-1].headers["Retry-After"], answers[-1].json()["status"]) == ("60", "429")


def test_guessing_tokens_is_slowed_down(db, monkeypatch, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    monkeypatch.setattr(door, "REFUSALS_OF_NETWORK", Throttle("scim refused", limit=2, seconds=60))

    statuses = [Provider("trellis_pat_x").ask("GET", "/Users").status_code for _each in range(3)]

    assert statuses == [401, 401, 429]


def test_fault_of_ours_is_told_without_its_inside(provider, monkeypatch, caplog):
    def fail(**facts):
        raise RuntimeError("the inside")

    monkeypatch.setattr(provisioning, "add", fail)
    with caplog.at_level(logging.CRITICAL):
        answer = provider.ask("POST", "/Users", {"schemas": [USER], "userName": "fay"})

    assert (answer.status_code, "inside" in answer.content.decode()) == (500, False)


def test_lists_take_as_many_queries_for_many_as_for_few(provider, administrator, time_machine):
    time_machine.move_to(
        timezone.now(), tick=False
    )  # calls are counted by the minute, and the first one begins it

    def queries_for(path):
        with CaptureQueriesContext(
            connection,
        ) as few:
            assert provider.ask("GET", path).status_code == 200
        return len(few)

    provider.ask("GET", "/Users")
    few = queries_for("/Users"), queries_for("/Groups")
    people = [
        provisioning.add(person=Person(user_name=f"p{n}@example.org", name=f"P{n}"), by=administrator)
        for n in range(12)
    ]
    for n in range(3):
        groups.add(name=f"G{n}", external_id="", members={each.pk: "" for each in people}, by=administrator)

    many = queries_for("/Users"), queries_for("/Groups")

    assert (many[0] - few[0], many[1] - few[1]) == (0, 2)
    assert len(names(provider.ask("GET", "/Users"))) == 13


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ('/Users?filter=userName eq "fay@example.org"', "account"),
        ('/Users?filter=externalId eq "f-1"', "account_by_external_id"),
        ('/Groups?filter=displayName eq "Sales"', "group_by_name"),
        ('/Groups?filter=externalId eq "s-1"', "group_by_external_id"),
    ],
)
def test_what_providers_ask_all_day_is_answered_by_an_index(provider, query, index):
    with CaptureQueriesContext(connection) as asked:
        assert provider.ask("GET", query).status_code == 200
    table = "core_account" if "Users" in query else "core_group"
    (counting,) = [each["sql"] for each in asked if "COUNT(*)" in each["sql"] and table in each["sql"]]

    if connection.vendor != "sqlite":
        pytest.skip("how a plan reads is told here for one database")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counting}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())

    assert f"SCAN {table}" not in plan
    assert index in plan


def test_somebody_without_an_address_gets_no_mail(provider, administrator, settings, mailoutbox):
    settings.MAIL_IS_CONFIGURED = True
    made = Account.objects.get(pk=provider.add("fokoro")["id"])
    issued = links.create_invitation(account=made, by=administrator)
    Mail.objects.create(account=made, kind="mentions", subject="Hello", text="Hello")

    assert mailing.send_link(issued.link, "http://testserver/join/x/") == "not configured"
    outbox.deliver(timezone.now())

    assert made.email not in str([each.to for each in mailoutbox])
    assert Mail.objects.get(account=made).trouble == "The account has no address."


ENTRA_NEW = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
    "userName": "fay@example.org",
    "active": True,
    "displayName": "Fay Okoro",
    "emails": [{"primary": True, "type": "work", "value": "fay@example.org"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Fay Okoro", "familyName": "Okoro", "givenName": "Fay"},
    "roles": [],
    "title": "Engineer",
    "preferredLanguage": "en-GB",
    "phoneNumbers": [{"type": "mobile", "value": "555-555-5555"}],
    f"{ENTERPRISE}": {"employeeNumber": "7", "department": "Sales", "manager": "0190d2c5"},
}
OKTA_NEW = {
    "schemas": [USER],
    "userName": "fay@example.org",
    "name": {"givenName": "Fay", "familyName": "Okoro"},
    "emails": [{"primary": True, "value": "fay@example.org", "type": "work"}],
    "displayName": "Fay Okoro",
    "locale": "en-US",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}


@pytest.mark.parametrize("sent", [ENTRA_NEW, OKTA_NEW], ids=["Entra ID", "Okta"])
def test_new_user_as_providers_send_it_becomes_an_account(provider, sent):
    answer = provider.ask("POST", "/Users", sent)

    assert answer.status_code == 201, answer.content
    told, account = answer.json(), Account.objects.get(email="fay@example.org")
    assert (account.name, account.external_id, account.is_active) == ("Fay Okoro", sent["externalId"], True)
    assert not account.has_usable_password()
    assert "password" not in str(told)
    kept = ("userName", "externalId", "active", "displayName", "name", "emails", "title", "phoneNumbers")
    assert {each: told[each] for each in kept if each in sent} == {
        each: sent[each] for each in kept if each in sent
    }


ENTRA_CHANGES = [
    {"op": "Replace", "path": "displayName", "value": "Fay O."},
    {"op": "Replace", "path": "name.familyName", "value": "Olsen"},
    {"op": "Add", "path": 'emails[type eq "work"].value', "value": "fay@work.example.org"},
    {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "1"},
    {"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Lyon"},
    {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Sales"},
    {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "0190d2c5"},
    {"op": "Replace", "value": {"title": "Lead", f"{ENTERPRISE}:costCenter": "9", "name.givenName": "F."}},
    {"op": "Remove", "path": "preferredLanguage"},
]


def test_changes_as_entra_sends_them_are_kept(provider):
    made = provider.ask("POST", "/Users", OKTA_NEW).json()

    answer = provider.patch(f"/Users/{made['id']}", *ENTRA_CHANGES)

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["displayName"], told["title"]) == ("Fay O.", "Lead")
    assert told["name"] == {"givenName": "F.", "familyName": "Olsen"}
    assert told["emails"] == [{"primary": True, "value": "fay@work.example.org", "type": "work"}]
    assert told["phoneNumbers"] == [{"type": "mobile", "value": "1"}]
    assert told["addresses"] == [{"type": "work", "locality": "Lyon"}]
    extension = {"department": "Sales", "costCenter": "9", "manager": {"value": "0190d2c5"}}
    assert told[ENTERPRISE] == extension


def test_whole_user_as_okta_sends_it_again_with_its_id_and_groups(provider):
    made = provider.ask("POST", "/Users", OKTA_NEW).json()
    sent = {**OKTA_NEW, "id": made["id"], "meta": made["meta"], "active": False, "groups": []}

    answer = provider.ask("PUT", f"/Users/{made['id']}", sent)

    assert (answer.status_code, answer.json()["active"]) == (200, False)


def test_providers_test_their_connection_by_a_user_who_is_not_there(provider):
    answer = provider.ask("GET", '/Users?filter=userName eq "2c8d6bf0-0000"&startIndex=1&count=1')

    assert (answer.status_code, answer.json()["totalResults"]) == (200, 0)
