"""Leaving through SAML 2.0 (profiles, 4.4): telling a provider that somebody leaves, and hearing it from there.

Both go by the browser. A provider is believed only where it signs: an address (HTTP-Redirect) over the very letters
that came, a document (HTTP-POST) over all of it. What we say goes by an address, signed where there is a key of ours.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote_plus, urlencode
from xml.sax.saxutils import quoteattr

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree

from trellis.core.federation import saml
from trellis.core.federation.providers import SamlProvider
from trellis.core.federation.saml import PROTOCOL, SAML, SIGNATURE, Site, text_of, unbelieved

REQUEST, RESPONSE = "SAMLRequest", "SAMLResponse"
FRESH = timedelta(minutes=10)
"""How old a word of the provider may be: somebody else could keep it, and send it again."""
LONGEST_RELAY = 1000
MOST_SESSIONS = 100
_SIGNED_BY = "http://www.w3.org/2001/04/xmldsig-more#"
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip


class Sent(NamedTuple):
    """What a browser brought from a provider: the query of the address as it came, or a form."""

    query: str = ""
    form: Mapping[str, str] = {}


class Leaving(NamedTuple):
    """That somebody has left a provider: the names of its request, the person, and the sessions that end (or all)."""

    name: str
    subject: str
    sessions: tuple[str, ...]


def address_to_leave(
    provider: SamlProvider, site: Site, known_as: Mapping[str, str], name: str, now: datetime
) -> str:
    """Where a browser goes to leave a provider, with a request of this name. Empty where it hears of no such thing."""
    if not provider.sign_out or not known_as.get("subject"):
        return ""
    beside = "".join(f" {key}={quoteattr(known_as[key])}" for key in saml.QUALIFIERS if known_as.get(key))
    session = known_as.get("session", "")
    index = f"<samlp:SessionIndex>{saml.escaped(session)}</samlp:SessionIndex>" if session else ""
    inside = f"<saml:NameID{beside}>{saml.escaped(known_as['subject'])}</saml:NameID>{index}"
    until = f' NotOnOrAfter="{saml.written(now + FRESH)}"'
    text = _message("LogoutRequest", name, provider.sign_out, site, now, until, inside)
    return _address(provider, provider.sign_out, REQUEST, text)


def address_to_answer(
    provider: SamlProvider, site: Site, leaving: Leaving, relay: str, name: str, now: datetime
) -> str:
    """Where a browser goes on to when it has left, with the answer. Empty where the provider hears none."""
    if not provider.sign_out_answers:
        return ""
    inside = f'<samlp:Status><samlp:StatusCode Value="{saml.SUCCESS}"/></samlp:Status>'
    answers = f" InResponseTo={quoteattr(leaving.name)}"
    text = _message("LogoutResponse", name, provider.sign_out_answers, site, now, answers, inside)
    return _address(provider, provider.sign_out_answers, RESPONSE, text, relay[:LONGEST_RELAY])


def leaving_told(provider: SamlProvider, sent: Sent, site: Site, now: datetime) -> Leaving:
    """Who has left, as the provider says. Raises FederationError for a request that is not believed."""
    root = _believed(provider, sent, REQUEST, "LogoutRequest", site, now)
    until = root.get("NotOnOrAfter")
    if until is not None and now - saml.LEEWAY >= saml.time_of(until):
        raise unbelieved("the word of leaving is too old")
    names = root.findall(f"{SAML}NameID")
    subject = text_of(names[0]) if len(names) == 1 else ""
    if not 0 < len(subject) <= saml.LONGEST_SUBJECT:
        raise unbelieved("the word of leaving does not name one subject")
    found = root.findall(f"{PROTOCOL}SessionIndex")[:MOST_SESSIONS]
    return Leaving(root.get("ID", ""), subject, tuple(filter(None, map(text_of, found))))


def has_left(provider: SamlProvider, sent: Sent, site: Site, request: str, now: datetime) -> bool:
    """Whether the provider says that somebody has left who went there with a request. Raises FederationError."""
    root = _believed(provider, sent, RESPONSE, "LogoutResponse", site, now)
    if not request or root.get("InResponseTo") != request:
        raise unbelieved("the answer is to no request of this browser")
    code = root.find(f"{PROTOCOL}Status/{PROTOCOL}StatusCode")
    return code is not None and code.get("Value") == saml.SUCCESS


def relay_in(sent: Sent) -> str:
    """What the provider wants to have back with the answer."""
    if not sent.query:
        return sent.form.get("RelayState", "")
    return unquote_plus(_parts(sent.query).get("RelayState", ""))


def _believed(
    provider: SamlProvider, sent: Sent, which: str, tag: str, site: Site, now: datetime
) -> etree._Element:
    """A message of the provider to us, signed and fresh: what is covered by the signature. Raises FederationError."""
    try:
        root = (
            _in_address(provider, sent.query, which) if sent.query else _in_form(provider, sent.form, which)
        )
    except (ValueError, KeyError, binascii.Error, zlib.error) as error:
        raise unbelieved(f"{type(error).__name__}: {error}"[:200]) from None
    if root.tag != f"{PROTOCOL}{tag}" or root.get("Version") != "2.0" or not root.get("ID"):
        raise unbelieved(f"this is no {tag} of SAML 2.0")
    if root.get("Destination") != site.slo:
        raise unbelieved("it was meant for another address")
    if text_of(root.find(f"{SAML}Issuer")) != provider.entity:
        raise unbelieved("it is of another issuer")
    made = saml.time_of(root.get("IssueInstant", ""))
    if not now - FRESH <= made <= now + saml.LEEWAY:
        raise unbelieved("it is too old, or of a time to come")
    return root


def _in_address(provider: SamlProvider, query: str, which: str) -> etree._Element:
    parts = _parts(query)
    signed = "&".join(f"{name}={parts[name]}" for name in (which, "RelayState", "SigAlg") if name in parts)
    signature = base64.b64decode(unquote_plus(parts["Signature"]), validate=True)
    _check_signature(provider, signed.encode(), signature, unquote_plus(parts["SigAlg"]))
    packed = base64.b64decode(unquote_plus(parts[which]), validate=True)
    unpacking = zlib.decompressobj(wbits=-15)
    return saml.parsed(unpacking.decompress(packed, saml.LARGEST + 1))


def _in_form(provider: SamlProvider, form: Mapping[str, str], which: str) -> etree._Element:
    text = form[which]
    root = saml.parsed(base64.b64decode(text.encode("ascii")) if len(text) <= 2 * saml.LARGEST else b"")
    signatures = list(root.iter(f"{SIGNATURE}Signature"))
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        raise unbelieved("there is not exactly one signature, over all of it")
    signed = saml.verified(root, "./", provider)
    if signed.tag != root.tag or signed.get("ID") != root.get("ID"):
        raise unbelieved("the signature covers something else")
    return signed


def _parts(query: str) -> dict[str, str]:
    """The values of a query as they came, letter for letter. Raises ValueError for a name that stands there twice."""
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _sign, value = part.partition("=")
        if name in found:
            raise ValueError(f"{name[:20]} stands there twice")
        found[name] = value
    return found


def _check_signature(provider: SamlProvider, signed: bytes, signature: bytes, method: str) -> None:
    """Raises FederationError for what no certificate of the provider has signed in a way that is good today."""
    kind, _hyphen, name = method.removeprefix(_SIGNED_BY).partition("-")
    used = _HASHES.get(name)
    if used is None or not method.startswith(_SIGNED_BY):
        raise unbelieved(f"it is signed by {method[:80]!r}, which is not taken")
    for certificate in provider.certificates:
        key: Any = load_pem_x509_certificate(certificate.encode()).public_key()
        try:
            if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
                key.verify(signature, signed, padding.PKCS1v15(), used)
                return
            if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(_of_two(signature), signed, ec.ECDSA(used))
                return
        except InvalidSignature:
            continue
    raise unbelieved("the signature is not of the provider")


def _of_two(signature: bytes) -> bytes:
    """A signature of two numbers side by side (RFC 4050, 3.3), as the library reads it."""
    half = len(signature) // 2
    return encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )


def _message(tag: str, name: str, place: str, site: Site, now: datetime, more: str, inside: str) -> str:
    return (
        f'<samlp:{tag} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0"'
        f" ID={quoteattr(name)} IssueInstant={quoteattr(saml.written(now))} Destination={quoteattr(place)}{more}>"
        f"<saml:Issuer>{saml.escaped(site.entity)}</saml:Issuer>{inside}</samlp:{tag}>"
    )


def _address(provider: SamlProvider, place: str, which: str, text: str, relay: str = "") -> str:
    values = {which: saml.packed(text), **({"RelayState": relay} if relay else {})}
    query = urlencode(values)
    if provider.key:
        query = _signed(provider.key, values)
    return f"{place}{'&' if '?' in place else '?'}{query}"


def _signed(pem: str, values: Mapping[str, str]) -> str:
    """A query with its signature (bindings, 3.4.4.1)."""
    key: Any = load_pem_private_key(pem.encode(), None)
    of_rsa = isinstance(key, rsa.RSAPrivateKey)
    query = urlencode({**values, "SigAlg": f"{_SIGNED_BY}{'rsa' if of_rsa else 'ecdsa'}-sha256"})
    if of_rsa:
        signature = key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        size = (key.key_size + 7) // 8
        pair = decode_dss_signature(key.sign(query.encode(), ec.ECDSA(hashes.SHA256())))
        signature = b"".join(number.to_bytes(size, "big") for number in pair)
    return f"{query}&{urlencode({'Signature': base64.b64encode(signature).decode()})}"
