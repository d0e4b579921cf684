"""What this room permits. None of it comes with a level of access: an administrator sees nothing of a case."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

OPEN = Permission("cases.open", _("open confidential cases"))
OVERSEE = Permission(
    "cases.oversee", _("give a handler to cases that have none, without seeing what they are about")
)
PERMISSIONS = (OPEN, OVERSEE)
HANDLER = "case-handler"
"""The duty that lets somebody be a handler, where a type names no other."""
