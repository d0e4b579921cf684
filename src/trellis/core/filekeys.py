"""Files that are kept unreadable: AES-256-GCM in chunks, so that a part can be read without the whole.

Each file has a key of its own, derived from one of the keys of this place (`Keys`) and the name of the file. A chunk
is sealed with its number and whether it is the last, so that none can be moved, left out or cut off (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

    TRF1 | 8 bytes: which key | 7 bytes of chance | sealed chunks of 64 KiB, each with 16 bytes of proof
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError

MARK = b"TRF1"
CHUNK = 64 * 1024
PROOF = 16
SEALED = CHUNK + PROOF
HEADER = len(MARK) + 8 + 7


class SealedFileError(TrellisError):
    """A file that cannot be read: its key is gone, or it was changed."""

    code = "sealed-file"


@dataclass(frozen=True)
class Keys:
    """The keys of this place by their fingerprints; new files are sealed with `current`."""

    by_print: dict[str, bytes]
    current: str


def keys() -> Keys:
    """The keys of the settings, the first for new files; the secret key of this place is always the last."""
    words = [*settings.TRELLIS_FILE_KEYS, settings.SECRET_KEY]
    derived = [HKDF(SHA256(), 32, None, b"trellis files").derive(word.encode()) for word in words]
    by_print = {hashlib.sha256(b"print of" + key).hexdigest()[:16]: key for key in derived}
    return Keys(by_print, next(iter(by_print)))


def sealed(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """A file, sealed with the current key, piece by piece."""
    known = keys()
    header = MARK + bytes.fromhex(known.current) + secrets.token_bytes(7)
    cipher = _cipher(known.by_print[known.current], name)
    yield header
    number, waiting = 0, b""
    for piece in chunks:
        waiting += piece
        while len(waiting) > CHUNK:
            yield cipher.encrypt(_nonce(header, number, last=False), waiting[:CHUNK], header)
            waiting, number = waiting[CHUNK:], number + 1
    yield cipher.encrypt(_nonce(header, number, last=True), waiting, header)


def unsealed(
    read: Callable[[int, int], Iterator[bytes]], name: str, size: int, begin: int, end: int
) -> Iterator[bytes]:
    """A part of a sealed file of `size` bytes, from `begin` up to and without `end`.

    `read` gives the stored bytes between two places. Raises SealedFileError where they are not what was stored.
    """
    header = b"".join(read(0, HEADER))
    if len(header) != HEADER or not header.startswith(MARK):
        raise SealedFileError(_("The file is damaged."))
    key = keys().by_print.get(header[4:12].hex())
    if key is None:
        raise SealedFileError(
            _("The key of the file is not here."), hint=_("TRELLIS_FILE_KEYS or the secret key has changed.")
        )
    if begin >= end and size:
        return
    cipher = _cipher(key, name)
    last = max(0, (size - 1) // CHUNK)
    first, final = begin // CHUNK, max(begin, end - 1) // CHUNK
    stored = _chunks(
        read(HEADER + first * SEALED, HEADER + min((final + 1) * SEALED, size + (last + 1) * PROOF))
    )
    for number in range(first, final + 1):
        try:
            plain = cipher.decrypt(_nonce(header, number, last=number == last), next(stored, b""), header)
        except InvalidTag:
            raise SealedFileError(_("The file is damaged.")) from None
        offset = number * CHUNK
        yield plain[max(0, begin - offset) : max(0, end - offset)]


def key_of(head: bytes) -> str:
    """The fingerprint of the key that a sealed file begins with."""
    return head[4:12].hex() if head.startswith(MARK) else ""


def _chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        waiting += piece
        while len(waiting) >= SEALED:
            yield waiting[:SEALED]
            waiting = waiting[SEALED:]
    if waiting:
        yield waiting


def _cipher(key: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"trellis file " + name.encode()).derive(key))


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    return header[-7:] + number.to_bytes(4, "big") + bytes([last])
