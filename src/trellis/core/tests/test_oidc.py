"""Signing in with OpenID Connect, through a provider that runs beside the tests."""

from __future__ import annotations

import base64
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.test import Client

from trellis.core.federation import oidc
from trellis.core.federation.providers import FederationError
from trellis.core.models import Access, Account, Event, Group, Person, ProviderLink, SignInLink
from trellis.core.services import accounts, federation, links
from trellis.core.tests import fake_oidc
from trellis.core.tests.conftest import PASSWORD
from trellis.core.tests.fake_oidc import CLIENT, OTHER_KEYS

pytestmark = pytest.mark.django_db
START, HOME = "/sign-in/with/acme/", "/handbook/"


@pytest.fixture(scope="module")
def running():
    yield from fake_oidc.serving()


@pytest.fixture
def fake(running, settings):
    """The provider as it was when it began, and a site that knows it."""
    running.claims = {"sub": "u-1", "email": "nora@example.org", "email_verified": True, "name": "Nora Novak"}
    running.twist, running.header, running.document, running.said, running.paths = {}, {}, {}, None, []
    running.published = [running.key]
    oidc.forget()
    settings.SIGN_IN_PROVIDERS = (running.provider(creates=True, joins=True),)
    return running


def offered(fake, settings, **facts):
    settings.SIGN_IN_PROVIDERS = (fake.provider(**facts),)


def come_back(client, start=f"{START}?next={HOME}"):
    """The way of a browser to the provider and back; gives the answer of the site."""
    there = client.get(start).headers["Location"]
    again = httpx2.get(there, follow_redirects=False, verify=False).headers["Location"]
    return client.get(again.removeprefix("http://testserver"))


def who(client):
    key = client.session.get("_auth_user_id")
    return Account.objects.get(pk=key) if key else None


def refused(answer, words):
    return answer.status_code == 403 and words in answer.content.decode()


def account(email="nora@example.org", **facts):
    made = Account.objects.create(email=email, name="Nora", joined_at="2026-01-01T00:00:00Z", **facts)
    made.set_password(PASSWORD)
    made.save()
    return made


def test_question_is_bound_to_this_browser_and_this_sign_in(client, fake):
    asked = parse_qs(urlsplit(client.get(START).headers["Location"]).query)

    assert asked["redirect_uri"] == ["http://testserver/sign-in/with/acme/back/"]
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == (
        ["code"],
        [CLIENT],
        ["openid email profile"],
    )
    assert asked["code_challenge_method"] == ["S256"]
    assert len({*asked["state"], *asked["nonce"], *asked["code_challenge"]}) == 3


def test_somebody_new_gets_an_account_and_a_person(client, fake):
    answer = come_back(client)

    nora = who(client)
    assert answer.headers["Location"] == HOME
    assert (nora.email, nora.name, nora.access) == ("nora@example.org", "Nora Novak", Access.READER)
    assert (nora.person.email, nora.person.kind) == ("nora@example.org", Person.Kind.TEAM)
    assert not nora.has_password
    assert Event.objects.filter(name="core.provider-connected", object=nora.pk).get().data == (
        '{"provider":"acme","rule":"created"}'
    )


def test_subject_counts_for_good_whatever_else_changes(client, fake):
    come_back(client)
    nora = who(client)
    fake.claims |= {"email": "married@example.org", "name": "Nora N."}

    other = Client()
    come_back(other)

    assert who(other) == nora
    assert Account.objects.count() == 1


def test_an_address_that_was_passed_on_does_not_pass_on_the_account(client, fake):
    come_back(client)
    fake.claims |= {"sub": "u-2"}

    assert refused(come_back(Client()), "connected with another sign-in")


def test_who_is_here_is_joined_by_an_address_that_the_provider_is_trusted_with(client, fake):
    nora = account()
    come_back(client)

    assert who(client) == nora


@pytest.mark.parametrize(
    ("facts", "claims"),
    [
        ({"joins": False, "creates": True}, {}),
        ({"joins": True}, {"email_verified": False}),
        ({"joins": True}, {"email_verified": None}),
        ({"joins": True, "trusts": ("example.com",)}, {}),
        ({"joins": True}, {"email": "nora@evil.example"}),
        ({"joins": True}, {"email": "nora@sub.example.org"}),
        ({"joins": True}, {"email": None}),
        ({}, {}),
    ],
)
def test_who_is_here_is_joined_by_rule_alone(client, fake, settings, facts, claims):
    account()
    offered(fake, settings, **facts)
    fake.twist = claims

    assert come_back(client).status_code == 403
    assert who(client) is None
    assert Account.objects.count() == 1


