"""The secret keys of a site, sealed with a passphrase (scrypt, RFC 7914; AES-256-GCM)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from trellis.handbook.errors import TrellisError

SHORTEST_PASSPHRASE = 12
KEYS_OF_ENVIRONMENT = ("TRELLIS_FILE_KEYS",)
"""Variables that hold keys of records besides the secret key, and go with it."""
_N, _R, _P, _SALT, _NONCE = 2**16, 8, 1, 16, 12
_PURPOSE = b"trellis backup keys 1"


class PassphraseError(TrellisError):
    """A passphrase that does not open the keys, or is too short to seal any."""

    code = "passphrase"


def seal(keys: Mapping[str, str], passphrase: str) -> bytes:
    """The keys, unreadable without the passphrase. Takes 64 megabytes and a quarter of a second, on purpose.

    Raises PassphraseError for a passphrase that can be guessed.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseError(
            f"The passphrase is too short: it needs {SHORTEST_PASSPHRASE} characters.",
            hint="Five words that have nothing to do with each other are a good one.",
        )
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    return salt + nonce + _cipher(passphrase, salt).encrypt(nonce, json.dumps(dict(keys)).encode(), _PURPOSE)


def unseal(sealed: bytes, passphrase: str) -> dict[str, str]:
    """The keys. Raises PassphraseError where the passphrase is not the one, or the keys were changed."""
    salt, nonce, rest = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        found = json.loads(_cipher(passphrase, salt).decrypt(nonce, rest, _PURPOSE))
    except (InvalidTag, ValueError):
        raise PassphraseError(
            "The passphrase does not open the keys of this backup.",
            hint="Try again, or restore without --with-keys.",
        ) from None
    return {str(name): str(value) for name, value in found.items()}


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(passphrase.encode()))
