"""Secrets that Trellis must read again, sealed with the secret key: a copy of the database alone holds none."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, *, dated: bool = True) -> str:
    """The text, unreadable and unchangeable without the secret key; its moment can be seen where it is `dated`."""
    data = text.encode()
    return (_fernet().encrypt(data) if dated else _fernet().encrypt_at_time(data, 0)).decode()


def hidden(text: str, what: str) -> str:
    """A name for a text that is always the same and leads to it only with the secret key; `what` it is for."""
    key = HKDF(SHA256(), length=32, salt=None, info=f"trellis hiding {what}".encode())
    return hmac.new(key.derive(settings.SECRET_KEY.encode()), text.encode(), hashlib.sha256).hexdigest()


def unseal(sealed: str) -> str | None:
    """What was sealed; None where the secret key is another one by now."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"trellis sealing").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
