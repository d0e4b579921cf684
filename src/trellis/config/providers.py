"""Providers that people sign in through, from the environment: OpenID Connect and SAML, several of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from trellis.config.readers import Reader, SettingError
from trellis.core.federation.providers import OidcProvider, Provider, SamlProvider

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LOCAL = ("localhost", "127.0.0.1", "::1")


def read_providers(read: Reader) -> tuple[Provider, ...]:
    """The providers that TRELLIS_OIDC and TRELLIS_SAML name. Raises SettingError; no message repeats a secret."""
    found = [
        *(_oidc(read, name) for name in _names(read, "TRELLIS_OIDC")),
        *(_saml(read, name) for name in _names(read, "TRELLIS_SAML")),
    ]
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise SettingError("TRELLIS_SAML", f"names {name}, which TRELLIS_OIDC or itself names too.")
    return tuple(found)


def examine_provider(provider: Provider) -> tuple[str, bool]:
    """What can be said of a provider, and whether it is fine. Raises TrellisError where it does not answer."""
    if isinstance(provider, SamlProvider):
        from trellis.core.federation import saml  # noqa: PLC0415 - takes long, and only SAML needs it

        last = max(saml.ends_at(each) for each in provider.certificates)
        return f"SAML, {provider.entity}, signs until {last:%Y-%m-%d}", last > datetime.now(UTC)
    from trellis.core.federation import oidc  # noqa: PLC0415 - reads the settings, which read this

    assert isinstance(provider, OidcProvider)
    return f"OpenID Connect, {oidc.check(provider)}", True


def _names(read: Reader, variable: str) -> list[str]:
    names = read.words(variable)
    for name in names:
        if not _NAME.fullmatch(name):
            raise SettingError(
                variable,
                f"names {name!r}; a name has small letters, digits and hyphens.",
                hint="Such as okta.",
            )
    return names


def _shared(read: Reader, of: Callable[[str], str], name: str) -> dict[str, Any]:
    trusts = _domains(read, of("TRUSTS"))
    creates, joins = read.boolean(of("CREATES"), default=False), read.boolean(of("JOINS"), default=False)
    if (creates or joins) and not trusts:
        raise SettingError(
            of("TRUSTS"), "is missing: it names the domains for which the word of the provider counts.",
            hint="Such as example.com. Without it, people connect their account themselves, or by an invitation.",
        )  # fmt: skip
    return {
        "name": name,
        "title": read.text(of("TITLE"), name.replace("-", " ").title())[:60],
        "domains": _domains(read, of("DOMAINS")),
        "trusts": trusts,
        "creates": creates,
        "joins": joins,
        "strong": tuple(read.words(of("STRONG"))),
        "groups": read.text(of("GROUPS")),
    }


def _oidc(read: Reader, name: str) -> OidcProvider:
    def of(what: str) -> str:
        return f"TRELLIS_OIDC_{name.upper().replace('-', '_')}_{what}"

    issuer = read.text(of("ISSUER"))
    if not _is_address(issuer):
        raise SettingError(
            of("ISSUER"), "must be the issuer of the provider, beginning with https://.",
            hint="Such as https://login.example.com. Its page /.well-known/openid-configuration repeats it.",
        )  # fmt: skip
    scopes = tuple(read.words(of("SCOPES"), ["openid", "email", "profile"]))
    if "openid" not in scopes:
        raise SettingError(of("SCOPES"), "must hold openid.")
    return OidcProvider(
        url=issuer, client_id=_needed(read, of("CLIENT_ID")), client_secret=_needed(read, of("CLIENT_SECRET")),
        scopes=scopes, **_shared(read, of, name),
    )  # fmt: skip


def _saml(read: Reader, name: str) -> SamlProvider:
    from trellis.core.federation.saml import read_metadata  # noqa: PLC0415 - takes long, and only SAML needs it

    def of(what: str) -> str:
        return f"TRELLIS_SAML_{name.upper().replace('-', '_')}_{what}"

    file = Path(_needed(read, of("METADATA"))).expanduser()
    try:
        metadata = read_metadata(file.read_bytes())
    except OSError as error:
        raise SettingError(of("METADATA"), f"names a file that cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise SettingError(of("METADATA"), f"names a file that is not usable: {error}.") from None
    key, certificate = _key(read, of("KEY"))
    return SamlProvider(
        entity=metadata.entity, sign_in=metadata.sign_in, certificates=metadata.certificates,
        sign_out=metadata.sign_out, sign_out_answers=metadata.sign_out_answers, key=key, key_certificate=certificate,
        email=read.text(of("EMAIL")), full_name=read.text(of("NAME")), **_shared(read, of, name),
    )  # fmt: skip


def _key(read: Reader, variable: str) -> tuple[str, str]:
    """A private key and its certificate in one file (PEM), parted; empty where none is named. Raises SettingError."""
    name = read.text(variable)
    if not name:
        return "", ""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey  # noqa: PLC0415 - few need it
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 - as above

    try:
        text = Path(name).expanduser().read_text("ascii")
        key, certificate = (_pem_in(text, each) for each in ("PRIVATE KEY", "CERTIFICATE"))
        pair = load_pem_private_key(key.encode(), None)
        fits = load_pem_x509_certificate(certificate.encode()).public_key() == pair.public_key()
    except OSError as error:
        raise SettingError(variable, f"names a file that cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError):
        fits = False
    if not fits or not isinstance(pair, RSAPrivateKey | EllipticCurvePrivateKey):
        raise SettingError(
            variable, "names a file without a private key (RSA or EC, no password) and its certificate.",
            hint="Make one: openssl req -x509 -newkey rsa:3072 -nodes -days 1095 -keyout k.pem -out c.pem; cat both.",
        )  # fmt: skip
    return key, certificate


def _pem_in(text: str, what: str) -> str:
    """The first block of PEM of a kind. Raises ValueError."""
    found = re.search(rf"-----BEGIN ([A-Z ]*{what})-----.*?-----END \1-----\n?", text, re.DOTALL)
    if found is None:
        raise ValueError
    return found[0]


def _needed(read: Reader, name: str) -> str:
    text = read.text(name)
    if not text:
        raise SettingError(name, "is missing.")
    return text


def _domains(read: Reader, name: str) -> tuple[str, ...]:
    domains = [word.lower().removeprefix("@") for word in read.words(name)]
    for domain in domains:
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain):
            raise SettingError(name, f"holds {domain!r}, which is no domain.", hint="Such as example.com.")
    return tuple(domains)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
