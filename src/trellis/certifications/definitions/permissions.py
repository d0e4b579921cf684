"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

SEE = Permission("certifications.see-holders", _("see who holds which certificate, and what is missing"))
KEEP = Permission(
    "certifications.keep", _("extend, suspend, reinstate and revoke certificates"), implies=(SEE.name,)
)  # fmt: skip
PERMISSIONS = (SEE, KEEP)
WORKSPACES = (Workspace("certifications", _("Certifications"), permissions=(KEEP.name,)),)