@pytest.mark.parametrize("facts", [{"is_owner": True}, {"access": Access.ADMINISTRATOR}])
def test_no_provider_becomes_an_administrator_by_an_address(client, fake, facts):
    account(**facts)

    assert refused(come_back(client), "not connected")


def test_an_administrator_connects_their_account_themselves(client, fake):
    nora = account(access=Access.ADMINISTRATOR)
    client.post("/sign-in/", {"email": nora.email, "password": PASSWORD})

    assert come_back(client, "/account/connect/acme/").headers["Location"] == "/account/"
    come_back(other := Client())
    assert who(other) == nora


def test_connecting_asks_again_who_is_there(client, fake):
    nora = account()
    client.force_login(nora)
    session = client.session
    session["confirmed_at"] = time.time() - 3600
    session.save()

    assert client.get("/account/connect/acme/").headers["Location"].startswith("/account/confirm/")


def test_one_identity_is_not_connected_twice(client, fake):
    come_back(client)
    other = account("ben@example.org")
    client = Client()
    client.post("/sign-in/", {"email": other.email, "password": PASSWORD})

    assert refused(come_back(client, "/account/connect/acme/"), "Another account")


def test_an_invitation_is_accepted_through_a_provider(client, fake, settings, administrator):
    offered(fake, settings)
    issued = accounts.invite(
        email="n.novak@acme.example", name="Nora", access=Access.CONTRIBUTOR, titles=(), by=administrator
    )
    page = client.get(f"/join/{issued.token}/").content.decode()

    come_back(client, f"{START}?invitation={issued.token}")

    assert "Join with Acme ID" in page
    assert who(client) == issued.link.account
    assert who(client).joined_at is not None
    assert refused(come_back(Client(), f"{START}?invitation={issued.token}"), "account") is False
    come_back(again := Client())
    assert who(again) == issued.link.account


def test_an_invitation_works_once_for_one_identity(client, fake, administrator):
    issued = accounts.invite(
        email="n@acme.example", name="N", access=Access.READER, titles=(), by=administrator
    )
    come_back(client, f"{START}?invitation={issued.token}")
    fake.claims |= {"sub": "u-2", "email": "x@acme.example"}

    assert refused(come_back(Client(), f"{START}?invitation={issued.token}"), "does not sign you in")


def test_a_closed_account_stays_closed(client, fake):
    come_back(client)
    Account.objects.update(is_active=False)
    fake.paths.clear()

    assert refused(come_back(Client()), "closed")
    ProviderLink.objects.all().delete()
    assert refused(come_back(Client()), "closed")


def test_only_admitted_domains_sign_in(client, fake, settings):
    offered(fake, settings, creates=True, trusts=("example.org", "example.com"), domains=("example.com",))

    assert refused(come_back(client), "do not sign in here")
    fake.twist = {"email": "nora@example.com"}
    assert come_back(client).status_code == 302


@pytest.mark.parametrize(
    "twist",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"]},
        {"aud": None},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"iat": 32_000_000_000},
        {"iat": None},
        {"nbf": 32_000_000_000},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(client, fake, twist):
    fake.twist = twist

    assert refused(come_back(client), "does not belong to this sign-in")
    assert (who(client), Account.objects.count()) == (None, 0)


def test_a_token_for_several_that_authorises_us_is_taken(client, fake):
    fake.twist = {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}

    assert come_back(client).status_code == 302


@pytest.mark.parametrize(("key", "algorithm"), [*zip(OTHER_KEYS, ("RS256", "ES256", "HS256"), strict=True)])
def test_a_token_signed_with_another_key_is_refused(client, fake, key, algorithm):
    for kid in ("other", fake.key.kid):
        fake.header = {"key": OTHER_KEYS[key](), "alg": algorithm, "kid": kid}

        assert refused(come_back(client), "does not belong to this sign-in")


def encoded(*parts):
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts
    )


def test_a_token_without_a_signature_is_refused(client, fake, monkeypatch):
    monkeypatch.setattr(fake, "sign", lambda claims: encoded({"alg": "none", "typ": "JWT"}, claims) + ".")

    assert refused(come_back(client), "does not belong to this sign-in")


