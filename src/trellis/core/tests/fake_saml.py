"""A provider that speaks SAML, in the tests themselves: it makes responses as told, and signs them with its key."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod, SignatureMethod, XMLSigner, methods

from trellis.core.federation.providers import SamlProvider

ENTITY = "https://idp.example/saml"
SP = "http://testserver/sign-in/with/adfs/metadata/"
ACS = "http://testserver/sign-in/with/adfs/acs/"
ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SLO = "http://testserver/sign-in/with/adfs/slo/"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
NS = (
    'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


@cache
def pair(name):
    """A key and its certificate, as text."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    made = (
        made.serial_number(7)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=3650))
    )
    certificate = made.sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private.decode(), certificate.public_bytes(Encoding.PEM).decode()


def provider(**facts):
    """How a site knows this provider."""
    usual = {
        "name": "adfs", "title": "Acme ADFS", "entity": ENTITY, "sign_in": "https://idp.example/sso",
        "certificates": (pair("idp")[1],), "trusts": ("example.org",), "sign_out": "https://idp.example/slo",
        "sign_out_answers": "https://idp.example/slo/done",
    }  # fmt: skip
    return SamlProvider(**{**usual, **facts})


def request_in(address):
    """The request that a browser brings: its root."""
    packed = base64.b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0])
    return etree.fromstring(zlib.decompress(packed, wbits=-15))


def at(seconds=0):
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(to, **facts):
    """An assertion, unsigned, as text; facts take the place of what would be right."""
    says = {
        "issuer": ENTITY, "subject": "u-1", "format": PERSISTENT, "recipient": ACS, "audience": SP, "to": to,
        "until": at(300), "since": at(-5), "confirmed_until": at(300),
        "method": "urn:oasis:names:tc:SAML:2.0:cm:bearer",
        "context": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "id": "_a1", "more": "",
        "email": "nora@example.org", "name": "Nora Novak", "session": "", "statement": None, "conditions": None,
    }  # fmt: skip
    says |= facts
    statement = (
        f'<saml:AuthnStatement AuthnInstant="{at()}"{says["session"]}><saml:AuthnContext><saml:AuthnContextClassRef>'
        f"{says['context']}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
    )
    audience = (
        f"<saml:AudienceRestriction><saml:Audience>{says['audience']}</saml:Audience></saml:AudienceRestriction>"
        if says["audience"] is not None
        else ""
    )
    times = f'NotBefore="{says["since"]}" NotOnOrAfter="{says["until"]}"'
    conditions = f"<saml:Conditions {times}>{audience}</saml:Conditions>"
    answered = f' InResponseTo="{says["to"]}"' if says["to"] is not None else ""
    email = (
        f'<saml:Attribute Name="mail"><saml:AttributeValue>{says["email"]}</saml:AttributeValue></saml:Attribute>'
        if says["email"] is not None
        else ""
    )
    return (
        f'<saml:Assertion {NS} ID="{says["id"]}" Version="2.0" IssueInstant="{at()}"><saml:Issuer>{says["issuer"]}'
        f'</saml:Issuer><saml:Subject><saml:NameID Format="{says["format"]}">{says["subject"]}</saml:NameID>'
        f'<saml:SubjectConfirmation Method="{says["method"]}"><saml:SubjectConfirmationData{answered} '
        f'NotOnOrAfter="{says["confirmed_until"]}" Recipient="{says["recipient"]}"/></saml:SubjectConfirmation>'
        f"</saml:Subject>{conditions if says['conditions'] is None else says['conditions']}"
        f"{statement if says['statement'] is None else says['statement']}<saml:AttributeStatement>{email}"
        f'<saml:Attribute Name="displayName"><saml:AttributeValue>{says["name"]}</saml:AttributeValue></saml:Attribute>'
        f"{says['more']}</saml:AttributeStatement></saml:Assertion>"
    )


def response(inside, *, to="", issuer=ENTITY, destination=ACS, status="Success", id="_r1"):  # noqa: A002 - SAML's word
    """A response around an assertion, unsigned, as text."""
    return (
        f'<samlp:Response {NS} ID="{id}" Version="2.0" IssueInstant="{at()}" Destination="{destination}" '
        f'InResponseTo="{to}"><saml:Issuer>{issuer}</saml:Issuer><samlp:Status><samlp:StatusCode '
        f'Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status>{inside}</samlp:Response>'
    )


def signed(text, *, by="idp", **options):
    """A text of XML with a signature over its root."""
    private, certificate = pair(by)
    root = etree.fromstring(text.encode())
    usual = {"signature_algorithm": SignatureMethod.ECDSA_SHA256}
    signer = XMLSigner(
        method=methods.enveloped, c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        **{**usual, **options},
    )  # fmt: skip
    made = signer.sign(root, key=private, cert=certificate, reference_uri=root.get("ID"), id_attribute="ID")
    return etree.tostring(made).decode()


def sent(text):
    """A response as a browser brings it."""
    data = text if isinstance(text, bytes) else text.encode()
    return {"SAMLResponse": base64.b64encode(data).decode()}


def metadata():
    """What the provider publishes of itself."""
    body = "".join(pair("idp")[1].splitlines()[1:-1])
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing">'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>'
        f"{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService "
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/slo" '
        'ResponseLocation="https://idp.example/slo/done"/><md:SingleSignOnService '
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def request_to_leave(**facts):
    """That somebody has left the provider, unsigned, as text."""
    says = {
        "id": "_l1", "issuer": ENTITY, "destination": SLO, "at": at(), "subject": "u-1", "sessions": (),
        "until": at(300), "tag": "LogoutRequest",
    } | facts  # fmt: skip
    indexes = "".join(f"<samlp:SessionIndex>{each}</samlp:SessionIndex>" for each in says["sessions"])
    return (
        f'<samlp:{says["tag"]} {NS} ID="{says["id"]}" Version="2.0" IssueInstant="{says["at"]}" '
        f'Destination="{says["destination"]}" NotOnOrAfter="{says["until"]}">'
        f"<saml:Issuer>{says['issuer']}</saml:Issuer>"
        f'<saml:NameID Format="{PERSISTENT}">{says["subject"]}</saml:NameID>{indexes}</samlp:{says["tag"]}>'
    )


def answer_to_leaving(to, **facts):
    """That somebody has left the provider whom we sent there, unsigned, as text."""
    says = {"issuer": ENTITY, "destination": SLO, "at": at(), "status": "Success"} | facts
    return (
        f'<samlp:LogoutResponse {NS} ID="_l2" Version="2.0" IssueInstant="{says["at"]}" InResponseTo="{to}" '
        f'Destination="{says["destination"]}"><saml:Issuer>{says["issuer"]}</saml:Issuer><samlp:Status>'
        f'<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{says["status"]}"/></samlp:Status>'
        "</samlp:LogoutResponse>"
    )


def in_address(text, *, which="SAMLRequest", relay="", by="idp", method=ECDSA):
    """A query that the provider has signed (HTTP-Redirect), as a browser brings it."""
    values = {which: base64.b64encode(zlib.compress(text.encode(), wbits=-15)).decode()}
    query = urlencode(values | ({"RelayState": relay} if relay else {}) | {"SigAlg": method})
    key = load_pem_private_key(pair(by)[0].encode(), None)
    first, second = decode_dss_signature(key.sign(query.encode(), ec.ECDSA(hashes.SHA256())))
    signature = first.to_bytes(32, "big") + second.to_bytes(32, "big")
    return f"{query}&{urlencode({'Signature': base64.b64encode(signature).decode()})}"
