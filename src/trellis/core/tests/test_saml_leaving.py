"""Leaving through SAML: what ends here and there, and that only the provider's own word signs somebody out."""

from __future__ import annotations

import base64
import re
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import load_pem_x509_certificate
from django.test import Client
from lxml import etree

from trellis.core.federation import saml
from trellis.core.models import Account
from trellis.core.tests import fake_saml
from trellis.core.tests.fake_saml import (
    SP,
    answer_to_leaving,
    in_address,
    pair,
    request_to_leave,
    sent,
    signed,
)
from trellis.core.tests.lent import browser_lent
from trellis.core.tests.test_saml import begin, enter, right

pytestmark = pytest.mark.django_db
PATH = "/sign-in/with/adfs/slo/"


@pytest.fixture(autouse=True)
def _known(settings):
    settings.SIGN_IN_PROVIDERS = (fake_saml.provider(creates=True, joins=True),)


def entered(session="", **facts):
    """The browser of Nora, who has signed in through the provider, which calls the session so."""
    browser = Client()
    enter(browser, right(begin(browser), session=f' SessionIndex="{session}"' if session else "", **facts))
    assert is_in(browser)
    return browser


def is_in(browser):
    """Whether somebody is still signed in."""
    return browser.get("/account/").status_code == 200


def message_in(address):
    """What a browser brings to the provider: the root of the message, and the relay state."""
    values = parse_qs(urlsplit(address).query)
    packed = values.get("SAMLRequest") or values["SAMLResponse"]
    root = etree.fromstring(zlib.decompress(base64.b64decode(packed[0]), wbits=-15))
    return root, values.get("RelayState", [""])[0]


def heard(query):
    """What is answered to a provider that sends somebody, in a browser that knows nothing of it."""
    return Client().get(f"{PATH}?{query}")


def left(browser):
    """Where the browser goes that signs out here, and then there."""
    browser.post("/sign-out/")
    page = browser.get("/sign-in/").content.decode()
    return browser.get(re.search(r'href="(/sign-in/with/[^"]+/leave/)"', page)[1]).headers["Location"]


# -- leaving there what was left here


def test_who_signs_out_here_is_led_to_sign_out_there_with_their_name_and_session():
    root, _relay = message_in(left(entered("s-7")))

    assert root.tag == f"{saml.PROTOCOL}LogoutRequest"
    assert root.get("Destination") == "https://idp.example/slo"
    assert root.findtext(f"{saml.SAML}Issuer") == SP
    assert (root.findtext(f"{saml.SAML}NameID"), root.findtext(f"{saml.PROTOCOL}SessionIndex")) == (
        "u-1",
        "s-7",
    )
    assert root.find(f"{saml.SAML}NameID").get("Format") == fake_saml.PERSISTENT


def test_our_second_factor_keeps_what_the_provider_calls_them(colleague, phone):
    browser = Client()
    enter(browser, right(begin(browser), email="eva@example.org", session=' SessionIndex="s-8"'))
    browser.post("/sign-in/code/", {"code": phone.code()})

    assert message_in(left(browser))[0].findtext(f"{saml.PROTOCOL}SessionIndex") == "s-8"


def test_the_way_there_is_had_once():
    browser = entered()
    left(browser)

    assert browser.get("/sign-in/with/adfs/leave/").headers["Location"] == "/sign-in/"


def test_a_provider_that_hears_of_no_leaving_is_told_nothing(settings):
    settings.SIGN_IN_PROVIDERS = (fake_saml.provider(creates=True, sign_out="", sign_out_answers=""),)
    browser = entered()
    browser.post("/sign-out/")

    assert "leave/" not in browser.get("/sign-in/").content.decode()


