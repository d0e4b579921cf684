"""One-time codes from the clock: TOTP (RFC 6238) with SHA-1, six digits and half a minute, as all apps know it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds for which a code is shown."""
DIGITS = 6
DRIFT = 1
"""Steps by which a phone's clock may be off, either way."""
SECRET_BYTES = 20  # as long as the digest (RFC 4226, section 4, R6)


def new_secret() -> str:
    """A new secret in base32, 32 letters and digits."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of one time step (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, *, at: float, after: int = 0) -> int | None:
    """The time step whose code this is, near `at` (seconds since 1970) and later than the step `after`; else None."""
    now = int(at) // STEP
    wanted = code.encode()
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), wanted):
            return step
    return None


def address(secret: str, *, account: str, issuer: str) -> str:
    """The `otpauth:` address that apps read from a QR code."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
