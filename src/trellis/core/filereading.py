"""The bytes of files, on their way out: whether they may be given, and whether they are what was stored."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from trellis.core import filekeys, filestore
from trellis.core.filestore import StoreError
from trellis.core.models import StoredFile


class DamagedFileError(StoreError):
    """The bytes in the store are not those that were stored."""

    code = "file-damaged"

    def __init__(self) -> None:
        super().__init__(_("The file is damaged."), hint=_("Whoever added it can add it again."))


def is_ready(stored: StoredFile) -> bool:
    """Whether a file may be given to people: it is in the store, and clean where a scanner is set up."""
    if not stored.is_kept or stored.scan == StoredFile.Scan.INFECTED:
        return False
    return stored.scan == StoredFile.Scan.CLEAN or not settings.TRELLIS_SCANNER


def read(stored: StoredFile, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes of a file between two places, piece by piece; all of it unless said.

    What was changed in the store is found: a whole file is held against its digest before its last piece is given, and
    each part of a sealed one proves itself. A part of one that is not sealed is given as it is. Raises StoreError and
    SealedFileError.
    """
    until = stored.size if end is None else min(end, stored.size)
    place = filestore.store()
    if stored.key_print:
        yield from filekeys.unsealed(
            lambda first, last: place.read(stored.name, first, last), stored.name, stored.size, begin, until
        )
        return
    pieces = place.read(stored.name, begin, until)
    if begin or until != stored.size:
        yield from pieces
        return
    digest, held = hashlib.sha256(), b""
    for piece in pieces:
        if held:
            yield held
        digest.update(piece)
        held = piece
    if not hmac.compare_digest(digest.hexdigest(), stored.digest):
        raise DamagedFileError
    yield held


def digest_of(plain: str, *, confidential: bool) -> str:
    """The digest by which bytes are known; that of the confidential tells nobody else what they are."""
    if not confidential:
        return plain
    return hmac.digest(settings.SECRET_KEY.encode(), f"file {plain}".encode(), "sha256").hex()
