"""Signing in with OpenID Connect (Core 1.0): the code flow with PKCE, and ID tokens that are believed only when signed.

What a provider publishes about itself, and its keys, are kept in memory for an hour. A token that is signed with a key
that is not among them has them read again: providers change their keys whenever they like.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import httpx2
from django.conf import settings
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from trellis.core import calling
from trellis.core.calling import AddressError
from trellis.core.federation.providers import FederationError, OidcProvider, Told

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
)  # fmt: skip
"""What an ID token may be signed with: key pairs only. Never `none`, and no secret that both sides know."""
LEEWAY = 60
"""Seconds by which the clocks of two machines may differ."""
FRESH = 3600
"""Seconds for which what a provider publishes is kept."""
PAUSE = 30
"""Seconds between two readings of the keys that a token asked for: nobody makes us call on and on."""
LONGEST_SUBJECT = 255


class Question(NamedTuple):
    """What was made up for one sign-in, and is kept in the session until the answer comes."""

    state: str
    nonce: str
    verifier: str


@dataclass
class _Known:
    """What a provider publishes."""

    document: dict[str, Any]
    keys: KeySet
    read_at: float


_known: dict[str, _Known] = {}
_reading = threading.Lock()


def question() -> Question:
    """New random values for one sign-in."""
    return Question(*(secrets.token_urlsafe(32) for _value in Question._fields))


def address_to_ask(provider: OidcProvider, asked: Question, back: str) -> str:
    """Where a browser goes to sign in; from there it comes `back`. Raises FederationError."""
    document = _known_of(provider).document
    challenge = base64.urlsafe_b64encode(sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    values = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": " ".join(provider.scopes),
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = str(document["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values, quote_via=quote)}"


def address_to_leave(provider: OidcProvider, back: str) -> str:
    """Where a browser goes to sign out of the provider too; empty where it says nothing of it."""
    try:
        address = _known_of(provider).document.get("end_session_endpoint")
    except FederationError:
        return ""
    if not isinstance(address, str) or urlsplit(address).scheme not in {"https", "http"}:
        return ""
    values = {"client_id": provider.client_id, "post_logout_redirect_uri": back}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values, quote_via=quote)}"


def told_by(provider: OidcProvider, asked: Question, answer: Mapping[str, str], back: str) -> Told:
    """Who somebody is, as the provider says when it is given the code that a browser came back with.

    `answer` is the query of the address by which it came. Raises FederationError.
    """
    if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
        raise _unbelieved("the state is not ours")
    if "iss" in answer and answer["iss"] != provider.url:  # RFC 9207: the answer of another provider
        raise _unbelieved("the answer is of another issuer")
    if "error" in answer:
        raise FederationError(
            _("%(provider)s did not sign you in.") % {"provider": provider.title},
            hint=_("Try again, or ask whoever looks after it."),
            why=f"error {answer['error'][:80]!r}",
        )
    tokens = _exchange(provider, answer.get("code", ""), asked.verifier, back)
    claims = _claims_of(provider, tokens.get("id_token"), asked.nonce)
    if "email" not in claims:
        claims = {**_said_of(provider, tokens.get("access_token"), claims["sub"]), **claims}
    return _told(provider, claims)


def check(provider: OidcProvider) -> str:
    """Read anew what the provider publishes; gives where, and how many keys it has. Raises FederationError."""
    known = _read(provider)
    return f"{provider.url}, {len(known.keys.keys)} keys"


def forget() -> None:
    """Read everything anew at the next sign-in. For tests."""
    _known.clear()


def _exchange(provider: OidcProvider, code: str, verifier: str, back: str) -> dict[str, Any]:
    document = _known_of(provider).document
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {}
    ways = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in ways:  # RFC 6749, 2.3.1: both are encoded as in a form before they are joined
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    return _json(provider, str(document["token_endpoint"]), form=form, headers=headers)


def _claims_of(provider: OidcProvider, token: Any, nonce: str) -> dict[str, Any]:
    """What an ID token says, where all that OpenID Connect Core 3.1.3.7 asks of it holds. Raises FederationError."""
    if not isinstance(token, str) or not token:
        raise _unbelieved("no ID token came")
    claims = _decoded(provider, token)
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    authorised = claims.get("azp")
    now = time.time()
    faults = {
        "the issuer is another": claims.get("iss") != provider.url,
        "it is for somebody else": provider.client_id not in audiences,
        "it is for several, and authorises none": len(audiences) > 1 and authorised is None,
        "it authorises somebody else": authorised is not None and authorised != provider.client_id,
        "it has expired": not _is_number(claims.get("exp")) or now >= claims["exp"] + LEEWAY,
        "it was not issued yet": not _is_number(claims.get("iat")) or claims["iat"] > now + LEEWAY,
        "it is not valid yet": "nbf" in claims
        and (not _is_number(claims["nbf"]) or claims["nbf"] > now + LEEWAY),
        "the nonce is not ours": not hmac.compare_digest(
            str(claims.get("nonce", "")).encode(), nonce.encode()
        ),
        "it names nobody": not isinstance(claims.get("sub"), str)
        or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT,
    }
    found = [fault for fault, is_one in faults.items() if is_one]
    if found:
        raise _unbelieved(f"the ID token: {'; '.join(found)}")
    return claims


def _decoded(provider: OidcProvider, token: str) -> dict[str, Any]:
    known = _known_of(provider)
    try:
        return dict(jwt.decode(token, known.keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError):
        if time.time() - known.read_at < PAUSE:
            raise _unbelieved("the ID token is not signed with a key of the provider") from None
    try:
        return dict(jwt.decode(token, _read(provider).keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError) as error:
        raise _unbelieved(f"the ID token is not signed with a key of the provider: {error}") from None


def _said_of(provider: OidcProvider, token: Any, subject: str) -> dict[str, Any]:
    """What the provider says besides, where the ID token has no address; it must speak of the same subject."""
    address = _known_of(provider).document.get("userinfo_endpoint")
    if (
        not isinstance(address, str)
        or not isinstance(token, str)
        or not token.isascii()
        or not token.isprintable()
    ):
        return {}
    said = _json(provider, address, headers={"Authorization": f"Bearer {token}"})
    if said.get("sub") != subject:
        raise _unbelieved("userinfo speaks of somebody else")
    return {
        name: value
        for name, value in said.items()
        if name in {"email", "email_verified", "name", provider.groups}
    }


def _told(provider: OidcProvider, claims: Mapping[str, Any]) -> Told:
    amr, acr = claims.get("amr"), claims.get("acr")
    ways = {each for each in (*(amr if isinstance(amr, list) else ()), acr) if isinstance(each, str)}
    groups = claims.get(provider.groups) if provider.groups else None
    return Told(
        subject=claims["sub"],
        email=_text(claims.get("email")).lower()[:254],
        verified=claims.get("email_verified") in (True, "true"),
        name=_text(claims.get("name"))[:200],
        groups=tuple(_text(each)[:200] for each in groups if _text(each)) if isinstance(groups, list) else (),
        strong=not ways.isdisjoint(provider.strong),
    )


def _known_of(provider: OidcProvider) -> _Known:
    found = _known.get(provider.url)
    if found is not None and time.time() - found.read_at < FRESH:
        return found
    with _reading:
        again = _known.get(provider.url)
        if again is not None and again is not found:  # somebody else has read it meanwhile
            return again
        return _read(provider)


def _read(provider: OidcProvider) -> _Known:
    address = f"{provider.url.rstrip('/')}/.well-known/openid-configuration"
    document = _json(provider, address)
    if document.get("issuer") != provider.url:
        raise _unreached(provider, f"{address} speaks for {str(document.get('issuer'))[:200]!r}")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(isinstance(document.get(name), str) for name in needed):
        raise _unreached(provider, f"{address} lacks one of {', '.join(needed)}")
    secure = urlsplit(provider.url).scheme == "https"
    if secure and not all(str(document[name]).startswith("https://") for name in needed):
        raise _unreached(provider, f"{address} names an address without https")
    try:
        found = _json(provider, document["jwks_uri"]).get("keys")
        pairs = [key for key in found or () if isinstance(key, dict) and key.get("use", "sig") == "sig"]
        keys = KeySet.import_key_set(
            {"keys": [key for key in pairs if key.get("kty") in {"RSA", "EC", "OKP"}]}
        )
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _unreached(provider, f"its keys cannot be read: {error}") from None
    known = _known[provider.url] = _Known(document, keys, time.time())
    return known


def _json(
    provider: OidcProvider,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A JSON object from the provider. Raises FederationError."""
    homes = {urlsplit(provider.url).hostname or ""}
    try:
        got = calling.fetch(
            address, form=form, headers=headers, homes=homes, allowed=settings.TRELLIS_WEBHOOK_NETWORKS
        )
    except (AddressError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise _unreached(provider, f"{address}: {error or type(error).__name__}") from None
    try:
        value = json.loads(got.body)
    except (ValueError, RecursionError):
        value = None
    if got.status != 200 or not isinstance(value, dict):
        told = str(value.get("error", ""))[:80] if isinstance(value, dict) else ""
        raise _unreached(provider, f"{address} answers {got.status} {told}".strip())
    return value


def _unreached(provider: OidcProvider, why: str) -> FederationError:
    return FederationError(
        _("%(provider)s cannot be asked now.") % {"provider": provider.title},
        hint=_("Try again in a few minutes, or sign in another way."),
        why=why,
    )


def _unbelieved(why: str) -> FederationError:
    return FederationError(
        _("What came back does not belong to this sign-in."),
        hint=_("Begin again from the sign-in page."),
        why=why,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""
