"""Whether a document is what it was: its bytes, the records of its signatures, and the log of events."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from trellis.contracts.models import Document, Signature
from trellis.contracts.rules import Account, seen_by
from trellis.core import sealed
from trellis.core.filereading import read
from trellis.handbook.errors import TrellisError

SIGNED = "contracts.document-signed"
_SEALED = (
    "id", "document_id", "order", "part", "of", "account_id", "state", "done_at", "name", "address", "device", "method",
    "second_factor", "proved_at", "consent", "digest", "link_to", "link_digest", "link_until", "link_mailed_at",
    "opened_at", "opened_from",
)  # fmt: skip
"""What of a signature its seal holds."""


def seal_of(signature: Signature) -> str:
    """The SHA-256 of the record of a signature: JSON with sorted keys, moments in UTC to the microsecond."""
    said = {name: _plain(getattr(signature, name)) for name in _SEALED}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of bytes."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def is_whole(document: Document) -> bool:
    """Whether the stored PDF is the one that was made."""
    if document.file is None:
        return False
    try:
        return digest_of(read(document.file.stored)) == document.digest
    except TrellisError:
        return False


def faults_of(document: Document) -> list[str]:
    """What of a document is not as it was, in words; nothing where all is. Two queries, and all of its bytes."""
    found = [] if is_whole(document) else [_("The stored file is not the one that was made.")]
    told = {
        str(each.get("signature")): each.get("digest")
        for each in sealed.told_of("document", document.pk, SIGNED)
    }
    for each in document.signatures.filter(state=Signature.State.SIGNED).order_by("order"):
        if each.seal != seal_of(each) or each.digest != document.digest:
            found.append(_("The record of the signature of %(part)s was changed.") % {"part": each.part})
        elif told.get(str(each.pk)) != each.seal:
            found.append(_("The log does not know the signature of %(part)s.") % {"part": each.part})
    return found


@dataclass(frozen=True, slots=True)
class Proved:
    """What was found when signed documents were looked at: how many, and what is not as it was."""

    looked_at: int
    faults: tuple[str, ...]


def verify(most: int = 1000) -> Proved:
    """Look at the newest signed documents: their bytes, their records, the log. For `trellis doctor`."""
    signed = Document.objects.filter(state=Document.State.SIGNED).select_related("file__stored")
    found = list(signed.order_by("-made_at")[:most])
    wrong = tuple(f"{each.pk}: {fault}" for each in found for fault in faults_of(each))
    return Proved(len(found), wrong)


def genuine(who: Account, digest: str) -> Document | None:
    """The document, of those that somebody sees, whose PDF has this digest."""
    return seen_by(who).filter(digest=digest).select_related("person", "file").order_by("made_at").first()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, bool | int | str) else str(value)
