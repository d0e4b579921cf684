"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

SEE = Permission("growth.see-promotions", _("see all promotions and transfers, and what they cost"))
PERMISSIONS = (SEE,)
WORKSPACES = (Workspace("growth", _("Promotions"), permissions=(SEE.name,)),)
"""None of it comes with a level of access: who is to be promoted is need-to-know, also for administrators."""
