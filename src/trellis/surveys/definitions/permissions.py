"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

RUN = Permission("surveys.run", _("open and close surveys, and see their results for all groups"))
PERMISSIONS = (RUN,)
"""It comes with no level of access: what people say in confidence is need-to-know, also for administrators."""
