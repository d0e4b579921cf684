"""What this room says has happened. Identifiers, days and digests only: documents are need-to-know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("contracts.document-made", about="document", says=_("wrote a document"))
@dataclass(frozen=True, slots=True)
class DocumentMade:
    """A document was made for somebody; `digest` is that of its PDF, `version` the number in its series."""

    document: UUID
    by: UUID | None
    person: UUID
    kind: str
    digest: str
    version: int


@recorded("contracts.document-moved", about="document", says=_("moved a document on"))
@dataclass(frozen=True, slots=True)
class DocumentMoved:
    """A document waits for approval, was approved, sent, issued, signed by all, declined, or is void."""

    document: UUID
    by: UUID | None
    person: UUID
    state: str


@recorded("contracts.document-signed", about="document", says=_("signed a document"))
@dataclass(frozen=True, slots=True)
class DocumentSigned:
    """Somebody signed. `digest` is that of the whole record of the signature, and so of the PDF that stands in it."""

    document: UUID
    by: UUID | None
    signature: UUID
    digest: str


@recorded("contracts.link-made", about="document", says=_("made a link to sign a document"))
@dataclass(frozen=True, slots=True)
class SigningLinkMade:
    """Somebody without an account is asked to sign by a link; a former link of this signature works no more."""

    document: UUID
    by: UUID | None
    signature: UUID


@recorded("contracts.link-withdrawn", about="document", says=_("withdrew the link to sign a document"))
@dataclass(frozen=True, slots=True)
class SigningLinkWithdrawn:
    """The link of a signature works no more, and no other was made."""

    document: UUID
    by: UUID | None
    signature: UUID


@recorded("contracts.link-opened", about="document", says=_("opened the link to sign a document"))
@dataclass(frozen=True, slots=True)
class SigningLinkOpened:
    """The link of a signature was opened for the first time, by whoever has it."""

    document: UUID
    by: UUID | None
    signature: UUID


@recorded("contracts.enrolled", about="enrolment", says=_("enrolled in a benefit"))
@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody has a benefit from a day on, or will."""

    enrolment: UUID
    by: UUID | None
    person: UUID
    starts_on: date


@recorded("contracts.enrolment-ended", about="enrolment", says=_("ended a benefit"))
@dataclass(frozen=True, slots=True)
class EnrolmentEnded:
    """The last day of a benefit was written down; `state` says why, as `models.Ending` names it."""

    enrolment: UUID
    by: UUID | None
    person: UUID
    ends_on: date
    state: str
