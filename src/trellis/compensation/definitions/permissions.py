"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

SEE = Permission("compensation.see-pay", _("see what everybody is paid"))
KEEP = Permission(
    "compensation.keep-pay", _("write down first pay, and correct and withdraw what was written of pay"),
    implies=(SEE.name,),
)  # fmt: skip
PERMISSIONS = (SEE, KEEP)
WORKSPACES = (Workspace("compensation", _("Compensation"), permissions=(KEEP.name,)),)
"""None of it comes with a level of access: pay is need-to-know, also for administrators."""
