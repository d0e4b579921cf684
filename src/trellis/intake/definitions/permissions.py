"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

TRIAGE = Permission("intake.triage", _("decide on requests for courses, and move them on"))
PERMISSIONS = (TRIAGE,)
"""It comes with no level of access: `rights.yml` says who plans the courses."""
