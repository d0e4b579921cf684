"""What can be wrong with what somebody wants to do with certificates."""

from __future__ import annotations

from trellis.handbook.errors import TrellisError


class CertificationError(TrellisError):
    """What somebody wants to do with a certificate cannot be done; `field` names what of a form is wrong."""

    code = "certification"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field
