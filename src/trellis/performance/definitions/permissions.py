"""What this room permits. None of it comes with a level of access: an administrator sees nothing of a plan."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

OVERSEE = Permission(
    "performance.oversee",
    _("see how many plans of support there are and how they end; never whose or what in them"),
)
PERMISSIONS = (OVERSEE,)