def test_with_a_key_of_ours_what_we_say_is_signed(settings, client):
    private, certificate = pair("us")
    settings.SIGN_IN_PROVIDERS = (fake_saml.provider(creates=True, key=private, key_certificate=certificate),)
    query = urlsplit(left(entered())).query
    said, _mark, _signature = query.partition("&Signature=")
    pairs = base64.b64decode(parse_qs(query)["Signature"][0])
    both = encode_dss_signature(int.from_bytes(pairs[:32], "big"), int.from_bytes(pairs[32:], "big"))

    public = load_pem_x509_certificate(certificate.encode()).public_key()
    public.verify(both, said.encode(), ec.ECDSA(hashes.SHA256()))  # raises where it is not

    root = etree.fromstring(client.get("/sign-in/with/adfs/metadata/").content)
    held = root.findtext(f".//{saml.SIGNATURE}X509Certificate")
    assert held == "".join(certificate.splitlines()[1:-1])


@pytest.mark.parametrize(
    ("status", "told"),
    [("Success", "You are signed out of Acme ADFS too."), ("Responder", "did not sign you out")],
)
def test_what_came_of_it_is_told(status, told):
    browser = entered()
    asked = message_in(left(browser))[0].get("ID")

    answer = browser.get(
        f"{PATH}?{in_address(answer_to_leaving(asked, status=status), which='SAMLResponse')}"
    )

    assert answer.headers["Location"] == "/sign-in/"
    assert told in browser.get("/sign-in/").content.decode()


@pytest.mark.parametrize("text", [answer_to_leaving("t-other"), answer_to_leaving("")])
def test_an_answer_to_no_request_of_this_browser_is_refused(text):
    browser = entered()
    left(browser)

    assert browser.get(f"{PATH}?{in_address(text, which='SAMLResponse')}").status_code == 403


# -- leaving here what was left there


def test_who_left_the_provider_is_signed_out_here_and_the_provider_hears_of_it():
    browser = entered("s-1")

    answer = browser.get(f"{PATH}?{in_address(request_to_leave(sessions=['s-1']), relay='a b&c')}")

    root, relay = message_in(answer.headers["Location"])
    assert answer.headers["Location"].startswith("https://idp.example/slo/done?")
    assert (root.tag, root.get("InResponseTo"), relay) == (f"{saml.PROTOCOL}LogoutResponse", "_l1", "a b&c")
    assert root.find(f".//{saml.PROTOCOL}StatusCode").get("Value") == saml.SUCCESS
    assert not is_in(browser)


def test_by_a_form_of_another_site_it_ends_without_its_cookie():
    browser = entered("s-1")

    answer = Client(enforce_csrf_checks=True).post(PATH, sent_to_leave(signed(request_to_leave())))

    assert answer.status_code == 302
    assert not is_in(browser)


def sent_to_leave(text):
    return {"SAMLRequest": sent(text)["SAMLResponse"]}


def test_of_several_sessions_those_end_that_the_provider_names():
    one, two, three = entered("s-1"), entered("s-2"), entered()

    heard(in_address(request_to_leave(sessions=["s-2", "s-9"])))
    assert [is_in(each) for each in (one, two, three)] == [True, False, False], (
        "one without a name ends with any"
    )

    heard(in_address(request_to_leave()))
    assert not is_in(one)


def test_sessions_that_began_otherwise_and_those_of_others_go_on(colleague):
    browser, other = entered(), Client()
    own = Client()
    own.force_login(Account.objects.get(email="nora@example.org"))
    other.force_login(colleague)

    heard(in_address(request_to_leave()))

    assert [is_in(each) for each in (browser, own, other)] == [False, True, True]


def test_of_somebody_whom_nobody_knows_nothing_is_told():
    browser = entered()

    answer = heard(in_address(request_to_leave(subject="u-9")))

    assert message_in(answer.headers["Location"])[0].find(f".//{saml.PROTOCOL}StatusCode") is not None
    assert is_in(browser)


def test_who_acts_as_somebody_leaves_as_well(administrator, member):
    enter(first := Client(), right(begin(first), email="ben@example.org"))
    browser = browser_lent(member, administrator)

    assert browser.get(f"{PATH}?{in_address(request_to_leave())}").status_code == 302
    assert not is_in(first)