def test_the_public_key_is_no_secret_to_sign_with(client, fake, monkeypatch):
    """The classic confusion: HS256, with the public key as the secret that both sides know."""
    secret = fake.key.as_pem(private=False)

    def signed(claims):
        head = encoded({"alg": "HS256", "typ": "JWT", "kid": fake.key.kid}, claims)
        made = hmac.new(secret, head.encode(), "sha256").digest()
        return f"{head}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"

    monkeypatch.setattr(fake, "sign", signed)

    assert refused(come_back(client), "does not belong to this sign-in")


def test_keys_are_read_anew_when_the_provider_changes_them(client, fake, time_machine):
    come_back(client)
    fake.rotate()
    time_machine.move_to(time.time() + oidc.PAUSE + 1)
    other = Client()

    assert come_back(other).status_code == 302
    assert who(other) is not None


def test_nobody_makes_us_read_the_keys_on_and_on(client, fake):
    come_back(client)
    fake.header = {"kid": "unknown"}
    fake.paths.clear()
    for _time in range(3):
        come_back(Client())

    assert "/keys" not in fake.paths


def test_an_answer_is_taken_once_by_the_browser_that_began(client, fake):
    there = client.get(START).headers["Location"]
    back = (
        httpx2.get(there, follow_redirects=False, verify=False)
        .headers["Location"]
        .removeprefix("http://testserver")
    )

    assert refused(Client().get(back), "not begun here")
    assert client.get(back).status_code == 302
    assert refused(client.get(back), "not begun here")


def test_an_answer_comes_in_time(client, fake, time_machine):
    there = client.get(START).headers["Location"]
    back = (
        httpx2.get(there, follow_redirects=False, verify=False)
        .headers["Location"]
        .removeprefix("http://testserver")
    )
    time_machine.move_to(time.time() + 3600)

    assert refused(client.get(back), "too long ago")


def test_an_answer_of_another_provider_is_refused(client, fake):
    there = client.get(START).headers["Location"]
    back = (
        httpx2.get(there, follow_redirects=False, verify=False)
        .headers["Location"]
        .removeprefix("http://testserver")
    )

    assert refused(client.get(back.replace("iss=", "iss=https%3A%2F%2Fevil.example&x=")), "does not belong")


def test_who_changes_their_mind_at_the_provider_is_told_kindly(client, fake):
    state = parse_qs(urlsplit(client.get(START).headers["Location"]).query)["state"][0]

    assert refused(
        client.get(f"{START}back/?error=access_denied&state={state}"), "Acme ID did not sign you in"
    )


def test_several_windows_are_on_their_way_at_once(client, fake):
    ways = [client.get(START).headers["Location"] for _window in range(3)]
    backs = [httpx2.get(way, follow_redirects=False, verify=False).headers["Location"] for way in ways]

    assert client.get(backs[0].removeprefix("http://testserver")).status_code == 302


def test_nobody_is_led_away_from_the_site(client, fake):
    assert come_back(client, f"{START}?next=https://evil.example/").headers["Location"] == "/"


def test_our_second_factor_is_asked_unless_the_provider_says_so(client, fake, settings, colleague, phone):
    fake.claims |= {"email": colleague.email, "amr": ["pwd", "mfa"]}
    assert come_back(client).headers["Location"] == "/sign-in/code/"
    client.post("/sign-in/code/", {"code": phone.code()})
    assert (who(client), client.session["signed_in_by"]) == (colleague, "acme")

    offered(fake, settings, strong=("mfa",))
    come_back(other := Client())
    assert who(other) == colleague
    fake.claims["amr"] = ["pwd"]
    assert come_back(Client()).headers["Location"] == "/sign-in/code/"


def test_an_address_comes_from_userinfo_where_the_token_has_none(client, fake):
    fake.twist = {"email": None, "email_verified": None, "name": None}
    fake.said = {"sub": "u-1", "email": "Nora@Example.org", "email_verified": True, "name": "Nora"}
    come_back(client)

    assert who(client).email == "nora@example.org"


def test_userinfo_of_somebody_else_is_refused(client, fake):
    fake.twist = {"email": None}
    fake.said = {"sub": "u-2", "email": "nora@example.org", "email_verified": True}

    assert refused(come_back(client), "does not belong to this sign-in")


