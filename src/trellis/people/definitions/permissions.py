"""What this room permits."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission, Workspace
from trellis.handbook.words import gettext_noop as _

SEE = Permission(
    "people.see-records", _("see records of employment: contracts, dates, leave, history, what is planned")
)
KEEP = Permission(
    "people.keep-records", _("hire, change and end employments and keep what is known of people"),
    implies=(SEE.name,),
)  # fmt: skip
PLAN = Permission("people.plan-headcount", _("plan positions that are to be filled"))
PERMISSIONS = (SEE, KEEP, PLAN)
WORKSPACES = (Workspace("people", _("People Operations"), permissions=(KEEP.name, PLAN.name)),)
"""None of it comes with a level of access: records of people are need-to-know, also for administrators."""
