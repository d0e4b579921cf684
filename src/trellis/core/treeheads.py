"""The words of sealed heads of the event log, and their signatures.

An event enters the tree of hashes (`core.merkle`) as the bytes of `entry_of`. A head is signed with a key that is made
from the secret key: whoever has a copy of the database alone can rewrite events, but not sign their tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NO_HEAD = "0" * 64
"""What stands for the head before the first."""
COPY = "tree-head.json"
"""The newest head, in the folder of data: a database from which the newest events were taken away does not fit it."""
HASHED = ("pk", "name", "about", "object", "by", "at", "data")
"""The columns of an event that `entry_of` takes, in its order."""
HASH = 32  # bytes
_NOBODY = bytes(16)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def entry_of(
    key: UUID, name: str, about: str, subject: UUID, by: UUID | None, at: datetime, data: str
) -> bytes:
    """An event as it is hashed: its key, object and actor, 16 bytes each, and its microseconds since 1970 in 8.

    Then follow its name, what it is about and its data, a line each. No value but the last can hold a line break, so
    that two events never read the same.
    """
    moment = ((at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)
    actor = by.bytes if by is not None else _NOBODY
    return b"".join((key.bytes, subject.bytes, actor, moment, f"{name}\n{about}\n{data}".encode()))


def text_of(size: int, root: str, at: datetime, previous: str) -> bytes:
    """What is signed of a head: its size, root, time, and the digest of the head before it."""
    return f"trellis tree head 1\n{size}\n{root}\n{_instant(at)}\n{previous}".encode()


def digest_of(text: bytes) -> str:
    """The name by which the next head knows this one."""
    return sha256(text).hexdigest()


def sign(text: bytes) -> str:
    """The signature (Ed25519, RFC 8032) under the present secret key."""
    return _key(settings.SECRET_KEY).sign(text).hex()


def is_signed(text: bytes, signature: str) -> bool:
    """Whether the signature was made with the present secret key or a former one (`SECRET_KEY_FALLBACKS`)."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(_verifies(str(secret), text, signature) for secret in secrets)


def copy_of_head(size: int, root: str) -> str:
    """What the data directory keeps of the newest head."""
    return json.dumps({"size": size, "root": root})


def peaks_as_text(peaks: Iterable[bytes]) -> str:
    """The peaks of a tree as a column holds them."""
    return b"".join(peaks).hex()


def peaks_from(text: str) -> list[bytes]:
    """The peaks again. Raises ValueError for what is no hexadecimal number."""
    every = bytes.fromhex(text)
    return [every[start : start + HASH] for start in range(0, len(every), HASH)]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _verifies(secret: str, text: bytes, signature: str) -> bool:
    try:
        _key(secret).public_key().verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(secret: str) -> Ed25519PrivateKey:
    seed = HKDF(SHA256(), length=HASH, salt=None, info=b"trellis tree heads").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)