# -- what is not believed


@pytest.mark.parametrize(
    "facts",
    [
        {"issuer": "https://evil.example"}, {"destination": "http://testserver/elsewhere/"}, {"at": fake_saml.at(-700)},
        {"at": fake_saml.at(7200)}, {"at": "yesterday"}, {"until": fake_saml.at(-120)}, {"subject": ""},
        {"tag": "ManageNameIDRequest"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_form", [True, False])
def test_a_word_that_does_not_fit_ends_nothing(facts, by_form):
    browser, text = entered(), request_to_leave(**facts)

    answer = Client().post(PATH, sent_to_leave(signed(text))) if by_form else heard(in_address(text))

    assert answer.status_code == 403
    assert is_in(browser)


def unsigned(query):
    return "&".join(part for part in query.split("&") if not part.startswith(("SigAlg", "Signature")))


@pytest.mark.parametrize(
    "query",
    [
        lambda: in_address(request_to_leave(), by="stranger"),
        lambda: unsigned(in_address(request_to_leave())),
        lambda: in_address(request_to_leave(), method="http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        lambda: in_address(request_to_leave(), method="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        lambda: in_address(request_to_leave(), relay="a").replace("RelayState=a", "RelayState=b"),
        lambda: in_address(request_to_leave()) + "&" + in_address(request_to_leave(subject="u-2")),
        lambda: in_address(request_to_leave()).replace("Signature=", "Signature=AAAA"),
        lambda: "SAMLRequest=%00&SigAlg=x&Signature=%FF",
        lambda: in_address("<a>" + "b" * 300_000 + "</a>"),
        lambda: in_address("no document"),
        lambda: "",
    ],
)
def test_an_address_that_the_provider_has_not_signed_ends_nothing(query):
    browser = entered()

    assert heard(query()).status_code == 403
    assert is_in(browser)


def wrapped():
    """A signed request inside of another, which names somebody else."""
    inner = signed(request_to_leave(subject="u-2", id="_l9"))
    return request_to_leave().replace(
        "</saml:Issuer>", f"</saml:Issuer><samlp:Extensions>{inner}</samlp:Extensions>"
    )


@pytest.mark.parametrize(
    "text",
    [
        lambda: request_to_leave(),
        lambda: signed(request_to_leave(), by="stranger"),
        lambda: signed(request_to_leave(subject="u-2")).replace("u-2", "u-1"),
        wrapped,
        lambda: "",
    ],
)
def test_a_form_that_the_provider_has_not_signed_ends_nothing(text):
    browser = entered()

    assert Client().post(PATH, sent_to_leave(text())).status_code == 403
    assert is_in(browser)


def test_an_old_word_is_not_heard_again(time_machine):
    query = in_address(request_to_leave(until=fake_saml.at(86_400)))
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=11))
    browser = entered()

    assert heard(query).status_code == 403
    assert is_in(browser)


def test_only_providers_that_speak_saml_are_heard(settings):
    settings.SIGN_IN_PROVIDERS = ()

    assert heard(in_address(request_to_leave())).status_code == 404
    assert Client().get("/sign-in/with/adfs/leave/").status_code == 404


def test_metadata_of_a_provider_say_where_it_hears_of_leaving(client):
    found = saml.read_metadata(fake_saml.metadata().encode())
    plain = saml.read_metadata(fake_saml.metadata().replace("https://idp.example/slo", "http://x").encode())
    own = etree.fromstring(client.get("/sign-in/with/adfs/metadata/").content)

    assert (found.sign_out, found.sign_out_answers) == (
        "https://idp.example/slo",
        "https://idp.example/slo/done",
    )
    assert (plain.sign_out, plain.sign_out_answers) == ("", "")
    assert {each.get("Location") for each in own.iter(f"{saml.METADATA}SingleLogoutService")} == {
        fake_saml.SLO
    }
