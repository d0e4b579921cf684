"""Signing in with SAML, through a provider that signs by itself; and the attacks that such sign-ins are known for."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from lxml import etree
from signxml import SignatureMethod

from trellis.core.federation import saml
from trellis.core.models import Access, Account, Event, ProviderLink, SamlRequest
from trellis.core.tests import fake_saml
from trellis.core.tests.fake_saml import ACS, SP, assertion, response, sent, signed

pytestmark = pytest.mark.django_db
START, HOME = "/sign-in/with/adfs/", "/handbook/"
PATH = "/sign-in/with/adfs/acs/"
PAST, FUTURE = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def _known(settings):
    settings.SIGN_IN_PROVIDERS = (fake_saml.provider(creates=True, joins=True),)


def begin(client, query=f"?next={HOME}"):
    """Go to the provider; gives the name of the request."""
    return fake_saml.request_in(client.get(f"{START}{query}").headers["Location"]).get("ID")


def brought(text):
    """What the site answers when a response comes; from another site, and so without a cookie."""
    return Client(enforce_csrf_checks=True).post(PATH, sent(text))


def enter(client, text):
    """Bring a response, and follow where it leads in the browser that began."""
    answer = brought(text)
    return client.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def who(client):
    key = client.session.get("_auth_user_id")
    return Account.objects.get(pk=key) if key else None


def right(to, **facts):
    return response(signed(assertion(to, **facts)), to=to)


def refused(text):
    """Whether a response is refused, and lets nobody in."""
    answer = brought(text)
    return answer.status_code == 403 and not Account.objects.exists()


def test_request_says_who_asks_and_where_to_answer(client):
    asked = fake_saml.request_in(client.get(START).headers["Location"])

    assert asked.get("AssertionConsumerServiceURL") == ACS
    assert asked.get("Destination") == "https://idp.example/sso"
    assert asked.findtext(f"{saml.SAML}Issuer") == SP


def test_metadata_are_read_by_machines(client):
    answer = client.get("/sign-in/with/adfs/metadata/")

    root = etree.fromstring(answer.content)
    assert root.get("entityID") == SP
    assert root.find(f".//{saml.METADATA}AssertionConsumerService").get("Location") == ACS
    assert root.find(f"{saml.METADATA}SPSSODescriptor").get("WantAssertionsSigned") == "true"


@pytest.mark.parametrize(
    "make",
    [
        lambda to: right(to),
        lambda to: signed(response(assertion(to), to=to)),
        lambda to: signed(response(signed(assertion(to)), to=to)),
    ],
)
def test_a_signed_assertion_or_response_signs_in(client, make):
    answer = enter(client, make(begin(client)))

    nora = who(client)
    assert answer.headers["Location"] == HOME
    assert (nora.email, nora.name, nora.access) == ("nora@example.org", "Nora Novak", Access.READER)
    assert ProviderLink.objects.get().subject == "u-1"
    assert Event.objects.filter(name="core.provider-connected").exists()


def test_subject_counts_for_good(client):
    enter(client, right(begin(client)))
    other = Client()
    enter(other, right(begin(other), email="married@example.org"))

    assert who(other) == who(client)


def test_any_of_several_certificates_counts(client, settings):
    certificates = (fake_saml.pair("older")[1], fake_saml.pair("idp")[1])
    settings.SIGN_IN_PROVIDERS = (fake_saml.provider(creates=True, certificates=certificates),)

    assert enter(client, right(begin(client))).status_code == 302
    assert who(client)


def test_our_second_factor_is_asked_unless_the_provider_says_so(client, settings, colleague, phone):
    strong = "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken"
    settings.SIGN_IN_PROVIDERS = (fake_saml.provider(joins=True, strong=(strong,)),)
    times = {"email": colleague.email}

    assert enter(client, right(begin(client), **times)).headers["Location"] == "/sign-in/code/"
    enter(client, right(begin(client), context=strong, **times))
    assert who(client) == colleague


def test_an_answer_counts_once_and_in_the_browser_that_began(client):
    text = right(begin(client))
    address = brought(text).headers["Location"]

    assert Client().get(address).status_code == 403
    assert brought(text).status_code == 403
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 403
    assert SamlRequest.objects.get().told is None


def test_an_answer_comes_in_time(client, time_machine):
    name = begin(client)
    time_machine.move_to(time.time() + 3600)

    assert refused(right(name))


def test_a_provider_may_say_that_something_never_ends(client):
    never = "9999-12-31T23:59:59Z"

    enter(
        client,
        right(begin(client), until=never, confirmed_until=never, session=f' SessionNotOnOrAfter="{never}"'),
    )

    assert who(client) is not None


def test_an_answer_that_nobody_asked_for_is_refused():
    assert refused(right("t1234"))
    assert refused(right(None))
    assert refused(right(""))


def test_an_answer_to_a_request_to_another_provider_is_refused(client, settings):
    name = begin(client)
    SamlRequest.objects.update(provider="other")

    assert refused(right(name))


@pytest.mark.parametrize(
    "facts",
    [
        {"issuer": "https://evil.example"},
        {"subject": ""},
        {"subject": "x" * 256},
        {"format": saml.TRANSIENT},
        {"recipient": "https://other.example/acs/"},
        {"audience": "https://other.example"},
        {"audience": None},
        {"conditions": ""},
        {"until": PAST},
        {"since": FUTURE},
        {"until": "soon"},
        {"confirmed_until": PAST},
        {"method": "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"},
        {"statement": ""},
        {"session": f' SessionNotOnOrAfter="{PAST}"'},
    ],
)
def test_an_assertion_that_does_not_fit_is_refused(client, facts):
    assert refused(right(begin(client), **facts))


@pytest.mark.parametrize(
    "facts",
    [{"issuer": "https://evil.example"}, {"destination": "https://other.example/"}, {"status": "Responder"}],
)
def test_a_response_that_does_not_fit_is_refused(client, facts):
    name = begin(client)

    assert refused(response(signed(assertion(name)), to=name, **facts))


def test_an_unsigned_assertion_is_refused(client):
    name = begin(client)

    assert refused(response(assertion(name), to=name))


@pytest.mark.parametrize("whole", [True, False])
def test_a_signature_of_somebody_else_is_refused(client, whole):
    """Also where their certificate comes along: only that of the settings counts."""
    name = begin(client)
    text = assertion(name)
    made = signed(response(text, to=name), by="evil") if whole else response(signed(text, by="evil"), to=name)

    assert refused(made)


def test_what_was_changed_after_signing_is_refused(client):
    text = right(begin(client))

    assert refused(text.replace("u-1", "u-2"))
    assert refused(text.replace("nora@example.org", "boss@example.org"))


def test_weak_algorithms_are_refused(client):
    name = begin(client)
    text = right(name)

    assert refused(text.replace("ecdsa-sha256", "ecdsa-sha1"))
    assert refused(text.replace("xmlenc#sha256", "xmldsig-more#md5"))
    assert refused(text.replace(SignatureMethod.ECDSA_SHA256.value, SignatureMethod.HMAC_SHA256.value))


def wrapped(name):
    """The ways to put a signed assertion beside a forged one (XSW 1 to 8), by what they are called."""
    good = signed(assertion(name))
    evil = assertion(name, subject="boss", email="boss@example.org", id="_evil")
    signature = re.search(r"<ds:Signature.*</ds:Signature>", good, re.S)[0]
    bare = good.replace(signature, "")
    issuer_end = "</saml:Issuer>"
    evil_with = evil.replace(issuer_end, issuer_end + signature, 1)
    whole = signed(response(assertion(name), to=name))
    signature_of_whole = re.search(r"<ds:Signature.*</ds:Signature>", whole, re.S)[0]
    copy = whole.replace(signature_of_whole, "")
    forged = response(evil, to=name, id="_evil_r")
    inside = signature_of_whole.replace("</ds:Signature>", f"<ds:Object>{copy}</ds:Object></ds:Signature>")
    return {
        "forged before": response(evil + good, to=name),
        "forged behind": response(good + evil, to=name),
        "signature in the forged one": response(evil_with + bare, to=name),
        "signed one inside the forged one": response(
            evil.replace("</saml:Assertion>", f"{good}</saml:Assertion>"), to=name
        ),
        "signed one in an object of the signature": response(
            evil.replace(
                issuer_end,
                issuer_end + signature.replace("</ds:Signature>", f"<ds:Object>{bare}</ds:Object></ds:Signature>"), 1,
            ), to=name,
        ),
        "signed one in an extension": response(
            f"<samlp:Extensions>{good}</samlp:Extensions>{evil}", to=name
        ),
        "signed response in an object": forged.replace("<samlp:Status>", f"{inside}<samlp:Status>", 1),
        "signed response beside": forged.replace("</samlp:Response>", f"{whole}</samlp:Response>"),
        "two of one ID": response(evil.replace("_evil", "_a1") + good, to=name),
        "signature moved to the response": response(evil + bare, to=name).replace(
            "<samlp:Status>", f"{signature}<samlp:Status>", 1
        ),
    }  # fmt: skip


@pytest.mark.parametrize("way", sorted(wrapped("x")))
def test_a_signed_part_is_not_moved(client, way):
    answer = brought(wrapped(begin(client))[way])

    assert answer.status_code == 403
    assert not Account.objects.exists()


@pytest.mark.parametrize("place", ["u-1", "nora@example.org"])
@pytest.mark.parametrize("cut", ["<!-- -->", "<?x y?>"])
def test_a_text_is_not_cut_in_two(client, place, cut):
    """Whoever is `boss<!-- -->.evil` at the provider is not `boss` here; a comment is not part of what is signed."""
    text = right(begin(client), subject="u-1x", email="nora@example.orgx")

    assert refused(text.replace(f"{place}x", f"{place}{cut}x"))


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)
FILE = '<!DOCTYPE r [<!ENTITY c SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [BOMB, FILE, '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_entities_are_not_expanded_nor_fetched(client, head, encoding):
    name = begin(client)
    text = head + right(name, subject="u-1").replace("u-1", "&c;", 1)

    assert refused(text.encode(encoding))


@pytest.mark.parametrize(
    "text", ["", "no xml", "<a/>", "<samlp:Response/>", "\x00", "<a>" * 50_000, "x" * 2**19, "<a>\ud7ff</a>"]
)
def test_what_is_no_response_is_refused(client, text):
    assert refused(text)


def test_what_is_no_base64_is_refused(client):
    for sent_as in ({"SAMLResponse": "%%%"}, {"SAMLResponse": "é"}, {}):
        assert Client().post(PATH, sent_as).status_code == 403


def test_what_is_encrypted_is_refused_with_a_reason_for_the_log(client, caplog):
    name = begin(client)

    assert refused(response("<saml:EncryptedAssertion/>", to=name))
    assert "switch encryption off" in caplog.text


def test_nobody_is_joined_by_an_address_that_the_provider_is_not_trusted_with(client, owner):
    assert enter(client, right(begin(client), email=owner.email)).status_code == 403
    assert enter(client, right(begin(client), email="nora@evil.example")).status_code == 403
    assert list(Account.objects.all()) == [owner]


def test_metadata_of_a_provider_are_read():
    found = saml.read_metadata(fake_saml.metadata().encode())

    assert (found.entity, found.sign_in) == (fake_saml.ENTITY, "https://idp.example/sso")
    assert found.certificates == (fake_saml.pair("idp")[1],)


@pytest.mark.parametrize(
    "text", ["", "<a/>", FILE + fake_saml.metadata(), fake_saml.metadata().replace("https://idp.example/sso", "http://x"),
             fake_saml.metadata().replace('use="signing"', 'use="encryption"')]
)  # fmt: skip
def test_metadata_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        saml.read_metadata(text.encode())


def test_made_up_addresses_to_come_back_by_make_no_sessions():
    for name in ("t1", "t2"):
        assert Client().get(f"/sign-in/with/adfs/{name}/").status_code == 403

    assert not Session.objects.exists()
