"""What this room says has happened. Identifiers, keys and days only: names, reasons, notes, and whether somebody was
found to have shown something, stay with the records, which can be erased as events cannot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("certifications.awarded", about="certificate", says=_("awarded a certificate"))
@dataclass(frozen=True, slots=True)
class CertificateAwarded:
    """Somebody has shown all that a certification asks for; `renews` is the certificate that this one follows."""

    certificate: UUID
    by: UUID | None
    person: UUID
    certification: str
    valid_until: date | None
    renews: UUID | None


@recorded("certifications.taken-over", about="certificate", says=_("wrote down a certificate from elsewhere"))
@dataclass(frozen=True, slots=True)
class CertificateTakenOver:
    """Somebody was certified elsewhere, before, and holds it here from then on."""

    certificate: UUID
    by: UUID | None
    person: UUID
    certification: str
    valid_until: date | None


@recorded("certifications.moved", about="certificate", says=_("changed the state of a certificate"))
@dataclass(frozen=True, slots=True)
class CertificateMoved:
    """A certificate was extended, suspended, reinstated or revoked, or has ended; `what` is one of `Happening`."""

    certificate: UUID
    by: UUID | None
    person: UUID
    certification: str
    what: str
    valid_until: date | None


@recorded("certifications.change-asked", about="certificate", says=_("asked to have a certificate changed"))
@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Somebody asked to have a certificate extended or revoked; why stays with the request."""

    certificate: UUID
    by: UUID | None
    deed: str


@recorded("certifications.change-refused", about="certificate", says=_("did not have a certificate changed"))
@dataclass(frozen=True, slots=True)
class ChangeRefused:
    """What somebody asked for was refused, or they withdrew it; `state` says which."""

    certificate: UUID
    by: UUID | None
    deed: str
    state: str


@recorded("certifications.shared", about="certificate", says=_("changed what strangers see of a certificate"))
@dataclass(frozen=True, slots=True)
class SharingChanged:
    """The holder said whether strangers who verify a certificate read whose it is."""

    certificate: UUID
    by: UUID | None
    shared: bool


@recorded("certifications.sign-off-asked", about="sign_off", says=_("asked for a sign-off"))
@dataclass(frozen=True, slots=True)
class SignOffAsked:
    """Somebody asked to have something signed off."""

    sign_off: UUID
    by: UUID | None
    person: UUID
    certification: str


@recorded("certifications.sign-off-decided", about="sign_off", says=_("decided about a sign-off"))
@dataclass(frozen=True, slots=True)
class SignOffDecided:
    """It was signed, refused or withdrawn; which of these stands with the sign-off."""

    sign_off: UUID
    by: UUID | None
    person: UUID
    certification: str


@recorded(
    "certifications.lacked", about="certificate_lack", says=_("found that somebody has to be certified")
)
@dataclass(frozen=True, slots=True)
class CertificateLacked:
    """Somebody has to hold a certification and does not; or, where it has `ended`, they do, or need not any more."""

    certificate_lack: UUID
    by: UUID | None
    person: UUID
    certification: str
    ended: bool
