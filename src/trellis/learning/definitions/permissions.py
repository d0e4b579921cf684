"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.courses.definitions import permissions as of_courses
from trellis.handbook.words import gettext_noop as _

SEE = Permission("learning.see", _("see what everybody learns, with reports and evidence"))
KEEP = Permission(
    "learning.keep", _("assign courses to anybody, decide about exemptions and confirm what was practised"),
    implies=(SEE.name,),
)  # fmt: skip
PERMISSIONS = (SEE, KEEP)
WORKSPACES = (
    # That of courses, which whoever looks after learning has, and more.
    Workspace("learning", _("Learning and development"), permissions=(KEEP.name, of_courses.KEEP.name)),
)
