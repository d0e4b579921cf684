"""Words of records that nobody reads out of the database: sealed with the keys of the files, row by row.

    class CaseNote(Record):
        sealed_text = models.TextField()
        text = SealedText("sealed_text")

The column holds what is sealed, and whatever reads rows without knowing better (exports, backups, dumps, faults of the
database) has nothing else. A text opens in its own row and field alone, so that none can be moved into another.
"""

from __future__ import annotations

import base64
import secrets
from binascii import Error as NotBase64
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import Model
from django.utils.translation import gettext as _

from trellis.core import filekeys
from trellis.handbook.errors import TrellisError

MARK = "TRT1"
_NONCE = 12


class SealedTextError(TrellisError):
    """A text that cannot be read: its key is gone, or it was changed."""

    code = "sealed-text"


def sealed(text: str, place: str) -> str:
    """A text, unreadable without the keys; empty for an empty one. It opens at the same place alone."""
    if not text:
        return ""
    known = filekeys.keys()
    nonce = secrets.token_bytes(_NONCE)
    made = _cipher(known.by_print[known.current]).encrypt(nonce, text.encode(), place.encode())
    return f"{MARK}.{known.current}.{base64.b64encode(nonce + made).decode('ascii')}"


def unsealed(stored: str, place: str) -> str:
    """The text again. Raises SealedTextError where its key is not here, or it was changed or moved."""
    if not stored:
        return ""
    mark, _dot, rest = stored.partition(".")
    name, _dot, body = rest.partition(".")
    key = filekeys.keys().by_print.get(name)
    if mark == MARK and key is None:
        raise SealedTextError(
            _("The key of this text is not here."), hint=_("TRELLIS_FILE_KEYS or the secret key has changed.")
        )
    try:
        data = base64.b64decode(body, validate=True)
        if mark != MARK or key is None:
            raise ValueError
        return _cipher(key).decrypt(data[:_NONCE], data[_NONCE:], place.encode()).decode()
    except (InvalidTag, NotBase64, ValueError):
        raise SealedTextError(_("This text is damaged.")) from None


class SealedText:
    """A text of a record, kept sealed in the field of that name."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, row: Model | None, owner: Any = None) -> Any:
        if row is None:
            return self
        return unsealed(getattr(row, self.field), self._place(row))

    def __set__(self, row: Model, text: str) -> None:
        setattr(row, self.field, sealed(text, self._place(row)))

    def _place(self, row: Model) -> str:
        return f"{row._meta.label}.{self.field}:{row.pk}"


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"trellis texts").derive(key))
