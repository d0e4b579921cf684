"""What this room permits. None of it comes with a level of access: documents of people are need-to-know."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

KEEP = Permission(
    "contracts.keep", _("write contracts and letters, send them for signature, see all of them")
)
BENEFITS = Permission(
    "benefits.keep",
    _("see who is enrolled in which benefits, and what they cost; bring enrolments from files"),
)
PERMISSIONS = (KEEP, BENEFITS)
