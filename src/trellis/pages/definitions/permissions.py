"""What can be permitted about the pages of the handbook."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

PROPOSE = Permission(
    "pages.propose", _("propose changes of the handbook, and comment on them"), "contributor"
)
APPROVE = Permission(
    "pages.approve", _("decide about what others propose"), "approver", implies=(PROPOSE.name,)
)
PERMISSIONS = (PROPOSE, APPROVE)