def test_groups_that_the_provider_names_give_what_an_administrator_said(client, fake, settings):
    offered(fake, settings, creates=True, groups="groups")
    fake.claims["groups"] = ["Editors", "Runners", 7]
    come_back(client)
    nora = who(client)
    assert sorted(group.name for group in Group.objects.all()) == ["Editors", "Runners"]
    assert nora.access == Access.READER

    Group.objects.filter(name="Editors").update(access=Access.APPROVER)
    scim = Group.objects.create(name="By SCIM", name_key="by scim", external_id="x")
    nora.memberships.create(group=scim)
    fake.claims["groups"] = ["Runners"]
    come_back(Client())
    fake.claims["groups"] = ["Editors"]
    come_back(Client())

    nora.refresh_from_db()
    assert sorted(each.group.name for each in nora.memberships.all()) == ["By SCIM", "Editors"]
    assert nora.access == Access.APPROVER


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": 7},
        {"jwks_uri": "https://keys.invalid/"},
        {"jwks_uri": "http://10.0.0.1/keys"},
    ],
)
def test_a_provider_that_publishes_nonsense_is_not_asked(client, fake, document):
    fake.document = document

    assert refused(client.get(START), "cannot be asked now")


def test_a_provider_that_does_not_answer_is_told_kindly(client, fake, settings):
    offered(fake, settings, url="http://127.0.0.1:9")

    assert refused(client.get(START), "Acme ID cannot be asked now")


def test_doctor_says_whether_a_provider_answers(fake, settings):
    assert "1 keys" in oidc.check(fake.provider())
    with pytest.raises(FederationError):
        oidc.check(fake.provider(url="http://127.0.0.1:9"))


def test_sign_out_tells_how_to_leave_the_provider_too(client, fake):
    come_back(client)
    client.post("/sign-out/")
    page = client.get("/sign-in/").content.decode()

    assert f"{fake.issuer}/leave?client_id=trellis" in page
    assert "/leave" not in client.get("/sign-in/").content.decode()


def test_where_providers_sign_in_passwords_are_for_owners_alone(client, fake, settings, owner, administrator):
    settings.TRELLIS_SIGN_IN = "providers"
    ben = account("ben@example.org")
    owner.set_password(PASSWORD)
    owner.save()
    page = client.get("/sign-in/").content.decode()

    refusal = client.post("/sign-in/", {"email": ben.email, "password": PASSWORD})
    wrong = client.post("/sign-in/", {"email": ben.email, "password": "wrong"})

    assert "Sign in with Acme ID" in page
    assert "I am an owner" in page
    assert "do not sign in with a password" in refusal.content.decode()
    assert "do not fit together" in wrong.content.decode()
    assert links.recover(email=ben.email) is None
    token = links.issue(ben, SignInLink.Purpose.RESET, by=administrator).token
    assert (
        "do not sign in"
        in client.post(
            f"/new-password/{token}/", {"new": "quiet rivers run slowly", "again": "quiet rivers run slowly"}
        ).content.decode()
    )
    assert who(client) is None
    client.post("/sign-in/", {"email": owner.email, "password": PASSWORD})
    assert who(client) == owner


def test_an_account_is_disconnected_while_something_else_signs_in(client, fake):
    come_back(client)
    nora, link = who(client), ProviderLink.objects.get()
    client.post(f"/account/connected/{link.pk}/remove/")
    assert ProviderLink.objects.count() == 1

    nora.set_password(PASSWORD)
    nora.save()
    client.force_login(nora)
    client.post(f"/account/connected/{link.pk}/remove/")
    assert ProviderLink.objects.count() == 0
    federation.disconnect(account=nora, link=link)


def test_nobody_disconnects_somebody_else(client, fake, member):
    come_back(client)
    client = Client()
    client.force_login(member)

    assert client.post(f"/account/connected/{ProviderLink.objects.get().pk}/remove/").status_code == 404


def test_a_provider_that_there_is_none_of_is_not_found(client, fake):
    assert client.get("/sign-in/with/nobody/").status_code == 404
    assert client.post("/sign-in/with/acme/acs/").status_code == 404


def test_no_secret_stands_in_the_log(client, fake, caplog):
    fake.twist = {"nonce": "another"}
    come_back(client)

    assert "the nonce is not ours" in caplog.text
    assert not [word for word in (fake_oidc.SECRET, "nora@example.org", "at-1") if word in caplog.text]
