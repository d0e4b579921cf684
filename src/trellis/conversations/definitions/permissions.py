"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

OVERSEE = Permission(
    "conversations.oversee",
    _("see which one-to-ones are overdue and who mentors whom; never what was said"),
)
PERMISSIONS = (OVERSEE,)
"""It comes with no level of access: who talks with whom is nothing that an administrator needs to know."""
