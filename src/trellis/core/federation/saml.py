"""Signing in with SAML 2.0 (Web Browser SSO, as a service provider).

A browser is sent with a request (HTTP-Redirect) and comes back with a response (HTTP-POST). Only what is inside of a
signature of the provider is read, and nothing else of the document: that is what keeps signed parts from being moved
(signature wrapping). Whatever a simple response does not need is refused: document types and entities, comments and
processing instructions (which cut texts in two), two elements of one ID, a signature in another place, encryption.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

from cryptography.x509 import load_pem_x509_certificate
from django.utils.translation import gettext as _
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier
from signxml.exceptions import SignXMLException

from trellis.core.federation.providers import FederationError, SamlProvider, Told

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
PROTOCOL = "{urn:oasis:names:tc:SAML:2.0:protocol}"
METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
AS_ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
LEEWAY = timedelta(seconds=60)
LARGEST = 2**18  # bytes of a response
_PLACES = ("https://", "http://127.0.0.1", "http://localhost")
LONGEST_SUBJECT = 255
QUALIFIERS = ("Format", "NameQualifier", "SPNameQualifier")
"""What may stand beside the name of a subject, and belongs to it."""
EMAILS = (
    "email", "mail", "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)  # fmt: skip
NAMES = (
    "displayName", "name", "urn:oid:2.16.840.1.113730.3.1.241", "http://schemas.microsoft.com/identity/claims/displayname",
)  # fmt: skip
METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
    }
)  # fmt: skip
DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


class Site(NamedTuple):
    """The site as the provider knows it: its name, and the addresses to which answers and words of leaving are sent."""

    entity: str
    acs: str
    slo: str


class Answer(NamedTuple):
    """What a provider said, and to which request."""

    told: Told
    request: str


class Metadata(NamedTuple):
    """What the metadata of a provider say of it. `sign_out` and `sign_out_answers` are empty where it has no such."""

    entity: str
    sign_in: str
    certificates: tuple[str, ...]
    sign_out: str = ""
    sign_out_answers: str = ""


def new_name() -> str:
    """A name for a request, which its answer repeats. It begins with a letter, as names in XML do."""
    return f"t{secrets.token_hex(20)}"


def address_to_ask(provider: SamlProvider, site: Site, name: str, now: datetime) -> str:
    """Where a browser goes to sign in, with a request of this name."""
    text = (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0"'
        f" ID={quoteattr(name)} IssueInstant={quoteattr(written(now))} Destination={quoteattr(provider.sign_in)}"
        f" AssertionConsumerServiceURL={quoteattr(site.acs)} ProtocolBinding={quoteattr(POST)}>"
        f"<saml:Issuer>{escaped(site.entity)}</saml:Issuer></samlp:AuthnRequest>"
    )
    query = urlencode({"SAMLRequest": packed(text)})
    return f"{provider.sign_in}{'&' if '?' in provider.sign_in else '?'}{query}"


def packed(text: str) -> str:
    """A message as it stands in an address (HTTP-Redirect binding): deflated, in base64."""
    return base64.b64encode(zlib.compress(text.encode(), wbits=-15)).decode()


def metadata_of(site: Site, certificate: str = "") -> str:
    """What a provider is told about this site: it wants its assertions signed, and how to call people for good.

    `certificate` is that of the key which says that somebody leaves, where there is one.
    """
    body = "".join(line for line in certificate.splitlines() if not line.startswith("-----"))
    key = (
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{escaped(body)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        if body
        else ""
    )
    leaving = "".join(
        f'<md:SingleLogoutService Binding="{binding}" Location={quoteattr(site.slo)}/>'
        for binding in (REDIRECT, POST)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f" entityID={quoteattr(site.entity)}>"
        '<md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true"'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f"{key}{leaving}"
        "<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>"
        f'<md:AssertionConsumerService Binding="{POST}" Location={quoteattr(site.acs)} index="0" isDefault="true"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>\n"
    )


def read_metadata(data: bytes) -> Metadata:
    """A provider as its metadata describe it. Raises ValueError with what is missing."""
    root = parsed(data)
    if root.tag != f"{METADATA}EntityDescriptor" or not root.get("entityID"):
        raise ValueError("this is no metadata of one provider (EntityDescriptor with an entityID)")
    places = [
        each.get("Location", "")
        for each in root.iterfind(f"{METADATA}IDPSSODescriptor/{METADATA}SingleSignOnService")
        if each.get("Binding") == REDIRECT
    ]
    if not places or not places[0].startswith(_PLACES):
        raise ValueError("it names no address to sign in at (SingleSignOnService, HTTP-Redirect, https)")
    certificates = tuple(
        _pem(cert.text or "")
        for key in root.iterfind(f"{METADATA}IDPSSODescriptor/{METADATA}KeyDescriptor")
        if key.get("use", "signing") == "signing"
        for cert in key.iter(f"{SIGNATURE}X509Certificate")
    )
    if not certificates:
        raise ValueError("it holds no certificate that signs (KeyDescriptor)")
    return Metadata(root.get("entityID", ""), places[0], certificates, *_leaving(root))


def _leaving(root: etree._Element) -> tuple[str, str]:
    """Where the provider hears that somebody leaves, and where it hears answers to that; empty for none by https."""
    for each in root.iterfind(f"{METADATA}IDPSSODescriptor/{METADATA}SingleLogoutService"):
        place = each.get("Location", "")
        answers = each.get("ResponseLocation", place)
        if each.get("Binding") == REDIRECT and place.startswith(_PLACES) and answers.startswith(_PLACES):
            return place, answers
    return "", ""


def ends_at(certificate: str) -> datetime:
    """Until when a certificate is good."""
    return load_pem_x509_certificate(certificate.encode()).not_valid_after_utc


def told_by(provider: SamlProvider, response: str, site: Site, now: datetime) -> Answer:
    """Who somebody is, as a response of the provider says. Raises FederationError for one that is not believed.

    Whether its request was ours, and not answered before, is the caller's to ask.
    """
    try:
        root = parsed(
            base64.b64decode(response.encode("ascii"), validate=False) if len(response) <= LARGEST else b""
        )
    except (ValueError, binascii.Error) as error:
        raise unbelieved(str(error)) from None
    _check_response(root, provider, site)
    assertion = _signed_assertion(root, provider)
    return _read(assertion, provider, site, now)


def parsed(data: bytes) -> etree._Element:
    """A document without anything that could mean two things. Raises ValueError."""
    if not 0 < len(data) <= LARGEST:
        raise ValueError("the document is empty or too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=False, remove_pis=False,
    )  # fmt: skip
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("the document has a document type")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"the document is no XML: {error}") from None
    info: Any = root.getroottree().docinfo  # its stubs lack half of it
    if info.doctype or info.internalDTD is not None:
        raise ValueError("the document has a document type")
    if (info.encoding or "UTF-8").upper() not in {"UTF-8", "ASCII", "US-ASCII"}:
        raise ValueError("the document is not UTF-8")
    if next(root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity), None) is not None:
        raise ValueError("the document has comments, instructions or entities")
    names = [value for each in root.iter() for key, value in each.attrib.items() if _is_id(str(key))]
    if len(names) != len(set(names)):
        raise ValueError("two elements have one ID")
    return root


def _check_response(root: etree._Element, provider: SamlProvider, site: Site) -> None:
    """What can be said of the envelope. It need not be signed, so that nothing here is believed, only refused."""
    if root.tag != f"{PROTOCOL}Response" or root.get("Version") != "2.0":
        raise unbelieved("this is no response of SAML 2.0")
    if root.get("Destination") not in (None, site.acs):
        raise unbelieved("the response was meant for another address")
    issuer = root.find(f"{SAML}Issuer")
    if issuer is not None and text_of(issuer) != provider.entity:
        raise unbelieved("the response is of another issuer")
    code = root.find(f"{PROTOCOL}Status/{PROTOCOL}StatusCode")
    status = code.get("Value") if code is not None else None
    if status != SUCCESS:
        raise FederationError(
            _("%(provider)s did not sign you in.") % {"provider": provider.title},
            hint=_("Try again, or ask whoever looks after it."),
            why=f"status {str(status)[:100]}",
        )
    if (
        next(root.iter(*(f"{SAML}Encrypted{what}" for what in ("Assertion", "ID", "Attribute"))), None)
        is not None
    ):
        raise unbelieved(
            "the response is encrypted, which is not understood: switch encryption off at the provider"
        )


def _signed_assertion(root: etree._Element, provider: SamlProvider) -> etree._Element:
    """The one assertion, out of what a signature of the provider covers."""
    assertions = list(root.iter(f"{SAML}Assertion"))
    if len(assertions) != 1 or assertions[0].getparent() is not root:
        raise unbelieved("there is not exactly one assertion")
    assertion = assertions[0]
    signatures = list(root.iter(f"{SIGNATURE}Signature"))
    parents = [each.getparent() for each in signatures]
    if any(parent is not root and parent is not assertion for parent in parents) or len(set(parents)) != len(
        parents
    ):
        raise unbelieved("a signature stands in another place")
    if assertion in parents:
        signed = verified(root, f"./{SAML}Assertion/", provider)
        if signed.tag != f"{SAML}Assertion" or signed.get("ID") != assertion.get("ID"):
            raise unbelieved("the signature covers something else")
        return signed
    if root in parents:
        signed = verified(root, "./", provider)
        inside = signed.findall(f"{SAML}Assertion")
        if signed.tag != f"{PROTOCOL}Response" or signed.get("ID") != root.get("ID") or len(inside) != 1:
            raise unbelieved("the signature covers something else")
        return inside[0]
    raise unbelieved("neither response nor assertion is signed")


def verified(root: etree._Element, place: str, provider: SamlProvider) -> etree._Element:
    """What the signature at a place covers, as it was signed, by one of the certificates of the provider."""
    config = SignatureConfiguration(
        location=place, expect_references=1, signature_methods=METHODS, digest_algorithms=DIGESTS,
        ignore_ambiguous_key_info=True,  # only the certificate from the settings counts
    )  # fmt: skip
    why = "it has no certificate"
    for certificate in provider.certificates:
        try:
            result = XMLVerifier().verify(
                root, x509_cert=certificate, id_attribute="ID", expect_config=config
            )
        except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError) as error:
            why = f"{type(error).__name__}: {error}"
            continue
        signed = getattr(result, "signed_xml", None)
        if isinstance(signed, etree._Element):
            return signed
    raise unbelieved(f"the signature is not of the provider: {why[:200]}")


def _read(assertion: etree._Element, provider: SamlProvider, site: Site, now: datetime) -> Answer:
    if assertion.get("Version") != "2.0" or text_of(assertion.find(f"{SAML}Issuer")) != provider.entity:
        raise unbelieved("the assertion is of another issuer")
    names = assertion.findall(f"{SAML}Subject/{SAML}NameID")
    subject = text_of(names[0]) if len(names) == 1 else ""
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise unbelieved("the assertion does not name one subject")
    form = names[0].get("Format", "")
    if form == TRANSIENT:
        raise unbelieved("the provider names people anew each time: have it send a persistent name")
    request = _confirmed(assertion, site, now)
    _check_conditions(assertion, site, now)
    statements = assertion.findall(f"{SAML}AuthnStatement")
    if not statements:
        raise unbelieved("the assertion does not say that somebody signed in")
    ends = [each.get("SessionNotOnOrAfter") for each in statements]
    if any(end is not None and now - LEEWAY >= time_of(end) for end in ends):
        raise unbelieved("the session at the provider is over")
    place = f"{SAML}AuthnStatement/{SAML}AuthnContext/{SAML}AuthnContextClassRef"
    contexts = {text_of(each) for each in assertion.iterfind(place)}
    said = dict(_attributes(assertion))
    email = _first(said, (provider.email,) if provider.email else EMAILS) or (
        subject if form == AS_ADDRESS else ""
    )
    told = Told(
        subject=subject,
        email=email.lower()[:254],
        verified=bool(email),
        name=_first(said, (provider.full_name,) if provider.full_name else NAMES)[:200],
        groups=tuple(each[:200] for each in said.get(provider.groups, ()) if each) if provider.groups else (),
        strong=not contexts.isdisjoint(provider.strong),
        known_as=_known_as(names[0], statements),
    )
    return Answer(told, request)


def _known_as(name: etree._Element, statements: Iterable[etree._Element]) -> dict[str, str]:
    """By what the provider knows somebody and their session, to say later that they leave (SAML core, 3.7.1)."""
    said = {"subject": text_of(name), **{key: name.get(key, "") for key in QUALIFIERS}}
    said["session"] = next((each.get("SessionIndex", "") for each in statements), "")
    return {key: value for key, value in said.items() if len(value) <= LONGEST_SUBJECT}


def _confirmed(assertion: etree._Element, site: Site, now: datetime) -> str:
    """The request that the assertion answers, where whoever brings it here, and now, is meant by it."""
    for confirmation in assertion.iterfind(f"{SAML}Subject/{SAML}SubjectConfirmation"):
        data = confirmation.find(f"{SAML}SubjectConfirmationData")
        if confirmation.get("Method") != BEARER or data is None:
            continue
        until, since, request = data.get("NotOnOrAfter"), data.get("NotBefore"), data.get("InResponseTo")
        if data.get("Recipient") != site.acs or until is None or not request:
            continue
        if now - LEEWAY < time_of(until) and (since is None or time_of(since) <= now + LEEWAY):
            return request
    raise unbelieved("the assertion is not for whoever brings it: address, time or request do not fit")


def _check_conditions(assertion: etree._Element, site: Site, now: datetime) -> None:
    conditions = assertion.findall(f"{SAML}Conditions")
    if len(conditions) != 1:
        raise unbelieved("the assertion has no conditions")
    since, until = conditions[0].get("NotBefore"), conditions[0].get("NotOnOrAfter")
    if (since is not None and now + LEEWAY < time_of(since)) or (
        until is not None and now - LEEWAY >= time_of(until)
    ):
        raise unbelieved("the assertion is too old, or not valid yet")
    restrictions = conditions[0].findall(f"{SAML}AudienceRestriction")
    heard = [{text_of(each) for each in one.iterfind(f"{SAML}Audience")} for one in restrictions]
    if not heard or not all(site.entity in audience for audience in heard):
        raise unbelieved("the assertion is for another audience")


def _attributes(assertion: etree._Element) -> Iterator[tuple[str, list[str]]]:
    for each in assertion.iterfind(f"{SAML}AttributeStatement/{SAML}Attribute"):
        values = [text_of(value) for value in each.iterfind(f"{SAML}AttributeValue")]
        for name in {each.get("Name", ""), each.get("FriendlyName", "")} - {""}:
            yield name, values


def _first(said: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((value for name in names for value in said.get(name, ()) if value), "")


def text_of(element: etree._Element | None) -> str:
    """The text of an element that holds nothing else; empty for one that does."""
    if element is None or len(element):
        return ""
    return " ".join((element.text or "").split())


def time_of(text: str) -> datetime:
    """A moment that SAML writes. Raises FederationError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise unbelieved("a time cannot be read") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def written(when: datetime) -> str:
    """A moment as SAML writes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_id(name: str) -> bool:
    return name.rpartition("}")[2].lower() == "id"


def escaped(text: str) -> str:
    """A text as it stands in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pem(text: str) -> str:
    """A certificate as metadata hold it, in the form of a file. Raises ValueError for what is none."""
    body = "".join(text.split())
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    pem = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
    load_pem_x509_certificate(pem.encode())
    return pem


def unbelieved(why: str) -> FederationError:
    """That something is not believed, and why, for the log."""
    return FederationError(
        _("What came back does not belong to this sign-in."),
        hint=_("Begin again from the sign-in page."),
        why=why,
    )
