"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

KEEP = Permission(
    "classes.keep", _("schedule sessions of all classes, keep rooms, and see who registered and attended")
)
HOST = Permission("classes.host", _("schedule own sessions, and be proposed as a facilitator"))
PERMISSIONS = (KEEP, HOST)
WORKSPACES = (Workspace("classes", _("Classes"), permissions=(KEEP.name, HOST.name)),)
"""None of it comes with a level of access: running classes is a job, and no part of looking after Trellis."""
