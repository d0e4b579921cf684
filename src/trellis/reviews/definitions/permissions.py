"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

RUN = Permission("reviews.run", _("open review cycles, see how far they are, and set up calibration"))
PERMISSIONS = (RUN,)
WORKSPACES = (Workspace("reviews", _("Reviews"), permissions=(RUN.name,)),)
"""None of it comes with a level of access, and none of it opens what people wrote: that is for those it concerns."""
