"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

SEE = Permission("policies.see-progress", _("see who has acknowledged which policy"))
KEEP = Permission(
    "policies.keep", _("remind people of policies, exempt them, and say whether a change asks them again"),
    implies=(SEE.name,),
)  # fmt: skip
PERMISSIONS = (SEE, KEEP)
WORKSPACES = (Workspace("policies", _("Policies"), permissions=(KEEP.name,)),)
