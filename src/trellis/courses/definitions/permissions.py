"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

KEEP = Permission(
    "courses.keep", _("see all courses and how they stand: findings, reviews that are due, gaps")
)
PERMISSIONS = (KEEP,)
WORKSPACES = (Workspace("learning", _("Learning and development"), permissions=(KEEP.name,)),)
